import Foaming
import Testing

/// What the shipped scenarios must say, whatever their numbers become.
@Suite struct ShippedScenarioTests {
  @Test func `use case 1 is infeasible by mass balance as stated, and feasible in the larger cavity`() throws {
    let catalog = try ShippedCatalog()
    let stated = try catalog.simulate("use-case-1", assuming: "rigid-appliance")
    #expect(stated.verdict == .fail)
    let sentence = try #require(stated.warnings.first { $0.contains("infeasible by mass balance") })
    #expect(sentence.contains("25 L"))
    #expect(sentence.contains("82"))
    #expect(stated.verdictReasons.contains(sentence))
    #expect(stated.assumptions.contains { $0.contains("rigid-appliance") })
    let feasible = try catalog.simulate("use-case-1-feasible", assuming: "rigid-appliance")
    #expect(!feasible.warnings.contains { $0.contains("infeasible") })
  }

  @Test func `without consent to fill its gaps, use case 1 is told its contradiction, then its gaps by name`() throws {
    let catalog = try ShippedCatalog()
    let stated = try #require(throws: SimulationError.self) { try catalog.simulate("use-case-1") }
    #expect(stated.kind == .infeasible)
    #expect(stated.found.contains("82 kg/m³"))
    let feasible = try #require(throws: SimulationError.self) { try catalog.simulate("use-case-1-feasible") }
    #expect(feasible.kind == .gaps)
    for field in ["model.gelling.rate_constant", "model.polymer.density", "model.cells.air_fraction"] {
      #expect(feasible.found.contains(field))
    }
    #expect(feasible.remedy.contains("--assume"))
  }

  @Test("every balance of every shipped scenario holds")
  func audits() throws {
    let catalog = try ShippedCatalog()
    for id in ["car-seat", "appliance-panel", "integral-skin-part", "semi-rigid-part", "r11-cup"] {
      let simulation = try catalog.simulate(id)
      #expect(simulation.audit.holds, "\(id)")
      #expect(simulation.audit.balances.contains { $0.name == "energy" })
    }
  }
}
