/// When a difference counts as drift.
public struct DriftRule: Hashable, Sendable {
  /// Share of false findings that is accepted, after correction for many features (Benjamini–Hochberg).
  public var level = 0.01
  /// Effects below this are trifles whatever the number of rows; the unit is that of the test.
  public var leastEffect = 0.1
  /// Differences of missing shares below this are trifles.
  public var leastMissing = 0.03
  /// A finding is an alert when its effect is this many times what the reference allows.
  public var alertFactor = 2.0
  /// Values that a feature needs in reference and current data.
  public var rowMinimum = 20
  /// Taken instead of those chosen by size.
  public var numericTest: DriftTest?
  public var categoricalTest: DriftTest?

  /// The rule that the program uses unless told otherwise.
  public init() {}
}

/// How grave a finding is, and the verdict on the whole. The raw value is the word in files.
public enum DriftSeverity: String, Hashable, Sendable, CaseIterable, Comparable {
  case ok
  case warning
  case alert

  public static func < (left: DriftSeverity, right: DriftSeverity) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .ok: 0
    case .warning: 1
    case .alert: 2
    }
  }
}

/// A difference that counts.
public struct DriftFinding: Hashable, Sendable {
  /// What differs. The raw value is the word in files.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// The distribution of a feature.
    case distribution
    /// How often a feature is missing.
    case missing
    /// A feature of the reference has no column.
    case lostColumn = "lost_column"
    /// A column that the reference did not have, or had without values.
    case newColumn = "new_column"
    /// Numbers where there were texts, or the other way round.
    case changedType = "changed_type"
    /// The rows are of another feature schema.
    case schema
    /// Features no longer hang together as they did (principal components).
    case structure
    /// Rows can be told from those of the reference (domain classifier).
    case separation
    /// The estimated performance of the model.
    case estimatedPerformance = "estimated_performance"
    /// The performance of the model as it turned out.
    case performance
  }

  public let kind: Kind
  public let severity: DriftSeverity
  /// `nil` when no single one is concerned.
  public let feature: String?
  /// One sentence.
  public let words: String

  init(_ kind: Kind, _ severity: DriftSeverity, feature: String? = nil, _ words: String) {
    self.kind = kind
    self.severity = severity
    self.feature = feature
    self.words = words
  }
}
