internal import RealModule

/// How good probabilities of classes are.
public struct ProbabilityScore: Hashable, Sendable {
  /// Mean of −ln of the probability given to the true class, which is kept above 10⁻¹⁵.
  public let logLoss: Double
  /// Mean of Σ(probability − truth)² over the classes, 0 … 2; for one probability of a flag, half of that, 0 … 1.
  public let brier: Double
  /// The class of the largest probability for each row, the first of equal ones; of a flag, 1 from one half on.
  public let classes: [Int]

  /// Scores probabilities of one row after the other.
  ///
  /// - Parameters:
  ///   - truth: shape (n), the index of the true class.
  ///   - probabilities: shape (n, k); with k = 1 the probability of class 1.
  /// - Returns: `nil` of no rows.
  public init?(truth: [Int], probabilities: [[Double]]) {
    precondition(truth.count == probabilities.count, "probabilities for each row")
    guard !truth.isEmpty else { return nil }
    var (loss, squares) = (0.0, 0.0)
    var classes: [Int] = []
    classes.reserveCapacity(truth.count)
    for (y, row) in zip(truth, probabilities) {
      if row.count == 1 {
        let p = row[0]
        loss -= Double.log(max(y == 1 ? p : 1 - p, 1e-15))
        squares += (p - Double(y)) * (p - Double(y))
        classes.append(p >= 0.5 ? 1 : 0)
      } else {
        loss -= Double.log(max(row[y], 1e-15))
        var best = 0
        for (label, p) in row.enumerated() {
          let truth = label == y ? 1.0 : 0
          squares += (p - truth) * (p - truth)
          if p > row[best] { best = label }
        }
        classes.append(best)
      }
    }
    logLoss = loss / Double(truth.count)
    brier = squares / Double(truth.count)
    self.classes = classes
  }
}

/// How often what was said to happen with a probability did happen.
public struct CalibrationCurve: Hashable, Sendable {
  /// Rows of like probability.
  public struct Bin: Hashable, Sendable {
    /// Mean probability.
    public let said: Double
    /// Share in which it happened.
    public let seen: Double
    public let rows: Int
  }

  /// By rising probability.
  public let bins: [Bin]

  /// Sorts rows by probability into `count` bins of equal numbers; rows of one probability stay together.
  public init(happened: [Bool], probabilities: [Double], bins count: Int = 10) {
    precondition(happened.count == probabilities.count && count > 0, "a probability for each row")
    let order = probabilities.indices.sorted { (probabilities[$0], $0) < (probabilities[$1], $1) }
    var bins: [Bin] = []
    var first = 0
    while first < order.count {
      // The bin ends where its share of the rows is full, and after the last row of that probability.
      let wanted = (bins.count + 1) * order.count / count
      var end = min(max(first + 1, wanted), order.count)
      while end < order.count, probabilities[order[end]] == probabilities[order[end - 1]] { end += 1 }
      let rows = order[first..<end]
      let n = Double(rows.count)
      bins.append(
        Bin(
          said: rows.reduce(0) { $0 + probabilities[$1] } / n,
          seen: Double(rows.count { happened[$0] }) / n, rows: rows.count))
      first = end
    }
    self.bins = bins
  }

  /// The expected calibration error: the mean of |said − seen| over the rows, 0 … 1.
  public var error: Double {
    let total = bins.reduce(0) { $0 + $1.rows }
    return total > 0 ? bins.reduce(0) { $0 + abs($1.said - $1.seen) * Double($1.rows) } / Double(total) : 0
  }

  /// The curve of the most probable class: how often it was right. With one probability the class is 0 or 1.
  public static func ofTopClass(truth: [Int], probabilities: [[Double]], bins: Int = 10) -> CalibrationCurve {
    var (happened, said) = ([Bool](), [Double]())
    for (y, row) in zip(truth, probabilities) {
      let all = row.count == 1 ? [1 - row[0], row[0]] : row
      let best = all.indices.max { all[$0] < all[$1] } ?? 0
      happened.append(best == y)
      said.append(all[best])
    }
    return CalibrationCurve(happened: happened, probabilities: said, bins: bins)
  }
}
