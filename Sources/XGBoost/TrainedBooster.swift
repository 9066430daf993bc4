/// What training left.
public struct TrainedBooster: Hashable, Sendable {
  /// The model in one of XGBoost's open formats, for `TreeEnsemble`.
  public let bytes: [UInt8]
  /// Rounds that the model has; with early stopping those up to the best.
  public let rounds: Int
  /// Loss on the validation rows after each round; empty without such rows.
  public let validationLosses: [Double]
  /// The library that made it.
  public let version: XGBoostLibrary.Version
  /// Threads it was made with. The same rows, parameters, seed, threads and library give the same bytes.
  public let threads: Int
}

/// Why training came to no model.
public struct TrainingFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// Whose fault it is.
  public enum Kind: String, Hashable, Sendable {
    /// Rows or parameters that cannot be trained on.
    case invalid
    /// The library refused; its words are in `found`.
    case library
    /// The caller asked to stop.
    case stopped
  }

  public let kind: Kind
  public let found: String
  public let expected: String

  public var description: String { "training: \(found)" + (expected.isEmpty ? "" : "; expected \(expected)") }
}
