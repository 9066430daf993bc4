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
  /// Heat capacity C at constant pressure [J/(kg·K)].
  let heatCapacity: S

  /// - Parameters:
  ///   - lost: CO2, agent and air that left the cells through vents [mol/kg].
  @inline(__always)
  init(
    _ p: FoamParameters, gelling: S, blowing: S, trimerization: S, carbonDioxideGas: S, agentGas: S,
    lost: (carbonDioxide: S, agent: S, air: S)
  ) {
    self.gelling = gelling
    self.blowing = blowing
    self.trimerization = trimerization
    self.carbonDioxideGas = carbonDioxideGas
    self.agentGas = agentGas
    cellAir = p.cellAir - lost.air
    hydroxyl = p.hydroxyl - gelling
    water = p.water - blowing
    isocyanate = p.isocyanate - gelling - 2 * blowing - 3 * trimerization
    carbonDioxideDissolved =
      p.carbonDioxideInitial + p.carbonDioxideRetained * blowing - carbonDioxideGas - lost.carbonDioxide
    agentLiquid = p.agentAmount - agentGas - lost.agent
    let molarMass = PhysicalConstants.carbonDioxideMolarMass
    polymer = (1 - p.agentMassFraction - molarMass * p.carbonDioxideInitial) - molarMass * blowing
    let carbonDioxideHeat =
      (molarMass * p.carbonDioxideSpecificHeat) * (carbonDioxideDissolved + carbonDioxideGas)
    let polymerHeat = p.polymerSpecificHeat * polymer
    if let agent = p.agent {
      liquidVolume = polymer / p.polymerDensity + (agent.molarMass / agent.density) * agentLiquid
      let agentHeat = agent.specificHeatLiquid * agentLiquid + agent.specificHeatGas * agentGas
      heatCapacity = polymerHeat + agent.molarMass * agentHeat + carbonDioxideHeat
    } else {
      liquidVolume = polymer / p.polymerDensity
      heatCapacity = polymerHeat + carbonDioxideHeat
    }
  }

  /// Moles of gas in the cells n [mol/kg].
  var gas: S { carbonDioxideGas + agentGas + cellAir }

  /// Enthalpy of formation counted from the fresh mixture: reactions and evaporation [J/kg].
  @inline(__always)
  func formationEnthalpy(_ p: FoamParameters) -> S {
    var sum = p.gelling.enthalpy * gelling + p.blowing.enthalpy * blowing
    if let reaction = p.trimerization { sum = sum + reaction.enthalpy * trimerization }
    if let agent = p.agent { sum = sum + (agent.molarMass * agent.latentHeat) * agentGas }
    return sum
  }

  /// Temperature [K] at which the foam has the given enthalpy [J/kg].
  @inline(__always)
  func temperature(enthalpy: S, _ p: FoamParameters) -> S {
    PhysicalConstants.caloricReference + (enthalpy - formationEnthalpy(p)) / heatCapacity
  }
}
