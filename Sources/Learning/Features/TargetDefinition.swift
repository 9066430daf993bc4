public import Columnar
public import Plant

/// What is to be predicted: known only after the part was judged, and made of nothing but that judgment.
public struct TargetDefinition: Sendable {
  /// The value of a target.
  public enum Value: Hashable, Sendable {
    case number(Double)
    case flag(Bool)
    case text(String)
  }

  /// Name of the column.
  public let name: String
  public let type: ColumnType
  /// SI symbol; empty for a pure number or a word.
  public let unit: String
  public let meaning: String
  /// What the column was called in the contract of the earlier project, if it had it.
  public let formerName: String?
  /// The target's value; `nil` when the judgment does not tell.
  public let value: @Sendable (ShotQuality) -> Value?

  /// The targets, in the order of their columns.
  public static let all: [TargetDefinition] =
    [
      TargetDefinition(
        name: "target_any_defect", type: .bool, unit: "",
        meaning: "true when a defect was noted or the part is scrap; false when it was judged good and none was noted",
        formerName: "any_defect"
      ) { quality in
        if !quality.defects.isEmpty || quality.status == .scrap { return .flag(true) }
        return quality.status == .good ? .flag(false) : nil
      },
      TargetDefinition(
        name: "target_status", type: .string, unit: "", meaning: "the verdict: good, marginal or scrap",
        formerName: nil
      ) { $0.status.map { .text($0.rawValue) } },
      TargetDefinition(
        name: "target_defects", type: .string, unit: "",
        meaning: "the defects noted, in alphabetic order, joined by `+`; empty when a judged part has none",
        formerName: nil
      ) { quality in
        guard quality.status != nil || !quality.defects.isEmpty else { return nil }
        return .text(quality.defects.map(\.rawValue).joined(separator: "+"))
      },
    ] + QualityFigure.allCases.map(measured)

  private static func measured(_ figure: QualityFigure) -> TargetDefinition {
    let (unit, meaning, former) = figure.words
    return TargetDefinition(
      name: "target_\(figure.rawValue)" + FeatureDefinition.suffix(unit), type: .double, unit: unit, meaning: meaning,
      formerName: former
    ) { $0.figures[figure].value.map { .number($0) } }
  }
}

extension QualityFigure {
  fileprivate var words: (unit: String, meaning: String, former: String?) {
    switch self {
    case .moldedDensity: ("kg/m³", "density of the part", "qc_rho_moulded")
    case .freeRiseDensity: ("kg/m³", "free-rise density of a cup of the same shot", nil)
    case .hardnessAtDemold: ("Shore", "hardness when the mold opens", "qc_H_demold")
    case .hardnessAfterDay: ("Shore", "hardness a day later", "qc_H_24h")
    case .demoldTime: ("s", "time from the start of the shot to the opening of the mold", nil)
    case .cycleTime: ("s", "time from shot to shot", nil)
    case .partMass: ("kg", "mass of the part", nil)
    case .operatorRisk: ("", "how likely a defect is in the eyes of the operator, 0 … 1", "defect_risk")
    }
  }
}
