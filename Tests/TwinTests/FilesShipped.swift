import Foaming
import Foundation
import Quantities
import Testing
import Twin

/// The files of the repository, as the command would pass them in.
enum ShippedFiles {
  static let folders: [(name: String, kind: FileKind)] = [
    ("Systems", .system), ("Scenarios", .scenario), ("Molds", .mold), ("Qualities", .quality),
    ("Datasources", .datasource), ("Plants", .plant),
  ]

  static let all: [(file: String, kind: FileKind, text: String)] = folders.flatMap { folder in
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: folder.name)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path())) ?? []
    return names.filter { $0.hasSuffix(".yaml") }.sorted().map { name in
      let text = (try? String(contentsOf: root.appending(path: name), encoding: .utf8)) ?? ""
      return ("\(folder.name)/\(name)", folder.kind, text)
    }
  }

  static func catalog() throws -> FileCatalog {
    var catalog = FileCatalog()
    for (file, kind, text) in all { try catalog.add(text: text, file: file, kind: kind) }
    return catalog
  }

  /// The identifiers of a kind, taken from the names of the files so that an unreadable file fails its own test.
  static func ids(_ kind: FileKind) -> [String] {
    all.filter { $0.kind == kind }.map { String($0.file.split(separator: "/")[1].dropLast(".yaml".count)) }
  }
}

@Suite struct `Shipped files` {
  @Test func `are all in the catalog under the name of their file`() throws {
    let catalog = try ShippedFiles.catalog()
    for (file, kind, _) in ShippedFiles.all {
      let stem = file.split(separator: "/")[1].dropLast(".yaml".count)
      #expect(catalog.ids(kind).contains(String(stem)), "\(file)")
    }
    #expect(catalog.ids(.system).count == 12)
    #expect(catalog.ids(.scenario).count == 15)
  }

  @Test(arguments: ShippedFiles.ids(.system)) func `read and write back a system`(id: String) throws {
    let catalog = try ShippedFiles.catalog()
    let system = try catalog.system(id: id)
    #expect(try catalog.system(fileText(of: system), file: "again.yaml") == system)
  }

  @Test(arguments: ShippedFiles.ids(.scenario)) func `read and write back a scenario`(id: String) throws {
    let catalog = try ShippedFiles.catalog()
    let scenario = try catalog.scenario(id: id)
    #expect(try catalog.scenario(fileText(of: scenario), file: "again.yaml") == scenario)
    _ = try catalog.system(of: scenario)
  }

  @Test(arguments: ShippedFiles.all.filter { $0.kind == .mold }.map(\.file))
  func `read and write back a mold`(file: String) throws {
    let text = try #require(ShippedFiles.all.first { $0.file == file }?.text)
    let mold = try FileCatalog().mold(text, file: file)
    #expect(try FileCatalog().mold(fileText(of: mold), file: "again.yaml") == mold)
  }

  @Test(arguments: ShippedFiles.all.filter { $0.kind == .quality }.map(\.file))
  func `read and write back a quality`(file: String) throws {
    let text = try #require(ShippedFiles.all.first { $0.file == file }?.text)
    let quality = try FileCatalog().quality(text, file: file)
    #expect(try FileCatalog().quality(fileText(of: quality), file: "again.yaml") == quality)
  }

  @Test func `leave no gap in the model of an archetype`() throws {
    let catalog = try ShippedFiles.catalog()
    for id in ["flexible-molded", "rigid-appliance", "integral-skin", "semi-rigid"] {
      let system = try catalog.system(id: id)
      #expect(system.isArchetype)
      #expect(
        ModelParameter.allCases.allSatisfy { $0.isOptional || system.model[$0] != nil }, "\(id) has no gap in its model"
      )
    }
  }

  @Test(arguments: [
    ("rigid-appliance", ModelParameter.gellingRate, 3.705730280184646e-06),
    ("rigid-appliance", .blowingRate, 1.2270847067592156e-06),
    ("integral-skin", .gellingRate, 1.036713654003801e-05),
    ("integral-skin", .blowingRate, 1.9426870487841307e-06),
    ("flexible-molded", .gellingRate, 2.383450005446793e-06),
    ("flexible-molded", .blowingRate, 4.673691427921289e-06),
    ("semi-rigid", .gellingRate, 7.804396554667413e-06),
    ("semi-rigid", .blowingRate, 7.5189306051935446e-06),
    ("semi-rigid", .carbonDioxideDiffusivity, 4.4e-10),
    ("r11-laboratory", .gellingRate, 1.3836029824955094e-06),
  ]) func `hold every digit of the reference numbers`(id: String, key: ModelParameter, value: Double) throws {
    #expect(try ShippedFiles.catalog().system(id: id).model.value(key) == value)
  }

  @Test func `state the mold of the archetypes' reference cases`() throws {
    let scenario = try ShippedFiles.catalog().scenario(id: "appliance-panel")
    guard case .cavity(let volume) = scenario.mold.enclosure, case .fixed(let wall) = scenario.mold.wall else {
      Issue.record("a closed mold with a fixed wall is expected")
      return
    }
    #expect(scenario.recipe.mass.si / volume.si == 34)
    #expect(wall.si == 318.15)
    #expect(scenario.mold.thickness.si == 0.06)
    #expect(scenario.mold.filmCoefficient.si == 100)
    #expect(scenario.process.polyolTemperature.si == 294.15)
  }
}

@Suite struct `Shipped scenarios` {
  @Test func `include a car seat that is a good shot`() throws {
    let catalog = try ShippedFiles.catalog()
    let scenario = try catalog.scenario(id: "car-seat")
    let simulation = try Simulation(of: scenario, system: catalog.system(of: scenario))
    #expect(simulation.verdict == .pass, "\(simulation.verdictReasons)")
    #expect(simulation.demold.window != nil)
  }

  @Test(arguments: [
    ("flexible-free-rise", 7.515, 62.26, 29.0), ("rigid-free-rise", 6.0, 38.0, 28.8),
    ("integral-skin-free-rise", 15.0, 40.0, 88.8),
  ])
  func `meet the reference of their archetype`(id: String, cream: Double, gel: Double, density: Double) throws {
    let catalog = try ShippedFiles.catalog()
    let scenario = try catalog.scenario(id: id)
    let simulation = try Simulation(of: scenario, system: catalog.system(of: scenario))
    // Half a unit of the last digit printed in the reference.
    #expect(abs((simulation.value(.creamTime) ?? 0) - cream) < 0.005)
    #expect(abs((simulation.value(.gelTime) ?? 0) - gel) < 0.005)
    #expect(abs((simulation.value(.freeRiseDensity) ?? 0) - density) < 0.05)
  }
}
