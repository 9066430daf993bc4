// swift-tools-version:6.2
import Foundation
import PackageDescription

/// CVODE is compiled in by default where its headers are installed (Debian: libsundials-dev).
let hasSundials = FileManager.default.fileExists(atPath: "/usr/include/cvode/cvode.h")
/// Zstandard is compiled in by default where its header is installed (Debian: libzstd-dev).
let hasZstd = FileManager.default.fileExists(atPath: "/usr/include/zstd.h")
let whenSundials = TargetDependencyCondition.when(traits: ["Sundials"])

/// Every Swift target: explicit `any`, imports private unless said otherwise, no warnings.
let common: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]
/// Every target that does not talk to C: unsafe constructs are errors too.
let pure: [SwiftSetting] = common + [.strictMemorySafety()]

let package = Package(
  name: "pur-mold-twin",
  products: [
    .library(name: "Quantities", targets: ["Quantities"]),
    .library(name: "Integrators", targets: ["Integrators"]),
    .library(name: "Foaming", targets: ["Foaming"]),
    .library(name: "Plant", targets: ["Plant"]),
    .library(name: "Acquisition", targets: ["Acquisition"]),
    .library(name: "Sundials", targets: ["Sundials"]),
    .library(name: "Columnar", targets: ["Columnar"]),
    .library(name: "Learning", targets: ["Learning"]),
    .executable(name: "pur-mold-twin", targets: ["TwinCommand"]),
  ],
  traits: [
    .trait(name: "Sundials", description: "The integrator cvode; needs SUNDIALS 6 (Debian: libsundials-dev)."),
    .trait(name: "Zstd", description: "Parquet pages packed by Zstandard; needs libzstd (Debian: libzstd-dev)."),
    .default(enabledTraits: Set((hasSundials ? ["Sundials"] : []) + (hasZstd ? ["Zstd"] : []))),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-numerics.git", from: "1.1.1"),
    .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.2"),
  ],
  targets: [
    .target(name: "Quantities", swiftSettings: pure),
    .target(
      name: "Integrators",
      dependencies: [.product(name: "RealModule", package: "swift-numerics")],
      swiftSettings: pure),
    .systemLibrary(name: "CSundials", providers: [.apt(["libsundials-dev"])]),
    .target(
      name: "Sundials", dependencies: ["Integrators", .target(name: "CSundials", condition: whenSundials)],
      swiftSettings: common),
    .target(
      name: "Foaming",
      dependencies: ["Quantities", "Integrators", .product(name: "RealModule", package: "swift-numerics")],
      swiftSettings: pure),
    .systemLibrary(name: "CZstd", providers: [.apt(["libzstd-dev"])]),
    .target(
      name: "Zstandard", dependencies: [.target(name: "CZstd", condition: .when(traits: ["Zstd"]))],
      swiftSettings: common),
    .target(name: "Columnar", dependencies: ["Zstandard"], swiftSettings: pure),
    .target(name: "Plant", dependencies: ["Quantities"], swiftSettings: pure),
    .target(name: "Acquisition", dependencies: ["Plant"], swiftSettings: common),
    .target(
      name: "Learning", dependencies: ["Plant", "Foaming", "Integrators", "Columnar"], swiftSettings: pure),
    .target(
      name: "Twin",
      dependencies: [
        "Quantities", "Integrators", "Foaming", "Plant", "Learning", "Columnar",
        .product(name: "Yams", package: "Yams"),
        .product(name: "RealModule", package: "swift-numerics"),
      ],
      swiftSettings: common),
    .executableTarget(
      name: "TwinCommand",
      dependencies: [
        "Quantities", "Integrators", "Foaming", "Plant", "Acquisition", "Learning", "Columnar", "Twin",
        .target(name: "Sundials", condition: whenSundials),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: common),
    .executableTarget(
      name: "ShotBenchmark",
      dependencies: ["Foaming", "Integrators", .target(name: "Sundials", condition: whenSundials)],
      path: "Benchmarks/ShotBenchmark",
      swiftSettings: common),
    .testTarget(
      name: "ColumnarTests", dependencies: ["Columnar"], resources: [.copy("Fixtures")], swiftSettings: common),
    .testTarget(name: "QuantitiesTests", dependencies: ["Quantities"], swiftSettings: common),
    .target(name: "CAllocationCount", path: "Tests/CAllocationCount"),
    .testTarget(
      name: "IntegratorsTests",
      dependencies: ["Integrators", "CAllocationCount", .target(name: "Sundials", condition: whenSundials)],
      resources: [.copy("Fixtures")], swiftSettings: common),
    .testTarget(
      name: "SundialsTests", dependencies: ["Integrators", .target(name: "Sundials", condition: whenSundials)],
      swiftSettings: common),
    .testTarget(
      name: "FoamingTests", dependencies: ["Foaming", "Integrators", "Quantities"],
      swiftSettings: common),
    .testTarget(
      name: "ValidationTests",
      dependencies: [
        "Foaming", "Integrators", "Quantities", "Twin", .target(name: "Sundials", condition: whenSundials),
      ],
      resources: [.copy("Fixtures")], swiftSettings: common),
    .testTarget(
      name: "LearningTests", dependencies: ["Learning", "Columnar", "Plant", "Foaming"], swiftSettings: common),
    .testTarget(name: "PlantTests", dependencies: ["Plant", "Quantities"], swiftSettings: common),
    .testTarget(name: "AcquisitionTests", dependencies: ["Acquisition", "Plant", "Twin"], swiftSettings: common),
    .testTarget(
      name: "TwinTests", dependencies: ["Twin", "Foaming", "Integrators", "Learning", "Plant", "Quantities"],
      swiftSettings: common),
    .testTarget(
      name: "TwinCommandTests", dependencies: ["TwinCommand", "Twin", "Columnar", "Learning", "Plant"],
      swiftSettings: common),
    .testTarget(name: "TidyTests", swiftSettings: common),
  ],
  swiftLanguageModes: [.v6]
)

// The fuzzer needs unsafe flags, which would bar this package from being a dependency: `make fuzz` asks for it.
if Context.environment["PUR_FUZZ"] == "1" {
  package.targets.append(
    .executableTarget(
      name: "FuzzFiles", dependencies: ["Twin", "Acquisition", "Plant"], swiftSettings: common,
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]))
  package.targets.append(
    .executableTarget(
      name: "FuzzTables", dependencies: ["Columnar"], swiftSettings: common,
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]))
}
