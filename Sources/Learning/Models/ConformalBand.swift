/// Widths of prediction intervals and sizes of label sets with a promised coverage: split-conformal prediction.
///
/// Of n rows that neither trained nor chose the model, the score's ⌈(n + 1) · level⌉-th smallest value bounds the score
/// of a new exchangeable row with at least the probability `level`.
///
/// - Reference: J. Lei et al., *Distribution-free predictive inference for regression*, JASA 113 (2018); V. Vovk et
///   al., *Algorithmic learning in a random world* (2005) for groups of their own (Mondrian).
public struct ConformalBand: Hashable, Sendable {
  /// What is bounded.
  public enum Score: String, Hashable, Sendable, CaseIterable {
    /// |target − prediction|
    case absoluteResidual = "absolute_residual"
    /// |target − prediction| / scale, where the scale is the prediction of a second model, `scale.ubj`.
    case normalizedResidual = "normalized_residual"
    /// 1 − probability of the true class
    case oneMinusProbability = "one_minus_probability"
  }

  /// The bound for one level, and for one group where groups have their own.
  public struct Bound: Hashable, Sendable {
    /// Promised coverage, 0 … 1.
    public var level: Double
    /// `nil` for all rows; with groups, the bound for groups that were not seen.
    public var group: String?
    /// The score that is not exceeded; infinite where there were too few rows to promise anything.
    public var quantile: Double
    /// Rows it was taken from.
    public var rows: Int
    /// Share of test rows within, with its interval of 95 %; `nil` where it was not measured.
    public var coverage: ModelCard.Metric?

    public init(level: Double, group: String?, quantile: Double, rows: Int, coverage: ModelCard.Metric?) {
      (self.level, self.group, self.quantile) = (level, group, quantile)
      (self.rows, self.coverage) = (rows, coverage)
    }
  }

  public var score: Score
  /// The column of groups that have bounds of their own: `mold`, `machine`, `system`; `nil` for none.
  public var groupedBy: String?
  public var bounds: [Bound]
  /// What the target can be at all; intervals are cut to it.
  public var limits: ClosedRange<Double>?
  /// Smaller predictions of the second model count as this; 0 without one.
  public var scaleMinimum: Double

  public init(
    score: Score, groupedBy: String?, bounds: [Bound], limits: ClosedRange<Double>?, scaleMinimum: Double = 0
  ) {
    (self.score, self.groupedBy, self.bounds) = (score, groupedBy, bounds)
    (self.limits, self.scaleMinimum) = (limits, scaleMinimum)
  }

  /// The finite-sample quantile: the ⌈(n + 1) · level⌉-th smallest score; infinite where n is too small.
  public static func quantile(_ scores: [Double], level: Double) -> Double {
    let rank = Int((Double(scores.count + 1) * level).rounded(.up))
    guard rank <= scores.count else { return .infinity }
    return scores.sorted()[max(rank, 1) - 1]
  }

  /// The bound for a level and a group: the group's own where it has one, else that of all rows.
  public func bound(level: Double, group: String? = nil) -> Bound? {
    let ofLevel = bounds.filter { abs($0.level - level) < 1e-9 }
    return ofLevel.first { $0.group == group } ?? ofLevel.first { $0.group == nil }
  }

  /// The interval about a prediction; `nil` when there is no bound for this level or the score is none of a number.
  ///
  /// - Parameters:
  ///   - prediction: the model's number.
  ///   - scale: the prediction of the second model, where residuals are normalized.
  public func interval(
    _ prediction: Double, scale: Double = 1, level: Double, group: String? = nil
  ) -> ClosedRange<Double>? {
    guard score != .oneMinusProbability, let bound = bound(level: level, group: group) else { return nil }
    let half = bound.quantile * (score == .normalizedResidual ? max(scale, scaleMinimum) : 1)
    guard prediction.isFinite, !half.isNaN else { return nil }
    let whole = (prediction - half)...(prediction + half)
    guard let limits else { return whole }
    return whole.clamped(to: limits)
  }

  /// The classes that cannot be excluded, as indices; `nil` when there is no bound for this level or the score is none
  /// of classes. With one output the classes are 0 and 1.
  public func classes(_ probabilities: [Double], level: Double, group: String? = nil) -> [Int]? {
    guard score == .oneMinusProbability, let bound = bound(level: level, group: group) else { return nil }
    let all = probabilities.count == 1 ? [1 - probabilities[0], probabilities[0]] : probabilities
    return all.indices.filter { 1 - all[$0] <= bound.quantile }
  }
}
