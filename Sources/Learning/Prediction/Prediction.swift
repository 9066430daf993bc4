/// What a model says of one row.
public struct Prediction: Hashable, Sendable {
  /// A class and how likely it is.
  public struct ClassProbability: Hashable, Sendable {
    public let name: String
    /// Calibrated, 0 … 1; all classes together 1.
    public let probability: Double
    /// Whether the class cannot be excluded at the level of the interval; `nil` where the card has no bound for it.
    public let isPossible: Bool?
  }

  /// What a feature adds to the margin.
  public struct Contribution: Hashable, Sendable {
    public let feature: String
    /// The feature's value; `nil` where it is missing.
    public let value: Double?
    /// In the unit of the margin: of the target for a number, log-odds for a probability.
    public let contribution: Double
  }

  /// A number: the target itself, or the calibrated probability that the flag is set; `nil` for a class.
  public let value: Double?
  /// The interval about the number with the promised coverage; `nil` where the card promises none.
  public let interval: ClosedRange<Double>?
  /// Promised coverage of interval and classes, 0 … 1.
  public let level: Double
  /// All classes in the model's order; of a flag not set and set; empty for a number.
  public let classes: [ClassProbability]
  /// Features that the model uses outside of the range of its training rows, by name.
  public let outside: [String]
  /// Share of ∑|contribution| that comes of simulated features and residuals, 0 … 1; `nil` where contributions do not
  /// exist, are all zero, or features are not of the program's schema.
  public let physicsShare: Double?
  /// Where they were asked for: the largest first, and the margin of a row of which nothing is known.
  public let contributions: [Contribution]?
  public let bias: Double?

  /// The most likely class.
  public var likeliest: ClassProbability? { classes.max { $0.probability < $1.probability } }
}

/// Why a model gives no answer, or that it gives one. The raw value is the word in files and reports.
public enum PredictionStatus: String, Hashable, Sendable, CaseIterable {
  case ok
  /// There is no registry, no task, no version or no alias.
  case noModel = "no-model"
  /// The model was trained on other features than this program builds.
  case schemaMismatch = "schema-mismatch"
  /// The row cannot be predicted from: no feature that the model uses has a value, or one is no number.
  case invalidInput = "invalid-input"
  /// The model is damaged, cannot be read, or is of a kind that is not evaluated.
  case error
}

/// A prediction that was refused.
public struct PredictionRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  public let status: PredictionStatus
  /// What was found and what was expected, in one sentence.
  public let detail: String

  public init(_ status: PredictionStatus, _ detail: String) { (self.status, self.detail) = (status, detail) }

  public var description: String { "\(status.rawValue): \(detail)" }
}
