import DocumentSchemas
import Foaming
import Foundation
import Quantities
import Testing
import Twin

@Suite struct EncodingDocumentTests {
  private func problems(_ simulation: Simulation, withProfile: Bool = false) throws -> [String] {
    let schema = try EncodingSchema(named: "simulation-1")
    let json = SimulationDocument.json(simulation, reproduction: SampleShot.reproduction, withProfile: withProfile)
    return schema.problems(try JSONSerialization.jsonObject(with: Data(json.utf8)))
  }

  @Test(arguments: [true, false], [true, false])
  func `the document conforms to its schema with and without window, measurement and profile`(
    window: Bool, measured: Bool
  ) throws {
    let simulation = SampleShot.simulation(window: window, measured: measured)
    #expect(try problems(simulation, withProfile: measured) == [])
  }

  @Test(arguments: 0..<256)
  func `every combination of what may be absent parses and conforms`(mask: Int) throws {
    var simulation = SampleShot.simulation(rows: 5, window: mask & 1 == 0, measured: mask & 2 == 0)
    if mask & 4 != 0 { simulation.mixture.polyol = nil }
    if mask & 8 != 0 { (simulation.mixture.isocyanate, simulation.mixture.declaredIndex) = (nil, nil) }
    if mask & 16 != 0 {
      simulation.scenario.recipe = Recipe(charge: .components(polyol: Mass(si: 1), isocyanate: Mass(si: 0.5)))
    }
    if mask & 32 != 0 {
      simulation.scenario.mold.enclosure = .open
      simulation.scenario.mold.venting = .sealed
      simulation.scenario.mold.wall = .adiabatic
      simulation.scenario.mold.projectedArea = nil
      simulation.scenario.mold.clampForce = nil
      simulation.scenario.mold.sealPressure = nil
    }
    if mask & 64 != 0 { simulation.scenario.quality = QualityTargets() }
    if mask & 128 != 0 {
      simulation.keyFigures = []
      simulation.milestones = []
      simulation.defects = []
      simulation.audit.balances = []
      simulation.assumptions = []
      simulation.warnings = []
      simulation.profile = Profile()
    }
    #expect(try problems(simulation, withProfile: true) == [])
    let content = SimulationReport.content(simulation, reproduction: SampleShot.reproduction)
    #expect(HTMLReport.render(content).hasSuffix("</html>\n"))
  }

  @Test func `the schema check finds what is wrong`() throws {
    let schema = try EncodingSchema(named: "simulation-1")
    #expect(!schema.problems(["schema": "pur-mold-twin/simulation/2"]).isEmpty)
    let json = SimulationDocument.json(
      SampleShot.simulation(), reproduction: SampleShot.reproduction, withProfile: false)
    let wrong = json.replacing("\"status\": \"marginal\"", with: "\"status\": \"perhaps\"")
    #expect(!schema.problems(try JSONSerialization.jsonObject(with: Data(wrong.utf8))).isEmpty)
  }

  @Test func `numbers that are not finite become null with a note`() throws {
    var simulation = SampleShot.simulation()
    simulation.keyFigures[1].value = .nan
    simulation.mixture.temperature = .infinity
    let json = SimulationDocument.json(simulation, reproduction: SampleShot.reproduction, withProfile: false)
    let document = try #require(JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    let notes = try #require(document["notes"] as? [String])
    #expect(notes.contains("key_figures.gel_time.value: not a finite number, written as null"))
    #expect(notes.contains("mixture.temperature_K: not a finite number, written as null"))
    #expect(try problems(simulation) == [])
  }

  @Test func `the same simulation gives the same text`() {
    let texts = (0..<2).map { _ in
      SimulationDocument.json(SampleShot.simulation(), reproduction: SampleShot.reproduction, withProfile: true)
    }
    #expect(texts[0] == texts[1])
  }
}
