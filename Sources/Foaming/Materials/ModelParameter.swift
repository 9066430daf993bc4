public import Quantities

/// A parameter of the foam model PUR-M1. The raw value is its path below `model` in a system file.
public enum ModelParameter: String, PropertyKey {
  case referenceTemperature = "kinetics.reference_temperature"
  case inductionTime = "kinetics.induction_time"
  case gellingRate = "gelling.rate_constant"
  case gellingActivation = "gelling.activation_energy"
  case gellingEnthalpy = "gelling.enthalpy"
  case gellingAutocatalysis = "gelling.autocatalysis"
  case postGelOnset = "gelling.post_gel_onset"
  case postGelSlope = "gelling.post_gel_slope"
  case postGelRecoveryOnset = "gelling.recovery_onset"
  case postGelRecoverySlope = "gelling.recovery_slope"
  case blowingRate = "blowing.rate_constant"
  case blowingActivation = "blowing.activation_energy"
  case blowingEnthalpy = "blowing.enthalpy"
  case trimerizationRate = "trimerization.rate_constant"
  case trimerizationActivation = "trimerization.activation_energy"
  case trimerizationEnthalpy = "trimerization.enthalpy"
  case polymerDensity = "polymer.density"
  case polymerSpecificHeat = "polymer.specific_heat"
  case foamConductivity = "foam.conductivity"
  case cellDensity = "cells.number"
  case cellAir = "cells.air_fraction"
  case carbonDioxideSolubility = "carbon_dioxide.solubility"
  case carbonDioxideDiffusivity = "carbon_dioxide.diffusivity"
  case carbonDioxideSpecificHeat = "carbon_dioxide.specific_heat"
  case carbonDioxideInitial = "carbon_dioxide.dissolved_initially"
  case carbonDioxideRetained = "carbon_dioxide.retained_fraction"
  case agentMolarMass = "agent.molar_mass"
  case agentDensity = "agent.density"
  case agentSpecificHeatLiquid = "agent.specific_heat_liquid"
  case agentSpecificHeatGas = "agent.specific_heat_gas"
  case agentLatentHeat = "agent.latent_heat"
  case agentAntoineA = "agent.antoine_a"
  case agentAntoineB = "agent.antoine_b"
  case agentAntoineC = "agent.antoine_c"
  case agentInteraction = "agent.interaction"
  case agentInteractionSlope = "agent.interaction_slope"
  case agentDiffusivity = "agent.diffusivity"
  case agentGasConductivity = "agent.gas_conductivity"
  case agingOxygenDiffusivity = "aging.oxygen_diffusivity"
  case agingNitrogenDiffusivity = "aging.nitrogen_diffusivity"
  case agingCarbonDioxideDiffusivity = "aging.carbon_dioxide_diffusivity"
  case agingAgentDiffusivity = "aging.agent_diffusivity"
  case gelConversion = "structure.gel_conversion"
  case lockConversion = "structure.lock_conversion"
  case tackFreeConversion = "structure.tack_free_conversion"
  case glassTransitionUncured = "structure.glass_transition_uncured"
  case glassTransitionCured = "structure.glass_transition_cured"
  case glassTransitionCurvature = "structure.glass_transition_curvature"
  case modulusGlassy = "structure.modulus_glassy"
  case modulusRubbery = "structure.modulus_rubbery"
  case hardnessIntercept = "hardness.intercept"
  case hardnessSlope = "hardness.slope"

