import Foaming
import Foundation
import Integrators
import Quantities
import Twin

/// A synthetic shot of a plausible shape, made by formulas and not by the model; for rendering only.
enum SampleShot {
  static let reproduction = Reproduction(
    version: "0.1.0", revision: "0123456789ab",
    command: "pur-mold-twin run-sim --scenario Scenarios/seat.yaml --set process.polyol_temperature='25 °C'")

  static func simulation(
    rows: Int = 600, verdict: Simulation.Verdict = .marginal, window: Bool = true, measured: Bool = true
  ) -> Simulation {
    let profile = profile(rows: rows)
    return Simulation(
      scenario: scenario(measured: measured), system: system, mixture: mixture,
      assumptions: ["The foam has one temperature.", "Cells stay closed until gel."],
      warnings: ["12 of 34 model parameters are archetype defaults: times are plausible, not calibrated."],
      profile: profile, milestones: milestones, keyFigures: figures(window: window),
      demold: demold(window: window), defects: defects(verdict),
      audit: Audit(balances: [
        Audit.Balance(name: "mass", residual: 3.1e-14, limit: 1e-9, time: 412),
        Audit.Balance(name: "NCO groups", residual: 2.2e-12, limit: 1e-6, time: 77),
        Audit.Balance(name: "carbon dioxide", residual: 8.4e-8, limit: 1e-5, time: 64),
        Audit.Balance(name: "blowing agent", residual: 0, limit: 1e-5, time: 0),
        Audit.Balance(name: "energy", residual: 4.5e-6, limit: 1e-4, time: 93),
      ]), verdict: verdict, verdictReasons: reasons(verdict), comparison: measured ? comparison(profile) : nil,
      integrator: "rodas5p", statistics: statistics)
  }

  static func scenario(measured: Bool) -> Scenario {
    Scenario(
      id: "seat-cushion", name: "Seat cushion, 3.5 L closed mold", summary: "Synthetic shot for tests.",
      system: "flexible-45", recipe: Recipe(charge: .shot(Mass(230, .gram)), declaredIndex: 1.02),
      process: ProcessConditions(mixingTime: TimeSpan(7, .second)),
      mold: Mold(
        id: "seat-3l5", name: "Seat mold", enclosure: .cavity(Volume(3.5, .liter)),
        venting: .vents([
          Vent(name: "top", count: 2, area: Area(3, .squareMillimeter), sealedAtFill: 0.99),
          Vent(name: "parting line", count: 8, area: Area(0.4, .squareMillimeter), sealedAtFill: 0.9),
        ]),
        wall: .tool(
          Mold.ToolNode(
            initialTemperature: Temperature(50, .celsius), mass: Mass(28, .kilogram),
            specificHeat: SpecificHeat(900, .joulePerKilogramKelvin), coolantTemperature: Temperature(50, .celsius),
            coolantConductance: ThermalConductance(40, .wattPerKelvin))),
        thickness: Length(70, .millimeter), contactArea: Area(si: 0.1),
        filmCoefficient: HeatTransferCoefficient(250, .wattPerSquareMeterKelvin), projectedArea: Area(si: 0.05),
        clampForce: Force(8, .kilonewton), sealPressure: Pressure(2.2, .bar)),
      quality: QualityTargets(
        id: "seat", name: "Seat, standard", conversionAtDemold: 0.85,
        moldedDensity: Density(60, .kilogramPerCubicMeter)...Density(68, .kilogramPerCubicMeter),
        coreTemperatureAtDemold: Temperature(125, .celsius), coreTemperatureMaximum: Temperature(150, .celsius),
        hardnessAtDemold: Hardness(20, .shore), pressureMaximum: Pressure(2, .bar),
        pressureAtDemold: Pressure(1.25, .bar), cycleTime: TimeSpan(300, .second)),
      measurement: measured ? Measurement(source: "thermocouple, shot 17") : nil)
  }

  static let mixture = Mixture(
    mass: 0.2301, polyol: 0.1533, isocyanate: 0.0768, hydroxyl: 0.61, water: 1.31, isocyanateGroups: 3.21, agent: 0,
    temperature: 297.4, waterFromPolyol: 0.0053, waterFromAir: 0.0001, declaredIndex: 1.02)

