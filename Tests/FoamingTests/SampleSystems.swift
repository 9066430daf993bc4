import Foaming
import Quantities

extension MaterialSystem {
  /// A complete system of the family in memory: the numbers of the archetypes, changed where a test asks.
  static func sample(
    _ family: Family = .rigid, _ changes: [ModelParameter: Double] = [:], sheet: [SheetItem: Double] = [:]
  ) -> MaterialSystem {
    let source = Provenance(.archetype, "test")
    var system = MaterialSystem(id: "sample", name: "Sample", family: family)
    let special = family == .flexible ? flexible : family == .integralSkin ? integralSkin : rigid
    for (key, value) in common.merging(special.model, uniquingKeysWith: { $1 }).merging(
      changes, uniquingKeysWith: { $1 })
    {
      system.model[key] = Sourced(value, source)
    }
    for (item, value) in special.sheet.merging(sheet, uniquingKeysWith: { $1 }) {
      system.sheet[item] = Sourced(value, source)
    }
    return system
  }

  /// The polyol and isocyanate of use case 1, with disclosed components.
  static func disclosed(_ sheet: [SheetItem: Double] = [:]) -> MaterialSystem {
    var system = sample(.rigid)
    for item in SheetItem.allCases { system.sheet[item] = nil }
    let stated: [SheetItem: Double] = [.polyolHydroxylNumber: 250, .polyolWater: 0.015, .isocyanateContent: 0.31]
    for (item, value) in stated.merging(sheet, uniquingKeysWith: { $1 }) {
      system.sheet[item] = Sourced(value, Provenance(.dataSheet, "use case 1"))
    }
    return system
  }

  private static let common: [ModelParameter: Double] = [
    .referenceTemperature: 313.15, .gellingAutocatalysis: 0, .blowingEnthalpy: -125e3, .trimerizationRate: 0,
    .trimerizationActivation: 80e3, .trimerizationEnthalpy: -75e3, .carbonDioxideSolubility: 1.1e-4,
    .carbonDioxideDiffusivity: 4.4e-10, .carbonDioxideSpecificHeat: 850, .carbonDioxideInitial: 0.005,
    .carbonDioxideRetained: 1, .agentMolarMass: 0.07013, .agentDensity: 745, .agentSpecificHeatLiquid: 1800,
    .agentSpecificHeatGas: 1270, .agentLatentHeat: 410e3, .agentAntoineA: 4.00288, .agentAntoineB: 1119.208,
    .agentAntoineC: -42.412, .agentInteraction: 1.9, .agentDiffusivity: 2e-10, .tackFreeConversion: 0.85,
    .modulusGlassy: 2400e6, .hardnessIntercept: 27.25, .hardnessSlope: 42.55,
  ]

  private typealias Numbers = (model: [ModelParameter: Double], sheet: [SheetItem: Double])

