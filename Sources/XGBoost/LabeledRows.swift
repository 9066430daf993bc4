/// Rows to learn from.
public struct LabeledRows: Sendable {
  /// Shape (n, m), row by row; NaN is missing.
  public var features: [Float]
  /// Number of features m.
  public var columns: Int
  /// Shape (n): a number, or the index of a class.
  public var labels: [Float]
  /// Shape (n), ≥ 0; empty when all weigh the same.
  public var weights: [Float]

  /// Rows of `columns` features with a label each.
  public init(features: [Float], columns: Int, labels: [Float], weights: [Float] = []) {
    self.features = features
    self.columns = columns
    self.labels = labels
    self.weights = weights
  }

  /// Number of rows n.
  public var count: Int { labels.count }

  /// What is wrong with these rows; `nil` when nothing is.
  func fault(_ objective: BoosterParameters.Objective) -> (found: String, expected: String)? {
    guard columns > 0, !labels.isEmpty else { return ("no rows", "one row and one feature at least") }
    guard labels.count <= Int32.max, columns <= 1_000_000, features.count == labels.count * columns else {
      return ("\(features.count) numbers", "\(labels.count) rows of \(columns)")
    }
    if let value = features.first(where: \.isInfinite) { return ("a feature \(value)", "finite numbers or NaN") }
    let isLabel: (Float) -> Bool =
      switch objective {
      case .squaredError, .absoluteError: \.isFinite
      case .logistic: { (0...1).contains($0) }
      case .classProbabilities(let count): { $0 >= 0 && $0 < Float(count) && $0 == $0.rounded() }
      }
    if let label = labels.first(where: { !isLabel($0) }) { return ("a label \(label)", "labels of the objective") }
    guard weights.isEmpty || weights.count == labels.count else {
      return ("\(weights.count) weights", "\(labels.count), one a row")
    }
    if let weight = weights.first(where: { !($0 >= 0 && $0.isFinite) }) { return ("a weight \(weight)", "≥ 0") }
    return nil
  }
}
