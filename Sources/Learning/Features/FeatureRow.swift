public import Plant

/// One shot as a row for learning.
public struct FeatureRow: Hashable, Sendable {
  /// Whether a shot was made or made up. The raw value is the cell of the column `origin`.
  public enum Origin: String, Hashable, Sendable {
    case plant
    case synthetic
  }

  public let shot: String
  public let start: Instant
  public let machine, mold, system: String?
  public let origin: Origin
  /// In the order of the schema.
  public let features: [FeatureValue]
  /// In the order of the schema.
  public let targets: [TargetDefinition.Value?]

  /// The row of a shot. Features are computed from what ``ShotEvidence`` holds, targets from the judgment alone.
  public init(_ record: ShotRecord, simulation: SimulationEvidence, schema: FeatureSchema = .current) {
    shot = record.id
    start = record.start
    (machine, mold, system) = (record.machine, record.mold, record.system)
    origin = record.origin
    let evidence = ShotEvidence(record, simulation: simulation)
    features = schema.features.map { $0.value(evidence) }
    targets = schema.targets.map { $0.value(record.quality) }
  }

  /// Names and reasons of the features that are missing, `name=reason`, joined by `;`; `nil` when none is.
  public func missing(_ schema: FeatureSchema) -> String? { schema.missing(features.map(\.gap)[...]) }
}

extension FeatureSchema {
  /// Names and reasons of what is missing, `name=reason`, joined by `;`; `nil` when nothing is.
  /// - Parameter gaps: in the order of the schema.
  func missing(_ gaps: ArraySlice<FeatureGap?>) -> String? {
    var words = ""
    for (index, gap) in gaps.enumerated() {
      guard let gap else { continue }
      if !words.isEmpty { words += ";" }
      words += features[index].name
      words += "="
      words += gap.rawValue
    }
    return words.isEmpty ? nil : words
  }
}

extension ShotRecord {
  /// Whether the shot was made or made up.
  var origin: FeatureRow.Origin {
    metadata["origin"] == FeatureRow.Origin.synthetic.rawValue ? .synthetic : .plant
  }
}
