import Foaming
import Foundation
import Integrators
import Testing
import Twin

/// The catalog as shipped.
struct ShippedCatalog {
  let files: FileCatalog

  static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized

  init() throws {
    var files = FileCatalog()
    for folder in ["Systems", "Scenarios", "Molds", "Qualities"] {
      let names = try FileManager.default.contentsOfDirectory(atPath: Self.root.appending(path: folder).path)
      for name in names.sorted() where name.hasSuffix(".yaml") {
        let url = Self.root.appending(path: folder).appending(path: name)
        try files.add(text: String(contentsOf: url, encoding: .utf8), file: "\(folder)/\(name)")
      }
    }
    self.files = files
  }

  /// The scenario with the given identifier, and its system.
  func shot(_ id: String) throws -> (Scenario, MaterialSystem) {
    let scenario = try files.scenario(id: id, overrides: [])
    return (scenario, try files.system(of: scenario, overrides: []))
  }

  /// The scenario with the given identifier, simulated; `archetype` fills gaps.
  func simulate(
    _ id: String, assuming archetype: String? = nil, overrides: [String] = [], with integrator: (any Integrator)? = nil
  ) throws -> Simulation {
    let overrides = try overrides.map { try Override($0) }
    let scenario = try files.scenario(id: id, overrides: overrides)
    let system = try files.system(of: scenario, overrides: overrides)
    return try Simulation(
      of: scenario, system: system, assuming: archetype.map { try files.system(id: $0) }, with: integrator)
  }
}
