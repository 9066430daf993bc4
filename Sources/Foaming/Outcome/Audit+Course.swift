internal import Integrators

extension Audit {
  /// Largest admissible deviation of a balance of matter, relative to its content.
  static let matterLimit = 1e-12

  /// The balances of a solved shot, computed from what is reported at every step end.
  ///
  /// What is in the foam is summed up species by species, from the composition and temperature that the result
  /// shows; what crossed the boundary comes from the quadratures, which integrate the rates the equations used. A
  /// term that is wrong in one of the two no longer cancels.
  ///
  /// - Parameter relativeTolerance: rtol of the integration; energy may be off by 100 times that.
  init(_ course: ShotCourse, relativeTolerance: Double) {
    let steps = course.solution.dense.map { $0.knots } ?? []
    let accounts = steps.map { Account(course, at: $0) }
    guard let first = accounts.first else {
      self.init(balances: [])
      return
    }
    func balance(
      _ name: String, _ limit: Double, scale: Double, _ content: (Account) -> Double
    ) -> Balance? {
      guard scale > 0 else { return nil }
      let start = content(first)
      var worst = (residual: 0.0, time: steps[0])
      for (account, time) in zip(accounts, steps) {
        let residual = abs(content(account) - start) / scale
        // A residual that is not a number must not pass as small.
        if !(residual <= worst.residual) { worst = (residual, time) }
        if residual.isNaN { break }
      }
      return Balance(name: name, residual: worst.residual, limit: limit, time: worst.time)
    }
    let heat = accounts.map(\.heatReleased).max() ?? 0
    self.init(
      balances: [
        balance("mass", Self.matterLimit, scale: 1, \.mass),
        balance("isocyanate groups", Self.matterLimit, scale: first.isocyanate, \.isocyanate),
        balance("carbon dioxide", Self.matterLimit, scale: first.carbonDioxide, \.carbonDioxide),
        balance("blowing agent", Self.matterLimit, scale: first.agent, \.agent),
        balance("head-space air", Self.matterLimit, scale: first.air, \.air),
        balance("energy", 100 * relativeTolerance, scale: max(heat, 1), \.energy),
      ].compactMap { $0 })
  }
}

/// Contents plus what left since the start, at one time; each is constant along a correct run.
private struct Account {
  var mass = 0.0
  var isocyanate = 0.0
  var carbonDioxide = 0.0
  var agent = 0.0
  var air = 0.0
  var energy = 0.0
  /// Chemical energy set free until now [J/kg].
  var heatReleased = 0.0

  init(_ course: ShotCourse, at time: Double) {
    let foam = course.foam(at: time)
    let state = course.state(at: time)
    let reading = FoamReading(foam, state: state.span)
    let (p, layout) = (foam.parameters, foam.layout)
    func crossed(_ quadrature: Int?) -> Double { quadrature.map { state[$0] } ?? 0 }
    let molarMass = PhysicalConstants.carbonDioxideMolarMass
    let agentMass = p.agent?.molarMass ?? 0
    let lostAgent = layout.lost.map { state[$0 + 1] } ?? 0

    let carbonDioxideInside = reading.carbonDioxideDissolved + reading.carbonDioxideGas
    let agentLiquid = p.agentAmount - crossed(layout.agentEvaporated)
    mass =
      reading.polymer + molarMass * (carbonDioxideInside + crossed(layout.carbonDioxideLost))
      + agentMass * (agentLiquid + reading.agentGas + lostAgent)
    isocyanate = reading.isocyanate + crossed(layout.isocyanateConsumed)
    // Counted per mole of water: what has formed is inside or has left.
    carbonDioxide = (p.water - reading.blowingExtent) + carbonDioxideInside + crossed(layout.carbonDioxideLost)
    agent = agentLiquid + reading.agentGas + lostAgent
    air = reading.headSpaceAir + crossed(layout.airVented)

    let warmth = reading.temperature - PhysicalConstants.caloricReference
    var enthalpy =
      (p.polymerSpecificHeat * reading.polymer + molarMass * p.carbonDioxideSpecificHeat * carbonDioxideInside) * warmth
    if let substance = p.agent {
      let gas = substance.specificHeatGas * warmth + substance.latentHeat
      enthalpy +=
        substance.molarMass * (reading.agentLiquid * substance.specificHeatLiquid * warmth + reading.agentGas * gas)
    }
    let chemical =
      p.gelling.enthalpy * reading.gellingExtent + p.blowing.enthalpy * reading.blowingExtent
      + (p.trimerization?.enthalpy ?? 0) * reading.trimerizationExtent
    heatReleased = -chemical
    energy = enthalpy + chemical + crossed(layout.wallHeat) + crossed(layout.lostEnthalpy) - crossed(layout.flowWork)
  }
}
