internal import Plant

/// The stretch of a shot that a feature looks at: times since the start of the shot.
public struct FeatureWindow: Hashable, Sendable, CustomStringConvertible {
  /// [s]
  public let start, end: Double

  /// A stretch of a positive length [s].
  public init(_ start: Double, _ end: Double) {
    precondition(start < end, "a window has a length")
    self.start = start
    self.end = end
  }

  public var description: String { "\(Int(start)) … \(Int(end)) s" }
}

/// One column for learning: a pure function of what is known while the mold is closed.
///
/// The function is given ``ShotEvidence``, which holds no judgment of the part; a quality or a target can therefore
/// never become a feature.
public struct FeatureDefinition: Sendable {
  /// Where a feature comes from. The raw value is the prefix of its name.
  public enum Origin: String, Hashable, Sendable, CaseIterable {
    /// What the shot was made with.
    case process
    /// What was recorded while it foamed.
    case measured
    /// The twin of the shot.
    case simulated
    /// Measured − simulated.
    case residual
  }

  /// Name of the column; its end names the unit.
  public let name: String
  public let origin: Origin
  /// SI symbol; empty for a pure number.
  public let unit: String
  /// What is computed, in words; part of the schema's hash.
  public let formula: String
  /// `nil` for features that look at no series.
  public let window: FeatureWindow?
  /// The series that it looks at, if any.
  let signal: ShotSignal?
  /// The reasons for which it may be missing.
  public let gaps: [FeatureGap]
  /// What the column was called in the contract of the earlier project, if it had it, with the unit there.
  public let formerName: String?
  /// Computes the feature.
  public let value: @Sendable (ShotEvidence) -> FeatureValue

  init(
    _ name: String, _ origin: Origin, unit: String, formula: String, window: FeatureWindow? = nil,
    signal: ShotSignal? = nil, gaps: [FeatureGap], former formerName: String? = nil,
    _ value: @escaping @Sendable (ShotEvidence) -> FeatureValue
  ) {
    self.name = name
    self.origin = origin
    self.unit = unit
    self.formula = formula
    self.window = window
    self.signal = signal
    self.gaps = gaps
    self.formerName = formerName
    self.value = value
  }

  /// The end of a column's name for a unit: `_K`, `_kg_per_m3`; nothing for a pure number.
  static func suffix(_ unit: String) -> String {
    let spelled = unit.replacing("/", with: "_per_").replacing("³", with: "3").replacing("Shore", with: "shore")
    return spelled.isEmpty ? "" : "_" + spelled
  }
}