  public var dimension: any Dimension.Type {
    switch self {
    case .referenceTemperature, .glassTransitionUncured, .glassTransitionCured: TemperatureDimension.self
    case .inductionTime: TimeSpanDimension.self
    case .gellingRate, .blowingRate, .trimerizationRate: RateConstantDimension.self
    case .gellingActivation, .blowingActivation, .trimerizationActivation: MolarEnergyDimension.self
    case .gellingEnthalpy, .blowingEnthalpy, .trimerizationEnthalpy: MolarEnergyDimension.self
    case .polymerDensity, .agentDensity: DensityDimension.self
    case .polymerSpecificHeat, .carbonDioxideSpecificHeat: SpecificHeatDimension.self
    case .agentSpecificHeatLiquid, .agentSpecificHeatGas: SpecificHeatDimension.self
    case .foamConductivity, .agentGasConductivity: ConductivityDimension.self
    case .cellDensity: NumberPerMassDimension.self
    case .carbonDioxideSolubility: GasSolubilityDimension.self
    case .carbonDioxideDiffusivity, .agentDiffusivity, .agingOxygenDiffusivity, .agingNitrogenDiffusivity,
      .agingCarbonDioxideDiffusivity, .agingAgentDiffusivity:
      DiffusivityDimension.self
    case .carbonDioxideInitial: AmountPerMassDimension.self
    case .agentMolarMass: MolarMassDimension.self
    case .agentLatentHeat: SpecificEnergyDimension.self
    case .agentAntoineC: TemperatureDifferenceDimension.self
    case .agentAntoineB: TemperatureDifferenceDimension.self
    case .modulusGlassy, .modulusRubbery: PressureDimension.self
    case .hardnessIntercept, .hardnessSlope: HardnessDimension.self
    case .gellingAutocatalysis, .postGelOnset, .postGelSlope, .postGelRecoveryOnset, .postGelRecoverySlope, .cellAir,
      .carbonDioxideRetained, .agentAntoineA, .agentInteraction, .agentInteractionSlope,
      .gelConversion, .lockConversion, .tackFreeConversion, .glassTransitionCurvature:
      FractionDimension.self
    }
  }

  /// True when leaving the parameter out is no gap: the term it belongs to is then absent from the equations, or the
  /// figure that needs it has no value.
  public var isOptional: Bool {
    switch self {
    case .gellingAutocatalysis, .postGelOnset, .postGelSlope, .postGelRecoveryOnset, .postGelRecoverySlope,
      .trimerizationRate, .trimerizationActivation, .trimerizationEnthalpy, .agentInteractionSlope,
      .agentGasConductivity, .agingOxygenDiffusivity, .agingNitrogenDiffusivity, .agingCarbonDioxideDiffusivity,
      .agingAgentDiffusivity:
      true
    default: false
    }
  }

  public var range: ClosedRange<Double> {
    switch self {
    case .referenceTemperature: 250...450
    case .inductionTime: 1e-3...600
    case .gellingRate, .blowingRate, .trimerizationRate: 0...1
    case .gellingActivation, .blowingActivation, .trimerizationActivation: 0...200e3
    case .gellingEnthalpy, .blowingEnthalpy, .trimerizationEnthalpy: -300e3...0
    case .gellingAutocatalysis: 0...1000
    case .postGelOnset, .postGelRecoveryOnset: 0...1
    case .postGelSlope: -5...0
    case .postGelRecoverySlope: -5...20
    case .polymerDensity, .agentDensity: 400...2000
    case .polymerSpecificHeat, .carbonDioxideSpecificHeat, .agentSpecificHeatLiquid, .agentSpecificHeatGas: 200...5000
    case .foamConductivity: 5e-3...1
    case .cellDensity: 1e5...1e13
    case .cellAir: 1e-6...0.5
    case .carbonDioxideSolubility: 0...1e-2
    case .carbonDioxideDiffusivity, .agentDiffusivity: 1e-14...1e-6
    case .agentGasConductivity: 1e-3...0.1
    case .agingOxygenDiffusivity, .agingNitrogenDiffusivity, .agingCarbonDioxideDiffusivity, .agingAgentDiffusivity:
      0...1e-6
    case .carbonDioxideInitial: 0...0.5
    case .carbonDioxideRetained, .lockConversion, .tackFreeConversion, .gelConversion: 0.01...1
    case .agentMolarMass: 0.01...0.5
    case .agentLatentHeat: 1e4...2e6
    case .agentAntoineA: 1...10
    case .agentAntoineB: 100...5000
    case .agentAntoineC: -150...150
    case .agentInteraction: -2...5
    case .agentInteractionSlope: -30...30
    case .glassTransitionUncured, .glassTransitionCured: 100...600
    case .glassTransitionCurvature: 0.01...1
    case .modulusGlassy, .modulusRubbery: 1e4...1e10
    case .hardnessIntercept: -500...500
    case .hardnessSlope: 0...500
    }
  }

