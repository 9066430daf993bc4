internal import RealModule

/// The products and quotients of parameters that the equations need, formed once per shot.
///
/// A division by a constant costs as much as ten multiplications, and the equations are evaluated some hundred
/// times per shot.
struct FoamCoefficients: Hashable, Sendable {
  /// One reaction: k(T) = rate · exp(temperature · (1/T_ref − 1/T)).
  struct Reaction: Hashable, Sendable {
    let rate, activationTemperature, enthalpy: Double
  }

  /// A blowing agent, per mole.
  struct Agent: Hashable, Sendable {
    /// Molar volume of the liquid M/ρ [m³/mol].
    let molarVolume: Double
    /// Molar heat capacities of liquid and gas [J/(mol·K)].
    let heatLiquid, heatGas: Double
    /// Molar heat of vaporization [J/mol].
    let latent: Double
    /// D ρ/M [mol/(m·s)].
    let transfer: Double
    let antoineIntercept, antoineSlope, antoineShift: Double
    let interaction, interactionSlope: Double
  }

  let hydroxyl, water, isocyanate, agentAmount, cellAir: Double
  let gelling, blowing: Reaction
  let trimerization: Reaction?
  let agent: Agent?
  let postGelFactor: FoamParameters.PostGelFactor?
  /// b/e_OH0 and 1/e_OH0 [kg/mol].
  let autocatalysis, perHydroxyl: Double
  /// 1/T_ref [1/K] and 1/τ [1/s].
  let perReference, perInduction: Double
  /// Polymer in the fresh mixture, without dissolved gas [kg/kg].
  let polymerInitial: Double
  /// c_P [J/(kg·K)] and 1/ρ_P [m³/kg].
  let polymerHeat, polymerVolume: Double
  /// Molar heat capacity of CO2 [J/(mol·K)].
  let carbonDioxideHeat: Double
  let carbonDioxideInitial, carbonDioxideRetained, carbonDioxideDiffusivity, carbonDioxideSolubility: Double
  /// 3/(4πN) [kg] and 4πN [1/kg].
  let perCell, cells: Double

  init(_ p: FoamParameters) {
    func reaction(_ reaction: FoamParameters.Reaction) -> Reaction {
      Reaction(
        rate: reaction.rate, activationTemperature: reaction.activationTemperature, enthalpy: reaction.enthalpy)
    }
    (hydroxyl, water, isocyanate) = (p.hydroxyl, p.water, p.isocyanate)
    (agentAmount, cellAir) = (p.agentAmount, p.cellAir)
    (gelling, blowing) = (reaction(p.gelling), reaction(p.blowing))
    trimerization = p.trimerization.map(reaction)
    agent = p.agent.map { agent in
      Agent(
        molarVolume: agent.molarMass / agent.density, heatLiquid: agent.molarMass * agent.specificHeatLiquid,
        heatGas: agent.molarMass * agent.specificHeatGas, latent: agent.molarMass * agent.latentHeat,
        transfer: agent.diffusivity * agent.density / agent.molarMass, antoineIntercept: agent.antoineIntercept,
        antoineSlope: agent.antoineSlope, antoineShift: agent.antoineShift, interaction: agent.interaction,
        interactionSlope: agent.interactionSlope)
    }
    postGelFactor = p.postGelFactor
    (autocatalysis, perHydroxyl) = (p.autocatalysis / p.hydroxyl, 1 / p.hydroxyl)
    (perReference, perInduction) = (1 / p.referenceTemperature, 1 / p.inductionTime)
    let molarMass = PhysicalConstants.carbonDioxideMolarMass
    polymerInitial = 1 - p.agentMassFraction - molarMass * p.carbonDioxideInitial
    (polymerHeat, polymerVolume) = (p.polymerSpecificHeat, 1 / p.polymerDensity)
    carbonDioxideHeat = molarMass * p.carbonDioxideSpecificHeat
    (carbonDioxideInitial, carbonDioxideRetained) = (p.carbonDioxideInitial, p.carbonDioxideRetained)
    (carbonDioxideDiffusivity, carbonDioxideSolubility) = (p.carbonDioxideDiffusivity, p.carbonDioxideSolubility)
    cells = 4 * Double.pi * p.cellNumber
    perCell = 3 / cells
  }
}
