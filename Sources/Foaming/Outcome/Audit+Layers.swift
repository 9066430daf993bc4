internal import Integrators

extension LayeredFoam {
  func account(_ state: [Double]) -> Account { Account(self, state) }
}

extension Account {
  /// The account of a foam in layers: their sum, and what crossed both walls.
  ///
  /// The blowing agent has no quadrature of its own here; its balance only shows that layers add up.
  init(_ foam: LayeredFoam, _ state: [Double]) {
    let (p, layout) = (foam.parameters, foam.layout)
    let readings = foam.readings(state.span)
    let molarMass = PhysicalConstants.carbonDioxideMolarMass
    let agentMass = p.agent?.molarMass ?? 0
    let lost = state[layout.carbonDioxideLost]
    mass = molarMass * lost
    isocyanate = state[layout.isocyanateConsumed]
    carbonDioxide = lost
    energy =
      state[layout.firstWallHeat] + state[layout.secondWallHeat] + state[layout.lostEnthalpy] - state[layout.flowWork]
    for (layer, c) in foam.compositions(state.span).enumerated() {
      let share = foam.grid.shares[layer]
      let carbonDioxideInside = c.carbonDioxideDissolved + c.carbonDioxideGas
      mass += share * (c.polymer + molarMass * carbonDioxideInside + agentMass * (c.agentLiquid + c.agentGas))
      isocyanate += share * c.isocyanate
      carbonDioxide += share * ((p.water - c.blowing) + carbonDioxideInside)
      agent += share * (c.agentLiquid + c.agentGas)

      let warmth = readings[layer].temperature - PhysicalConstants.caloricReference
      var enthalpy =
        (p.polymerSpecificHeat * c.polymer + molarMass * p.carbonDioxideSpecificHeat * carbonDioxideInside) * warmth
      if let substance = p.agent {
        let gas = substance.specificHeatGas * warmth + substance.latentHeat
        enthalpy += substance.molarMass * (c.agentLiquid * substance.specificHeatLiquid * warmth + c.agentGas * gas)
      }
      let chemical =
        p.gelling.enthalpy * c.gelling + p.blowing.enthalpy * c.blowing
        + (p.trimerization?.enthalpy ?? 0) * c.trimerization
      heatReleased -= share * chemical
      energy += share * (enthalpy + chemical)
    }
  }
}
