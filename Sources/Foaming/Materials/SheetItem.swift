public import Quantities

/// A number that a supplier's data sheet may state. The raw value is its path below `data_sheet` in a system file.
public enum SheetItem: String, PropertyKey {
  case polyolHydroxylNumber = "polyol.hydroxyl_number"
  case polyolFunctionality = "polyol.functionality"
  case polyolDensity = "polyol.density"
  case polyolViscosity = "polyol.viscosity"
  /// Water, mass per mass of polyol component.
  case polyolWater = "polyol.water"
  /// Physical blowing agent, mass per mass of polyol component.
  case polyolAgent = "polyol.blowing_agent"
  /// Isocyanate content %NCO, as a mass fraction.
  case isocyanateContent = "isocyanate.nco_content"
  case isocyanateFunctionality = "isocyanate.functionality"
  case isocyanateDensity = "isocyanate.density"
  case isocyanateViscosity = "isocyanate.viscosity"
  /// Isocyanate component, mass per mass of polyol component.
  case mixingRatio = "mixing_ratio"
  /// Equivalents of the ready mixture, where the supplier's components are not disclosed.
  case mixtureHydroxyl = "mixture.hydroxyl"
  case mixtureWater = "mixture.water"
  case mixtureIsocyanate = "mixture.isocyanate"
  case mixtureAgent = "mixture.blowing_agent"
  case cupTemperature = "cup_test.temperature"
  /// Stirring time, counted in the cup-test times.
  case cupMixingTime = "cup_test.mixing_time"
  case cupCream = "cup_test.cream_time"
  case cupGel = "cup_test.gel_time"
  case cupRise = "cup_test.rise_time"
  case cupTackFree = "cup_test.tack_free_time"
  case cupFreeRiseDensity = "cup_test.free_rise_density"
  case moldedDensity = "molded.density"
  case hardnessAtDemold = "molded.hardness_at_demold"
  case hardnessAfterDay = "molded.hardness_24h"

  public var dimension: any Dimension.Type {
    switch self {
    case .polyolHydroxylNumber: HydroxylNumberDimension.self
    case .polyolFunctionality, .isocyanateFunctionality, .mixingRatio: FractionDimension.self
    case .polyolWater, .polyolAgent, .isocyanateContent, .mixtureAgent: FractionDimension.self
    case .polyolDensity, .isocyanateDensity, .cupFreeRiseDensity, .moldedDensity: DensityDimension.self
    case .polyolViscosity, .isocyanateViscosity: ViscosityDimension.self
    case .mixtureHydroxyl, .mixtureWater, .mixtureIsocyanate: AmountPerMassDimension.self
    case .cupTemperature: TemperatureDimension.self
    case .cupMixingTime, .cupCream, .cupGel, .cupRise, .cupTackFree: TimeSpanDimension.self
    case .hardnessAtDemold, .hardnessAfterDay: HardnessDimension.self
    }
  }

  public var range: ClosedRange<Double> {
    switch self {
    case .polyolHydroxylNumber: 10...1500
    case .polyolFunctionality, .isocyanateFunctionality: 1.5...8
    case .polyolDensity, .isocyanateDensity: 700...1600
    case .polyolViscosity, .isocyanateViscosity: 1e-4...1000
    case .polyolWater: 0...0.2
    case .polyolAgent, .mixtureAgent: 0...0.5
    case .isocyanateContent: 0.02...0.5
    case .mixingRatio: 0.05...10
    case .mixtureHydroxyl, .mixtureIsocyanate: 1e-3...20
    case .mixtureWater: 0...10
    case .cupTemperature: 263.15...353.15
    case .cupMixingTime: 0...120
    case .cupCream, .cupGel, .cupRise, .cupTackFree: 0.5...3600
    case .cupFreeRiseDensity, .moldedDensity: 5...1400
    case .hardnessAtDemold, .hardnessAfterDay: 0...100
    }
  }

  public var summary: String {
    switch self {
    case .polyolHydroxylNumber: "hydroxyl number of the polyol component"
    case .polyolFunctionality: "hydroxyl functionality of the polyol component"
    case .polyolDensity: "density of the polyol component"
    case .polyolViscosity: "viscosity of the polyol component"
    case .polyolWater: "water in the polyol component, by mass"
    case .polyolAgent: "physical blowing agent in the polyol component, by mass"
    case .isocyanateContent: "isocyanate groups in the isocyanate component (%NCO), by mass"
    case .isocyanateFunctionality: "functionality of the isocyanate component"
    case .isocyanateDensity: "density of the isocyanate component"
    case .isocyanateViscosity: "viscosity of the isocyanate component"
    case .mixingRatio: "isocyanate per polyol component, by mass"
    case .mixtureHydroxyl: "hydroxyl groups per mass of mixture"
    case .mixtureWater: "water per mass of mixture"
    case .mixtureIsocyanate: "isocyanate groups per mass of mixture"
    case .mixtureAgent: "physical blowing agent in the mixture, by mass"
    case .cupTemperature: "component temperature in the cup test"
    case .cupMixingTime: "stirring time included in the cup-test times"
    case .cupCream: "cream time"
    case .cupGel: "gel (string) time"
    case .cupRise: "rise time"
    case .cupTackFree: "tack-free time"
    case .cupFreeRiseDensity: "free-rise density"
    case .moldedDensity: "recommended molded density"
    case .hardnessAtDemold: "hardness at demold"
    case .hardnessAfterDay: "hardness after 24 h"
    }
  }
}
