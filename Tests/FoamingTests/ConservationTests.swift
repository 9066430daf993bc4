import Foaming
import Testing

/// Every balance of every shot, whatever its recipe, its mold and its tolerance.
@Suite("Conservation over random shots") struct ConservationTests {
  @Test("matter to 1e-12, energy to the tolerance", arguments: RandomShot.others)
  func balances(shot: RandomShot) throws { try Self.expectBalances(shot) }

  @Test("the same where the linear algebra is hardest", arguments: RandomShot.prone)
  func roundOff(shot: RandomShot) throws {
    withKnownIssue(
      "round-off of the linear solve reaches 5e-11 of a small content; shot 13 at rtol 1e-3", isIntermittent: true
    ) {
      try Self.expectBalances(shot)
    }
  }

  private static func expectBalances(_ shot: RandomShot) throws {
    for (tolerance, energyLimit) in [(1e-3, 1e-2), (1e-6, 1e-5), (1e-11, 1e-10)] {
      let simulation = try shot.simulate(relativeTolerance: tolerance)
      let names = simulation.audit.balances.map(\.name)
      #expect(names.contains("mass") && names.contains("isocyanate groups") && names.contains("energy"))
      for balance in simulation.audit.balances {
        let limit = balance.name == "energy" ? energyLimit : 1e-12
        #expect(balance.residual <= limit, "\(balance.name) at rtol \(tolerance)")
      }
    }
  }

  @Test("what is audited is what the shot has", arguments: RandomShot.others)
  func audited(shot: RandomShot) throws {
    let names = try shot.simulate(relativeTolerance: 1e-4).audit.balances.map(\.name)
    let hasAgent = (shot.system.sheet.value(.mixtureAgent) ?? 0) > 0
    #expect(names.contains("blowing agent") == hasAgent)
    let hasGas =
      (shot.system.model.value(.carbonDioxideInitial) ?? 0) + (shot.system.sheet.value(.mixtureWater) ?? 0) > 0
    #expect(names.contains("carbon dioxide") == hasGas)
    var hasHeadSpace = false
    if case .cavity = shot.scenario.mold.enclosure { hasHeadSpace = shot.scenario.mold.venting != .ideal }
    #expect(names.contains("head-space air") == hasHeadSpace)
  }
}
