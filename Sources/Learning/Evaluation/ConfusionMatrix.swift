/// How often each class was taken for each.
public struct ConfusionMatrix: Hashable, Sendable {
  /// `counts[truth][prediction]`
  public let counts: [[Int]]

  /// Counts classes 0 ..< `classes`.
  public init(truth: [Int], predictions: [Int], classes: Int) {
    precondition(truth.count == predictions.count, "a prediction for each row")
    var counts = Array(repeating: Array(repeating: 0, count: classes), count: classes)
    for (y, p) in zip(truth, predictions) { counts[y][p] += 1 }
    self.counts = counts
  }

  /// Number of rows.
  public var total: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }
  /// Share of rows whose class was found; `nil` of no rows.
  public var accuracy: Double? {
    total > 0 ? Double(counts.indices.reduce(0) { $0 + counts[$1][$1] }) / Double(total) : nil
  }

  /// Of the rows that were said to be of a class, the share that is; `nil` where none was said to be.
  public func precision(_ label: Int) -> Double? {
    let said = counts.reduce(0) { $0 + $1[label] }
    return said > 0 ? Double(counts[label][label]) / Double(said) : nil
  }

  /// Of the rows of a class, the share that was found; `nil` where there are none.
  public func recall(_ label: Int) -> Double? {
    let there = counts[label].reduce(0, +)
    return there > 0 ? Double(counts[label][label]) / Double(there) : nil
  }

  /// 2 · hits / (there + said); `nil` for a class that neither is there nor was said to be.
  public func f1(_ label: Int) -> Double? {
    let both = counts[label].reduce(0, +) + counts.reduce(0) { $0 + $1[label] }
    return both > 0 ? 2 * Double(counts[label][label]) / Double(both) : nil
  }

  /// Mean of F1 over the classes that are there or were said to be; `nil` of no rows.
  public var macroF1: Double? {
    let scores = counts.indices.compactMap(f1)
    return scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count)
  }

  /// Mean of recall over the classes that are there; `nil` of no rows.
  public var balancedAccuracy: Double? {
    let scores = counts.indices.compactMap(recall)
    return scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count)
  }
}
