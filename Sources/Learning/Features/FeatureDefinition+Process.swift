internal import Plant

extension FeatureDefinition {
  /// What the shot was made with, as the log states it, and what follows from it at once.
  static let process: [FeatureDefinition] =
    stated + [
      FeatureDefinition(
        "process_poured_mass_kg", .process, unit: "kg",
        formula: "the shot's mass as stated, else polyol + isocyanate + additives where stated", gaps: FeatureGap.ofLog,
        pouredMass),
      FeatureDefinition(
        "process_mass_ratio", .process, unit: "", formula: "isocyanate mass / polyol mass", gaps: FeatureGap.ofLog
      ) {
        .combined(reading(.isocyanateMass, $0), reading(.polyolMass, $0)) { $0 / $1 }
      },
      FeatureDefinition(
        "process_component_temperature_difference_K", .process, unit: "K",
        formula: "polyol temperature − isocyanate temperature", gaps: FeatureGap.ofLog
      ) {
        .combined(reading(.polyolTemperature, $0), reading(.isocyanateTemperature, $0)) { $0 - $1 }
      },
      FeatureDefinition(
        "process_mold_over_polyol_K", .process, unit: "K", formula: "mold temperature − polyol temperature",
        gaps: FeatureGap.ofLog
      ) {
        .combined(reading(.moldTemperature, $0), reading(.polyolTemperature, $0)) { $0 - $1 }
      },
    ]

  private static let stated: [FeatureDefinition] = ShotCondition.allCases.map { condition in
    let unit = condition.unit
    return FeatureDefinition(
      "process_\(condition.rawValue)" + suffix(unit), .process, unit: unit, formula: "as the log states it",
      gaps: FeatureGap.ofLog, former: formerNames[condition]
    ) { FeatureValue($0.conditions[condition]) }
  }

  private static let formerNames: [ShotCondition: String] = [
    .polyolTemperature: "proc_T_polyol_in_C", .isocyanateTemperature: "proc_T_iso_in_C",
    .moldTemperature: "proc_T_mold_init_C", .relativeHumidity: "proc_RH_ambient", .mixingEfficiency: "proc_mixing_eff",
  ]

  private static func reading(_ condition: ShotCondition, _ evidence: ShotEvidence) -> FeatureValue {
    FeatureValue(evidence.conditions[condition])
  }

  @Sendable private static func pouredMass(_ evidence: ShotEvidence) -> FeatureValue {
    if let mass = evidence.conditions[.shotMass].value { return .value(mass) }
    let parts = FeatureValue.combined(reading(.polyolMass, evidence), reading(.isocyanateMass, evidence), +)
    guard let sum = parts.value else { return parts }
    return .value(sum + (evidence.conditions[.additiveMass].value ?? 0))
  }
}

extension ShotCondition {
  /// SI symbol.
  fileprivate var unit: String {
    switch self {
    case .polyolTemperature, .isocyanateTemperature, .moldTemperature, .lidTemperature, .ambientTemperature: "K"
    case .ambientPressure, .polyolPressure, .isocyanatePressure: "Pa"
    case .relativeHumidity, .index, .mixingEfficiency: ""
    case .polyolMass, .isocyanateMass, .additiveMass, .shotMass: "kg"
    case .mixingTime, .openTime: "s"
    }
  }
}
