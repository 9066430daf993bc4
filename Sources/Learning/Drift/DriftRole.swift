/// What a column tells of a shot, read off its name; causes of drift are told by which of these moved. The raw value is
/// the word in files and reports.
public enum DriftRole: String, Hashable, Sendable, CaseIterable {
  /// What the shot was made with.
  case process
  /// What was recorded while it foamed.
  case measured
  /// What the twin computes.
  case simulated
  /// Measured against the twin.
  case residual
  /// How the part turned out.
  case target
  /// Machine, mold or system.
  case group
  /// A column of a table of another kind.
  case other

  /// The role of a column; `nil` for columns that say which row it is and nothing about the shot.
  public init?(column name: String) {
    switch name {
    case "machine", "mold", "system": self = .group
    case "feature_schema", "origin", "shot_id", "start", FeatureSchema.missingColumn: return nil
    default:
      let known = [DriftRole.process, .measured, .simulated, .residual, .target]
      self = known.first { name.hasPrefix($0.rawValue + "_") } ?? .other
    }
  }
}