  public var summary: String {
    switch self {
    case .referenceTemperature: "temperature at which the rate constants are stated"
    case .inductionTime: "catalyst induction time, counted from the end of mixing"
    case .gellingRate: "rate constant of isocyanate with hydroxyl at the reference temperature"
    case .gellingActivation: "activation energy of the gelling reaction"
    case .gellingEnthalpy: "enthalpy of the gelling reaction per mole of hydroxyl (negative: exothermic)"
    case .gellingAutocatalysis: "autocatalysis b of the gelling reaction: rate × (1 + b X)"
    case .postGelOnset: "hydroxyl conversion from which diffusion slows the gelling reaction; absent: it does not"
    case .postGelSlope: "slope of the rate factor from there on, per unit of conversion"
    case .postGelRecoveryOnset: "hydroxyl conversion from which the rate factor recovers"
    case .postGelRecoverySlope: "slope of the rate factor from there on, per unit of conversion"
    case .blowingRate: "rate constant of isocyanate with water at the reference temperature"
    case .blowingActivation: "activation energy of the blowing reaction"
    case .blowingEnthalpy: "enthalpy of the blowing reaction per mole of water"
    case .trimerizationRate: "rate constant of isocyanate trimerization at the reference temperature; 0 switches it off"
    case .trimerizationActivation: "activation energy of trimerization"
    case .trimerizationEnthalpy: "enthalpy of trimerization per mole of isocyanurate extent"
    case .polymerDensity: "density of the reacting polymer"
    case .polymerSpecificHeat: "specific heat of the reacting polymer"
    case .foamConductivity: "effective thermal conductivity of the foam between core and wall"
    case .cellDensity: "number of cells per kilogram of shot"
    case .cellAir: "air entrained by mixing, by volume of the fresh mixture"
    case .carbonDioxideSolubility: "Henry solubility of CO2 in the polymer"
    case .carbonDioxideDiffusivity: "diffusivity of CO2 in the polymer"
    case .carbonDioxideSpecificHeat: "specific heat of CO2"
    case .carbonDioxideInitial: "CO2 dissolved in the fresh mixture"
    case .carbonDioxideRetained: "share of the CO2 formed that stays in the foam"
    case .agentMolarMass: "molar mass of the blowing agent"
    case .agentDensity: "density of the liquid blowing agent"
    case .agentSpecificHeatLiquid: "specific heat of the liquid blowing agent"
    case .agentSpecificHeatGas: "specific heat of the gaseous blowing agent"
    case .agentLatentHeat: "heat of vaporization of the blowing agent at 25 °C"
    case .agentAntoineA: "Antoine A of log10 p[bar] = A − B/(T + C)"
    case .agentAntoineB: "Antoine B [K]"
    case .agentAntoineC: "Antoine C [K]"
    case .agentInteraction: "Flory-Huggins interaction parameter χ of the agent in the polymer, at infinite dilution"
    case .agentInteractionSlope: "change of the apparent χ per volume fraction of dissolved agent; absent means 0"
    case .agentDiffusivity: "diffusivity of the blowing agent in the polymer"
    case .agentGasConductivity:
      "thermal conductivity of the gaseous blowing agent at 10 °C; absent: no figure of insulation"
    case .agingOxygenDiffusivity:
      "effective diffusivity of oxygen in the foam at 70 °C; absent: no figure of insulation"
    case .agingNitrogenDiffusivity: "effective diffusivity of nitrogen in the foam at 70 °C"
    case .agingCarbonDioxideDiffusivity: "effective diffusivity of CO2 in the foam at 70 °C"
    case .agingAgentDiffusivity: "effective diffusivity of the blowing agent in the foam at 70 °C"
    case .gelConversion: "hydroxyl conversion at string gel"
    case .lockConversion: "hydroxyl conversion at which expansion stops"
    case .tackFreeConversion: "hydroxyl conversion at which the surface is tack-free"
    case .glassTransitionUncured: "glass transition of the unreacted mixture"
    case .glassTransitionCured: "glass transition at full conversion"
    case .glassTransitionCurvature: "DiBenedetto λ of the glass transition against conversion"
    case .modulusGlassy: "modulus of the compact polymer below its glass transition"
    case .modulusRubbery: "modulus of the compact polymer above its glass transition"
    case .hardnessIntercept: "hardness at a foam modulus of 1 MPa"
    case .hardnessSlope: "hardness per decade of foam modulus"
    }
  }
}
