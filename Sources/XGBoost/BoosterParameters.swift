/// How trees are grown. Names and defaults follow XGBoost's, in words.
public struct BoosterParameters: Hashable, Sendable {
  /// What is minimized.
  public enum Objective: Hashable, Sendable {
    /// Squared error of a number.
    case squaredError
    /// Absolute error of a number.
    case absoluteError
    /// Log loss of a label 0 or 1, or of a share between.
    case logistic
    /// Log loss of classes 0 … count − 1.
    case classProbabilities(count: Int)
  }

  public var objective: Objective
  /// Largest depth of a tree, 1 … 16.
  public var depth = 4
  /// Share of each tree's answer that is added, 0 … 1.
  public var learningRate = 0.1
  /// Least sum of second derivatives in a leaf, ≥ 0.
  public var leafWeightMinimum = 1.0
  /// Least gain of a split, ≥ 0.
  public var gainMinimum = 0.0
  /// Penalty on squares of leaf values, ≥ 0.
  public var l2 = 1.0
  /// Penalty on magnitudes of leaf values, ≥ 0.
  public var l1 = 0.0
  /// Share of rows that each tree sees, 0 … 1.
  public var rowShare = 1.0
  /// Share of features that each tree sees, 0 … 1.
  public var featureShare = 1.0
  /// Intervals into which the values of a feature are sorted, 2 … 65536.
  public var bins = 256
  /// The prediction before any tree; `nil` leaves it to the library, whose versions differ.
  public var baseScore: Double?
  /// One sign per feature: +1 where the prediction must not fall as the feature grows, −1 where it must not rise, 0
  /// where it is free; empty when all are free. For classes it holds for each class's margin and means little.
  public var monotone: [Int8] = []
  /// Names of the features, which the model then states; empty for none.
  public var featureNames: [String] = []

  /// Parameters with the defaults.
  public init(_ objective: Objective) { self.objective = objective }

  /// Names and values as the library takes them.
  var settings: [(String, String)] {
    var settings = [
      ("booster", "gbtree"), ("tree_method", "hist"), ("max_depth", "\(depth)"), ("eta", "\(learningRate)"),
      ("min_child_weight", "\(leafWeightMinimum)"), ("gamma", "\(gainMinimum)"), ("lambda", "\(l2)"),
      ("alpha", "\(l1)"), ("subsample", "\(rowShare)"), ("colsample_bytree", "\(featureShare)"),
      ("max_bin", "\(bins)"),
    ]
    switch objective {
    case .squaredError: settings += [("objective", "reg:squarederror"), ("eval_metric", "rmse")]
    case .absoluteError: settings += [("objective", "reg:absoluteerror"), ("eval_metric", "mae")]
    case .logistic: settings += [("objective", "binary:logistic"), ("eval_metric", "logloss")]
    case .classProbabilities(let count):
      settings += [("objective", "multi:softprob"), ("num_class", "\(count)"), ("eval_metric", "mlogloss")]
    }
    if let baseScore { settings.append(("base_score", "\(baseScore)")) }
    if monotone.contains(where: { $0 != 0 }) {
      settings.append(("monotone_constraints", "(\(monotone.map { "\($0)" }.joined(separator: ",")))"))
    }
    return settings
  }

  /// What is wrong with these parameters for rows of `columns` features; `nil` when nothing is.
  func fault(columns: Int) -> (found: String, expected: String)? {
    func outside(_ name: String, _ value: Double, _ range: ClosedRange<Double>) -> (String, String)? {
      range.contains(value) ? nil : ("\(name) \(value)", "\(range.lowerBound) … \(range.upperBound)")
    }
    let limit = 1e9
    let ranges = [
      outside("depth", Double(depth), 1...16), outside("learningRate", learningRate, 1e-6...1),
      outside("leafWeightMinimum", leafWeightMinimum, 0...limit), outside("gainMinimum", gainMinimum, 0...limit),
      outside("l2", l2, 0...limit), outside("l1", l1, 0...limit), outside("rowShare", rowShare, 1e-3...1),
      outside("featureShare", featureShare, 1e-3...1), outside("bins", Double(bins), 2...65536),
    ]
    if let fault = ranges.compactMap({ $0 }).first { return fault }
    if case .classProbabilities(let count) = objective, !(2...10_000).contains(count) {
      return ("\(count) classes", "2 … 10000")
    }
    if case .logistic = objective, let baseScore, !(baseScore > 0 && baseScore < 1) {
      return ("a base score \(baseScore)", "a probability between 0 and 1")
    }
    if let baseScore, !baseScore.isFinite { return ("a base score \(baseScore)", "a finite number") }
    if !monotone.isEmpty, monotone.count != columns { return ("\(monotone.count) signs", "\(columns), one a feature") }
    if monotone.contains(where: { !(-1...1).contains($0) }) { return ("another sign", "−1, 0 or +1") }
    if !featureNames.isEmpty, featureNames.count != columns { return ("\(featureNames.count) names", "\(columns)") }
    if let name = featureNames.first(where: { $0.isEmpty || $0.contains { "[]<\0".contains($0) } }) {
      return ("the name `\(name)`", "a name without [, ] and <")
    }
    return nil
  }
}
