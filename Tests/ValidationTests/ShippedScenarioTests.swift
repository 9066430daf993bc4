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

  @Test func `the stated gaps of use case 1 are named, not guessed`() throws {
    let catalog = try ShippedCatalog()
    let error = try #require(throws: SimulationError.self) { try catalog.simulate("use-case-1") }
    #expect(error.kind == .gaps)
    for field in ["model.gelling.rate_constant", "model.polymer.density", "model.cells.air_fraction"] {
      #expect(error.found.contains(field))
    }
    #expect(error.remedy.contains("--assume"))
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
