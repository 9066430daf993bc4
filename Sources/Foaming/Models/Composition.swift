internal import Integrators

/// What one kilogram of foam consists of at a moment, derived from the state of the model.
///
/// Generic over the scalar: the same expressions serve the equations, their derivatives and the audit.
struct Composition<S: Scalar> {
  /// Extents of gelling, blowing and trimerization ξ₁, ξ₂, ξ₃ [mol/kg].
  let gelling, blowing, trimerization: S
  /// CO2 in the cells [mol/kg].
  let carbonDioxideGas: S
  /// Agent in the cells [mol/kg].
  let agentGas: S
  /// Air in the cells [mol/kg].
  let cellAir: S
  /// Hydroxyl, water and isocyanate groups left [mol/kg].
  let hydroxyl, water, isocyanate: S
  /// CO2 and agent dissolved in the polymer [mol/kg].
  let carbonDioxideDissolved, agentLiquid: S
  /// Mass of polymer without dissolved gases [kg/kg].
  let polymer: S
  /// Volume of the liquid phase v_L [m³/kg].
  let liquidVolume: S
  /// 1/v_L [kg/m³].
  let perLiquidVolume: S
  /// Heat capacity C at constant pressure [J/(kg·K)].
  let heatCapacity: S
  /// 1/C [kg·K/J].
  let perHeatCapacity: S

  /// - Parameters:
  ///   - lost: CO2, agent and air that left the cells through vents [mol/kg].
  @inline(__always)
  init(
    _ k: FoamCoefficients, gelling: S, blowing: S, trimerization: S, carbonDioxideGas: S, agentGas: S,
    lost: (carbonDioxide: S, agent: S, air: S)
  ) {
    self.gelling = gelling
    self.blowing = blowing
    self.trimerization = trimerization
    self.carbonDioxideGas = carbonDioxideGas
    self.agentGas = agentGas
    cellAir = k.cellAir - lost.air
    hydroxyl = k.hydroxyl - gelling
    water = k.water - blowing
    isocyanate = k.isocyanate - gelling - 2 * blowing - 3 * trimerization
    carbonDioxideDissolved =
      k.carbonDioxideInitial + k.carbonDioxideRetained * blowing - carbonDioxideGas - lost.carbonDioxide
    agentLiquid = k.agentAmount - agentGas - lost.agent
    polymer = k.polymerInitial - PhysicalConstants.carbonDioxideMolarMass * blowing
    let carbonDioxideHeat = k.carbonDioxideHeat * (carbonDioxideDissolved + carbonDioxideGas)
    let polymerHeat = k.polymerHeat * polymer
    if let agent = k.agent {
      liquidVolume = k.polymerVolume * polymer + agent.molarVolume * agentLiquid
      let agentHeat = agent.heatLiquid * agentLiquid + agent.heatGas * agentGas
      heatCapacity = polymerHeat + agentHeat + carbonDioxideHeat
    } else {
      liquidVolume = k.polymerVolume * polymer
      heatCapacity = polymerHeat + carbonDioxideHeat
    }
    perLiquidVolume = 1 / liquidVolume
    perHeatCapacity = 1 / heatCapacity
  }

  /// Moles of gas in the cells n [mol/kg].
  var gas: S { carbonDioxideGas + agentGas + cellAir }

  /// Enthalpy of formation counted from the fresh mixture: reactions and evaporation [J/kg].
  @inline(__always)
  func formationEnthalpy(_ k: FoamCoefficients) -> S {
    var sum = k.gelling.enthalpy * gelling + k.blowing.enthalpy * blowing
    if let reaction = k.trimerization { sum = sum + reaction.enthalpy * trimerization }
    if let agent = k.agent { sum = sum + agent.latent * agentGas }
    return sum
  }

  /// Temperature [K] at which the foam has the given enthalpy [J/kg].
  @inline(__always)
  func temperature(enthalpy: S, _ k: FoamCoefficients) -> S {
    PhysicalConstants.caloricReference + (enthalpy - formationEnthalpy(k)) * perHeatCapacity
  }
}
