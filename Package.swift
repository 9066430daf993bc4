// swift-tools-version:6.2
import Foundation
import PackageDescription

/// CVODE is compiled in by default where its headers are installed (Debian: libsundials-dev).
let hasSundials = FileManager.default.fileExists(atPath: "/usr/include/cvode/cvode.h")
/// Zstandard is compiled in by default where its header is installed (Debian: libzstd-dev).
let hasZstd = FileManager.default.fileExists(atPath: "/usr/include/zstd.h")
let whenSundials = TargetDependencyCondition.when(traits: ["Sundials"])
/// Likewise the clients of PostgreSQL (Debian: libpq-dev) and of MySQL and MariaDB (Debian: libmariadb-dev).
let hasPostgreSQL = FileManager.default.fileExists(atPath: "/usr/include/postgresql/libpq-fe.h")
let hasMariaDB = FileManager.default.fileExists(atPath: "/usr/include/mariadb/mysql.h")
let whenPostgreSQL = TargetDependencyCondition.when(traits: ["PostgreSQL"])
let whenMariaDB = TargetDependencyCondition.when(traits: ["MariaDB"])
let detected = [("Sundials", hasSundials), ("PostgreSQL", hasPostgreSQL), ("MariaDB", hasMariaDB), ("Zstd", hasZstd)]

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
    .library(name: "Historian", targets: ["Historian"]),
    .library(name: "Watch", targets: ["Watch"]),
    .library(name: "Sundials", targets: ["Sundials"]),
    .library(name: "JAXBackend", targets: ["JAXBackend"]),
    .library(name: "Columnar", targets: ["Columnar"]),
    .library(name: "Learning", targets: ["Learning"]),
    .library(name: "Registry", targets: ["Registry"]),
    .library(name: "XGBoost", targets: ["XGBoost"]),
    .executable(name: "pur-mold-twin", targets: ["TwinCommand"]),
  ],
  traits: [
    .trait(name: "Sundials", description: "The integrator cvode; needs SUNDIALS 6 (Debian: libsundials-dev)."),
    .trait(
      name: "PostgreSQL", description: "Shots and a historian in PostgreSQL; needs libpq (Debian: libpq-dev)."),
    .trait(name: "MariaDB", description: "Shots from MariaDB and MySQL; needs libmariadb (Debian: libmariadb-dev)."),
    .trait(name: "Zstd", description: "Parquet pages packed by Zstandard; needs libzstd (Debian: libzstd-dev)."),
    .default(enabledTraits: Set(detected.filter(\.1).map(\.0))),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.35.2"),
    .package(url: "https://github.com/apple/swift-nio-http2.git", from: "1.46.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-numerics.git", from: "1.1.1"),
    .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1"),
    .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
  ],
  targets: [
    .target(name: "Quantities", swiftSettings: pure),
    .target(
      name: "Integrators",
      dependencies: [.product(name: "RealModule", package: "swift-numerics")],
      swiftSettings: pure),
    .target(name: "CLanes"),
    .target(name: "Ensembles", dependencies: ["Integrators", "CLanes"], swiftSettings: common),
    .systemLibrary(name: "CSundials", providers: [.apt(["libsundials-dev"])]),
    .target(
      name: "Sundials", dependencies: ["Integrators", .target(name: "CSundials", condition: whenSundials)],
      swiftSettings: common),
    .target(
      name: "JAXBackend", dependencies: ["Integrators"], resources: [.embedInCode("worker.py")],
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
    .target(name: "FileLocks", swiftSettings: common),
    .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CMariaDB", pkgConfig: "libmariadb", providers: [.apt(["libmariadb-dev"])]),
    .target(
      name: "Databases", dependencies: ["Plant", .target(name: "CPostgres", condition: whenPostgreSQL)],
      swiftSettings: common),
    .target(
      name: "Acquisition",
      dependencies: [
        "Plant", "Databases", .product(name: "GRDBSQLite", package: "GRDB.swift"),
        .target(name: "CMariaDB", condition: whenMariaDB),
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
      ],
      swiftSettings: common),
    .target(
      name: "Historian",
      dependencies: [
        "Plant", "Databases", "FileLocks", "Integrators", .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ],
      swiftSettings: common),
    .target(name: "Watch", dependencies: ["Plant", "FileLocks", "Historian", "Quantities"], swiftSettings: common),
    .target(
      name: "Learning",
      dependencies: [
        "Plant", "Foaming", "Integrators", "Columnar", .product(name: "RealModule", package: "swift-numerics"),
      ],
      swiftSettings: pure),
    .target(name: "CXGBoost"),
    .target(name: "XGBoost", dependencies: ["CXGBoost"], swiftSettings: common),
    .target(name: "Registry", dependencies: ["Learning", "Plant", "Integrators"], swiftSettings: common),
    .target(
      name: "Twin",
      dependencies: [
        "Quantities", "Integrators", "Ensembles", "Foaming", "Plant", "Learning", "XGBoost", "Columnar",
        .product(name: "Yams", package: "Yams"),
        .product(name: "RealModule", package: "swift-numerics"),
      ],
      swiftSettings: common),
    .target(name: "LiveFeed", dependencies: ["FileLocks", "Plant", "Twin"], swiftSettings: common),
    .target(name: "SharedFeed", dependencies: ["Databases", "LiveFeed", "Plant", "Twin"], swiftSettings: common),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .target(
      name: "TwinServer",
      dependencies: [
        "Quantities", "Integrators", "FileLocks", "Foaming", "Plant", "Learning", "Registry", "Historian", "LiveFeed",
        "Twin", "Watch", "CZlib",
        .product(name: "Crypto", package: "swift-crypto"), .product(name: "CryptoExtras", package: "swift-crypto"),
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HummingbirdHTTP2", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"), .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "NIOHTTP2", package: "swift-nio-http2"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
        .product(name: "NIOPosix", package: "swift-nio"), .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "NIOWebSocket", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      resources: [
        .embedInCode("Schemas/simulation-1.json"), .embedInCode("Schemas/predictions-1.json"),
        .embedInCode("Schemas/hydraulic-diagnosis-1.json"),
      ],
      swiftSettings: common),
    .executableTarget(
      name: "TwinCommand",
      dependencies: [
        "Quantities", "Integrators", "FileLocks", "Foaming", "Plant", "Acquisition", "Historian", "Learning",
        "Registry",
        "XGBoost", "Columnar", "Databases", "Twin", "JAXBackend", "LiveFeed", "SharedFeed", "TwinServer", "Watch",
        .target(name: "Sundials", condition: whenSundials),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
      ],
      swiftSettings: common),
    .executableTarget(
      name: "ShotBenchmark",
      dependencies: ["Foaming", "Integrators", .target(name: "Sundials", condition: whenSundials)],
      path: "Benchmarks/ShotBenchmark",
      swiftSettings: common),
    .executableTarget(
      name: "EnsembleBenchmark",
      dependencies: ["Ensembles", "Foaming", "Integrators", .target(name: "Sundials", condition: whenSundials)],
      path: "Benchmarks/EnsembleBenchmark", swiftSettings: common),
    .target(
      name: "StiffProblems", dependencies: ["Integrators"], path: "Benchmarks/StiffProblems", swiftSettings: common),
    .executableTarget(
      name: "BackendBenchmark",
      dependencies: ["Foaming", "Integrators", "StiffProblems", .target(name: "Sundials", condition: whenSundials)],
      path: "Benchmarks/Backends",
      exclude: ["peers.py", "document.py", "cvode.c", "preamble.md", "limits.md", "ensembles.md"],
      swiftSettings: common),
    .executableTarget(
      name: "TreeBenchmark", dependencies: ["Learning", "Twin"], path: "Benchmarks/TreeBenchmark",
      swiftSettings: common),
    .executableTarget(
      name: "ImportBenchmark", dependencies: ["Acquisition", "Plant"], path: "Benchmarks/ImportBenchmark",
      exclude: ["run", "program"], swiftSettings: common),
    .executableTarget(
      name: "DriftBenchmark", dependencies: ["Columnar"], path: "Benchmarks/DriftBenchmark", swiftSettings: common),
    .executableTarget(
      name: "HistorianBenchmark",
      dependencies: ["Historian", "Plant", .product(name: "GRDBSQLite", package: "GRDB.swift")],
      path: "Benchmarks/HistorianBenchmark", exclude: ["faults", "kill", "run"], swiftSettings: common),
    .executableTarget(
      name: "LatencyBenchmark", dependencies: ["Watch", "Historian", "Plant"], path: "Benchmarks/LatencyBenchmark",
      swiftSettings: common),
    .testTarget(
      name: "ColumnarTests", dependencies: ["Columnar"], resources: [.copy("Fixtures")], swiftSettings: common),
    .testTarget(name: "QuantitiesTests", dependencies: ["Quantities"], swiftSettings: common),
    .target(name: "CAllocationCount", path: "Tests/CAllocationCount"),
    .testTarget(
      name: "IntegratorsTests",
      dependencies: [
        "Integrators", "StiffProblems", "CAllocationCount", .target(name: "Sundials", condition: whenSundials),
      ],
      resources: [.copy("Fixtures")], swiftSettings: common),
    .testTarget(
      name: "SundialsTests", dependencies: ["Integrators", .target(name: "Sundials", condition: whenSundials)],
      swiftSettings: common),
    .testTarget(
      name: "EnsemblesTests", dependencies: ["Ensembles", "Foaming", "Integrators"], swiftSettings: common),
    .testTarget(
      name: "JAXBackendTests", dependencies: ["Integrators", "JAXBackend", "StiffProblems"], swiftSettings: common),
    .testTarget(
      name: "FoamingTests", dependencies: ["Foaming", "Integrators", "Quantities", "Twin"],
      swiftSettings: common),
    .testTarget(
      name: "ValidationTests",
      dependencies: [
        "Foaming", "Integrators", "Quantities", "Twin", "CAllocationCount", "JAXBackend",
        .target(name: "Sundials", condition: whenSundials),
      ],
      resources: [.copy("Fixtures")], swiftSettings: common),
    .testTarget(
      name: "LearningTests", dependencies: ["Learning", "Columnar", "Plant", "Foaming", "Twin", "CAllocationCount"],
      exclude: ["Peers"], swiftSettings: common),
    .testTarget(
      name: "XGBoostTests", dependencies: ["XGBoost", "Learning"], swiftSettings: common),
    .testTarget(name: "FileLocksTests", dependencies: ["FileLocks"], swiftSettings: common),
    .testTarget(name: "PlantTests", dependencies: ["Plant", "Quantities"], swiftSettings: common),
    .testTarget(
      name: "AcquisitionTests",
      dependencies: [
        "Acquisition", "DatabaseOwner", "Databases", "Plant", "Twin", .product(name: "NIOCore", package: "swift-nio"),
      ],
      swiftSettings: common),
    .testTarget(
      name: "HistorianTests",
      dependencies: ["DatabaseOwner", "Historian", "Databases", "Plant"],
      swiftSettings: common),
    .testTarget(name: "LiveFeedTests", dependencies: ["LiveFeed", "Plant"], swiftSettings: common),
    .testTarget(name: "WatchTests", dependencies: ["Watch", "Historian", "Plant"], swiftSettings: common),
    .target(
      name: "ModelSamples", dependencies: ["Learning", "Plant"], path: "Tests/ModelSamples", swiftSettings: common),
    .target(
      name: "DatabaseOwner", dependencies: [.product(name: "GRDBSQLite", package: "GRDB.swift")],
      path: "Tests/DatabaseOwner", swiftSettings: common),
    .target(name: "DocumentSchemas", path: "Tests/DocumentSchemas", swiftSettings: common),
    .testTarget(
      name: "TwinTests",
      dependencies: [
        "Twin", "Foaming", "Integrators", "Learning", "DocumentSchemas", "ModelSamples", "XGBoost", "Columnar", "Plant",
        "Quantities",
      ],
      swiftSettings: common),
    .testTarget(
      name: "TwinCommandTests",
      dependencies: [
        "TwinCommand", "Twin", "Columnar", "DatabaseOwner", "DocumentSchemas", "Foaming", "Historian", "Learning",
        "ModelSamples", "Plant", "Registry", "XGBoost",
      ],
      swiftSettings: common),
    .testTarget(
      name: "TwinServerTests",
      dependencies: [
        "TwinServer", "Twin", "Historian", "Integrators", "Learning", "LiveFeed", "ModelSamples", "Plant", "Registry",
        "Watch",
        .product(name: "Crypto", package: "swift-crypto"), .product(name: "CryptoExtras", package: "swift-crypto"),
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"), .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOEmbedded", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "NIOPosix", package: "swift-nio"), .product(name: "NIOWebSocket", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: common),
    .testTarget(name: "TidyTests", swiftSettings: common),
  ],
  swiftLanguageModes: [.v6]
)

// The fuzzer needs unsafe flags, which would bar this package from being a dependency: `make fuzz` asks for it.
if Context.environment["PUR_FUZZ"] == "1" {
  package.targets.append(.target(name: "FuzzDriver", swiftSettings: common))
  package.targets.append(
    .executableTarget(
      name: "FuzzFiles",
      dependencies: ["FuzzDriver", "Twin", "Acquisition", "Plant", .product(name: "NIOCore", package: "swift-nio")],
      swiftSettings: common,
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]))
  package.targets.append(
    .executableTarget(
      name: "FuzzSpool", dependencies: ["FuzzDriver", "Historian", "Plant"], swiftSettings: common,
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]))
  package.targets.append(
    .executableTarget(
      name: "FuzzTables", dependencies: ["FuzzDriver", "Columnar"], swiftSettings: common,
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]))
  package.targets.append(
    .executableTarget(
      name: "FuzzModels", dependencies: ["FuzzDriver", "Learning"], swiftSettings: common,
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]))
}