  private static let rigid: Numbers = (
    [
      .inductionTime: 3, .gellingRate: 3.7057e-6, .gellingActivation: 45e3, .gellingEnthalpy: -75e3,
      .blowingRate: 1.2271e-6, .blowingActivation: 52e3, .polymerDensity: 1120, .polymerSpecificHeat: 1800,
      .foamConductivity: 0.03, .cellDensity: 2e8, .cellAir: 0.01, .gelConversion: 0.45, .lockConversion: 0.9,
      .glassTransitionUncured: 250, .glassTransitionCured: 430, .glassTransitionCurvature: 0.4, .modulusRubbery: 20e6,
    ],
    [
      .mixtureHydroxyl: 2.633, .mixtureWater: 0.4715, .mixtureIsocyanate: 4.112, .mixtureAgent: 0.0517,
      .isocyanateContent: 0.315,
    ]
  )
  private static let flexible: Numbers = (
    [
      .inductionTime: 8, .gellingRate: 2.3835e-6, .gellingActivation: 42e3, .gellingEnthalpy: -95e3,
      .blowingRate: 4.6737e-6, .blowingActivation: 48e3, .polymerDensity: 1070, .polymerSpecificHeat: 1900,
      .foamConductivity: 0.05, .cellDensity: 1e8, .cellAir: 0.03, .carbonDioxideRetained: 0.85, .gelConversion: 0.5,
      .lockConversion: 0.82, .glassTransitionUncured: 213, .glassTransitionCured: 223,
      .glassTransitionCurvature: 0.5, .modulusRubbery: 8e6,
    ],
    [
      .mixtureHydroxyl: 0.582, .mixtureWater: 1.208, .mixtureIsocyanate: 2.999, .mixtureAgent: 0,
      .isocyanateContent: 0.3,
    ]
  )
  private static let integralSkin: Numbers = (
    [
      .inductionTime: 6, .gellingRate: 1.0367e-5, .gellingActivation: 50e3, .gellingEnthalpy: -85e3,
      .blowingRate: 1.9427e-6, .blowingActivation: 45e3, .polymerDensity: 1080, .polymerSpecificHeat: 1850,
      .foamConductivity: 0.08, .cellDensity: 5e8, .cellAir: 0.01, .gelConversion: 0.55, .lockConversion: 0.82,
      .glassTransitionUncured: 220, .glassTransitionCured: 265, .glassTransitionCurvature: 0.45, .modulusRubbery: 30e6,
    ],
    [
      .mixtureHydroxyl: 1.829, .mixtureWater: 0.033, .mixtureIsocyanate: 1.933, .mixtureAgent: 0.0357,
      .isocyanateContent: 0.27,
    ]
  )
}

extension Scenario {
  /// A shot of the sample system: `mass` [kg] at 23 °C into `mold`, by default an adiabatic cup.
  static func sample(
    mass: Double = 1, index: Double? = nil, mold: Mold = .cup(id: "cup", name: "cup"),
    quality: QualityTargets = QualityTargets(), process: ProcessConditions = ProcessConditions(),
    settings: SimulationSettings = SimulationSettings()
  ) -> Scenario {
    Scenario(
      id: "sample", name: "Sample", system: "sample",
      recipe: Recipe(charge: .shot(Mass(mass, .kilogram)), declaredIndex: index), process: process, mold: mold,
      quality: quality, settings: settings)
  }
}

extension Mold {
  /// A closed cavity of `liters`, 60 mm thick, with a wall of 45 °C unless told otherwise.
  static func sample(
    liters: Double, venting: Venting = .ideal, wall: Wall = .fixed(Temperature(45, .celsius)), thickness: Double = 0.06
  ) -> Mold {
    let volume = liters / 1000
    return Mold(
      id: "cavity", name: "Cavity", enclosure: .cavity(Volume(volume, .cubicMeter)), venting: venting, wall: wall,
      thickness: Length(thickness, .meter), contactArea: Area(2 * volume / thickness, .squareMeter),
      filmCoefficient: HeatTransferCoefficient(si: 100))
  }
}

extension Vent {
  /// Vents of `area` [mm²] in all.
  static func sample(
    _ name: String, area: Double, sealedAtFill: Double = 0.995, permeance: Double = 0
  ) -> Vent {
    Vent(
      name: name, count: 1, area: Area(area, .squareMillimeter), sealedAtFill: sealedAtFill,
      foamPermeance: MolarPermeance(si: permeance))
  }
}

extension ProcessConditions {
  /// Components, room and mixture at one temperature [°C].
  static func at(_ celsius: Double, mixing: Double = 0, humidity: Double = 0.5) -> ProcessConditions {
    let temperature = Temperature(celsius, .celsius)
    return ProcessConditions(
      polyolTemperature: temperature, isocyanateTemperature: temperature, ambientTemperature: temperature,
      relativeHumidity: humidity, mixingTime: TimeSpan(mixing, .second))
  }
}

extension Simulation {
  /// The milestone of this kind [s].
  func time(_ kind: Milestone.Kind) -> Double? { milestones.first { $0.kind == kind }?.time }

  func severity(_ kind: Defect.Kind) -> Defect.Severity? { defects.first { $0.kind == kind }?.severity }
}