  static var system: MaterialSystem {
    var sheet = Properties<SheetItem>()
    sheet[.polyolHydroxylNumber] = Sourced(33, Provenance(.dataSheet, "record 12"))
    sheet[.polyolWater] = Sourced(0.035, Provenance(.dataSheet, "record 12"))
    sheet[.isocyanateContent] = Sourced(0.312, Provenance(.measured))
    sheet[.cupCream] = Sourced(12, Provenance(.dataSheet, "record 12"))
    var model = Properties<ModelParameter>()
    model[.referenceTemperature] = Sourced(298.15, Provenance(.archetype, "flexible"))
    model[.gellingRate] = Sourced(3.2e-6, Provenance(.fitted, "cup test"))
    model[.gellingActivation] = Sourced(42_000, Provenance(.literature, "a comparable system"))
    model[.gellingEnthalpy] = Sourced(-75_000, Provenance(.literature))
    model[.cellDensity] = Sourced(2.3e9, Provenance(.estimated))
    model[.carbonDioxideSolubility] = Sourced(1.1e-4, Provenance(.archetype, "flexible"))
    model[.modulusGlassy] = Sourced(1.2e9, Provenance(.assumed, "close gap with archetype"))
    model[.agentAntoineC] = Sourced(-43.2, Provenance(.overridden, "--set"))
    return MaterialSystem(
      id: "flexible-45", name: "Flexible 45", family: .flexible, summary: "A made-up flexible system.",
      documents: ["Data sheet A"], notes: ["Shake before use."], sheet: sheet, model: model)
  }

  static let milestones: [Simulation.Milestone] = [
    .init(kind: .cream, time: 12.4, label: "cream"),
    .init(kind: .ventCovered, time: 47.9, label: "vent parting line covered"),
    .init(kind: .ventCovered, time: 55.2, label: "vent top covered"),
    .init(kind: .filled, time: 55.6, label: "filled"),
    .init(kind: .rise, time: 57.1, label: "rise"),
    .init(kind: .gel, time: 68.3, label: "gel"),
    .init(kind: .locked, time: 92.5, label: "locked"),
    .init(kind: .pressureMaximum, time: 101.4, label: "p max"),
    .init(kind: .temperatureMaximum, time: 118.0, label: "T max"),
    .init(kind: .tackFree, time: 131.7, label: "tack-free"),
  ]

  static let statistics: Statistics = {
    var statistics = Statistics()
    statistics.steps = 214
    statistics.rejected = 9
    statistics.rightHandSides = 1512
    statistics.jacobians = 223
    statistics.factorizations = 223
    statistics.eventSteps = 31
    return statistics
  }()

  private static func reasons(_ verdict: Simulation.Verdict) -> [String] {
    switch verdict {
    case .pass: []
    case .marginal: ["Highest cavity pressure is within 5 % of its limit."]
    case .fail: ["Molded density 71.2 kg/m³ is above 68 kg/m³.", "No demold window within 600 s.", "Scorch is likely."]
    }
  }

  private static func demold(window: Bool) -> DemoldWindow {
    let criteria: [DemoldWindow.Criterion] = [
      .init(label: "conversion ≥ 85 %", satisfied: [121.3...600]),
      .init(label: "core temperature ≤ 125 °C", satisfied: [0...78.2, 214.6...600]),
      .init(label: "cavity pressure ≤ 1.25 bar", satisfied: [0...71.5, 176.2...600]),
      .init(label: "hardness ≥ 20 Shore", satisfied: window ? [143.8...600] : []),
      .init(label: "cycle time ≤ 300 s", satisfied: [0...300]),
    ]
    return DemoldWindow(criteria: criteria, intervals: window ? [214.6...300] : [], horizon: 600)
  }

  private static func figures(window: Bool) -> [KeyFigure] {
    let values: [KeyFigureID: Double] = [
      .creamTime: 12.4, .gelTime: 68.3, .riseTime: 57.1, .tackFreeTime: 131.7, .fillTime: 55.6, .lockTime: 92.5,
      .coreTemperatureMaximum: 411.9, .coreTemperatureMaximumTime: 118, .pressureMaximum: 193_400,
      .pressureMaximumTime: 101.4, .airAtPressureMaximum: 21_000, .carbonDioxideAtPressureMaximum: 172_400,
      .clampForceRequired: 4604, .freeRiseDensity: 44.7, .moldedDensity: 65.7, .packingFactor: 1.47,
      .fillFraction: 1, .trappedAirFraction: 0.004, .ventClosureTime: 55.2, .conversionFinal: 0.973,
      .glassTransitionFinal: 341.2, .index: 0.994, .waterFromPolyol: 0.0053, .waterFromAir: 0.0001,
      .waterEffective: 0.0054, .scorchDose: 0,
    ]
    let atDemold: [KeyFigureID: Double] = [
      .demoldEarliest: 214.6, .demoldRecommended: 223.1, .demoldLatest: 300, .conversionAtDemold: 0.931,
      .coreTemperatureAtDemold: 396.4, .pressureAtDemold: 117_300, .hardnessAtDemold: 28.4, .hardnessAfterDay: 41,
    ]
    let targets: [KeyFigureID: Assessment] = [
      .coreTemperatureMaximum: Assessment(status: .pass, target: "≤ 150 °C"),
      .pressureMaximum: Assessment(status: .marginal, target: "≤ 2 bar"),
      .moldedDensity: Assessment(status: .pass, target: "60 … 68 kg/m³"),
      .conversionAtDemold: Assessment(status: .pass, target: "≥ 85 %"),
      .hardnessAtDemold: Assessment(status: window ? .pass : .fail, target: "≥ 20 Shore"),
      .demoldRecommended: Assessment(status: window ? .pass : .fail, target: "≤ 300 s"),
    ]
    return KeyFigureID.allCases.map { id in
      let value = values[id] ?? (window ? atDemold[id] : nil)
      let note: String? = id == .agentAtPressureMaximum ? "no blowing agent" : value == nil ? "no demold window" : nil
      return KeyFigure(
        id, value, note: id == .hardnessAfterDay ? "uncalibrated" : note, assessment: targets[id])
    }
  }

