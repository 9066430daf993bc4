public import Plant

/// What a model is, how it came about and how good it was seen to be: the file `card.json` beside a model.
///
/// A prediction without its card means nothing: the card holds the order of the features, the classes, the calibration
/// of probabilities and the widths of intervals.
public struct ModelCard: Hashable, Sendable {
  /// The value of the key `schema`.
  public static let schema = "pur-mold-twin/model-card/1"

  /// Whether a model answers with a number or with a class.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// One number: the target itself, or the probability that a flag is set.
    case regression
    /// A probability for each class.
    case classification
  }

  /// What is predicted: `defect_risk`, `defect_class`, `cycle_time`, or another word of letters, digits and `_`.
  public var task: String
  public var kind: Kind
  /// Version in the registry, from 1; 0 where the model is in none.
  public var version: Int
  public var created: Instant
  public var program: Program
  public var trainer: Trainer
  public var target: Target
  public var features: Features
  public var data: DataOrigin
  public var split: Split
  /// Seed of everything that was drawn.
  public var seed: Int
  /// Parameters of training by name, in alphabetic order.
  public var parameters: [Parameter]
  /// How the parameters were chosen, in words.
  public var search: String
  public var calibration: ProbabilityCalibration
  /// `nil` where no intervals were made.
  public var conformal: ConformalBand?
  /// Metrics on the rows kept for the test, which nothing was chosen by.
  public var metrics: [Metric]
  /// The same metrics of simpler models on the same rows.
  public var baselines: [Baseline]
  /// Files of the model with their digests; the card itself is not among them.
  public var files: [FileDigest]

  /// A card.
  public init(
    task: String, kind: Kind, version: Int, created: Instant, program: Program, trainer: Trainer, target: Target,
    features: Features, data: DataOrigin, split: Split, seed: Int, parameters: [Parameter], search: String,
    calibration: ProbabilityCalibration, conformal: ConformalBand?, metrics: [Metric], baselines: [Baseline],
    files: [FileDigest]
  ) {
    self.task = task
    self.kind = kind
    self.version = version
    self.created = created
    self.program = program
    self.trainer = trainer
    self.target = target
    self.features = features
    self.data = data
    self.split = split
    self.seed = seed
    self.parameters = parameters
    self.search = search
    self.calibration = calibration
    self.conformal = conformal
    self.metrics = metrics
    self.baselines = baselines
    self.files = files
  }

  /// Whether `name` may be a task: 1 … 64 lower-case letters, digits and `_`, a letter first.
  public static func isTask(_ name: String) -> Bool {
    let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
    return (1...64).contains(name.utf8.count) && name.utf8.first.map(letters.contains) == true
      && name.utf8.allSatisfy {
        letters.contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "_")
      }
  }
}