  private static func defects(_ verdict: Simulation.Verdict) -> [Defect] {
    [
      Defect(
        kind: .overpressure, label: "Overpressure", severity: .watch, finding: "1.93 bar, limit 2.00 bar",
        reason: "The cavity fills before the vents have let the air out; CO₂ is still being formed.",
        remedy: "Reduce the shot by 3 %, or enlarge the top vents to 4 mm².", evidence: .physics),
      Defect(
        kind: .scorch, label: "Scorch", severity: verdict == .fail ? .fail : .none,
        finding: "core 138.8 °C, limit 170 °C", reason: "The core stays below the temperature of discoloration.",
        remedy: verdict == .fail ? "Use cooler components (20 °C) or less water." : "", evidence: .measured),
      Defect(
        kind: .thermalSkin, label: "Thermal skin", severity: .notAssessed, finding: "",
        reason: "0D model has no layers.", evidence: .rule),
      Defect(
        kind: .index, label: "Off-ratio", severity: .none, finding: "index 0.994, declared 1.02",
        reason: "Moisture from the air uses isocyanate.", evidence: .rule),
    ]
  }

  private static func profile(rows: Int) -> Profile {
    let times = (0..<rows).map { 600 * Double($0) / Double(max(rows - 1, 1)) }
    func logistic(_ t: Double, _ middle: Double, _ width: Double) -> Double { 1 / (1 + exp((middle - t) / width)) }
    var profile = Profile()
    profile[.time] = times
    profile[.hydroxylConversion] = times.map { 0.973 * (logistic($0, 72, 19) - logistic(0, 72, 19)) }
    profile[.waterConversion] = times.map { logistic($0, 52, 13) - logistic(0, 52, 13) }
    profile[.isocyanateConversion] = times.map { 0.98 * (logistic($0, 58, 16) - logistic(0, 58, 16)) }
    profile[.coreTemperature] = times.map { 297 + 134 * logistic($0, 62, 14) * exp(-max($0 - 80, 0) / 800) }
    profile[.wallTemperature] = times.map { 323.15 + 9 * logistic($0, 90, 22) * exp(-$0 / 500) }
    profile[.density] = times.map { 1 / (1 / 1050 + (1 / 65.7 - 1 / 1050) * min(logistic($0, 42, 5) * 1.06, 1)) }
    profile[.fill] = profile[.density].map { min(65.7 / $0, 1) }
    profile[.carbonDioxidePressure] = times.map {
      15e3 + 157e3 * logistic($0, 66, 11) * exp(-max($0 - 100, 0) / 160) + 40e3 * logistic($0, 30, 6)
    }
    profile[.airPressure] = times.map { 86e3 - 65e3 * logistic($0, 35, 6) }
    profile[.agentPressure] = times.map { _ in 0 }
    profile[.pressure] = zip(profile[.airPressure], profile[.carbonDioxidePressure]).map { $0 + $1 }
    profile[.headSpacePressure] = times.map { 101_325 + 8000 * exp(-pow(($0 - 50) / 6, 2)) }
    profile[.ventOpen] = times.map { $0 < 47.9 ? 1 : $0 < 55.2 ? 0.65 : 0 }
    profile[.hardness] = times.map { 34 * logistic($0, 160, 24) }
    profile[.glassTransition] = zip(times, profile[.hydroxylConversion]).map { 235 + 110 * $1 + 0 * $0 }
    profile[.foamModulus] = times.map { 1e4 + 2e6 * logistic($0, 150, 24) }
    profile[.gellingExtent] = profile[.hydroxylConversion].map { 0.61 * $0 }
    profile[.blowingExtent] = profile[.waterConversion].map { 1.31 * $0 }
    profile[.carbonDioxideGas] = profile[.waterConversion].map { 1.1 * $0 }
    profile[.agentGas] = times.map { _ in 0 }
    profile[.gasVolume] = profile[.density].map { 1 / $0 }
    profile[.liquidVolume] = times.map { _ in 1 / 1050 }
    return profile
  }

  private static func comparison(_ profile: Profile) -> MeasurementComparison {
    let every = max(profile.count / 40, 1)
    let picked = stride(from: 0, to: profile.count, by: every).map { $0 }
    let times = picked.map { profile[.time][$0] }
    let simulated = picked.map { profile[.coreTemperature][$0] }
    let measured = zip(times, simulated).map { $1 + 3 * sin($0 / 25) - 1 }
    return MeasurementComparison(
      source: "thermocouple, shot 17",
      curves: [.init(column: .coreTemperature, times: times, measured: measured, simulated: simulated)])
  }
}
