internal import RealModule

/// A sum of decisions on one feature each, boosted; small enough for a file and fast enough to be fitted often.
///
/// Gradient boosting with second-order gains after T. Chen and C. Guestrin (KDD 2016), trees of depth one.
public struct BoostedStumps: Hashable, Sendable {
  /// One decision: values below the threshold take the left weight.
  public struct Stump: Hashable, Sendable {
    public var feature: Int
    public var threshold: Double
    public var missingGoesRight: Bool
    public var left, right: Double

    package init(feature: Int, threshold: Double, missingGoesRight: Bool, left: Double, right: Double) {
      (self.feature, self.threshold, self.missingGoesRight) = (feature, threshold, missingGoesRight)
      (self.left, self.right) = (left, right)
    }
  }

  /// What is minimized.
  enum Loss { case squared, logistic }

  public let base: Double
  public let stumps: [Stump]

  private static let (rounds, rate, penalty, binCount) = (40, 0.3, 1.0, 16)

  package init(base: Double, stumps: [Stump]) {
    self.base = base
    self.stumps = stumps
  }

  /// Fits to labels.
  ///
  /// - Parameters:
  ///   - columns: features, shape (p, n); NaN is missing.
  ///   - labels: shape (n); of the logistic loss 0 or 1.
  ///   - rows: those to learn from; at least one.
  init(_ columns: [[Double]], _ labels: [Double], rows: [Int], _ loss: Loss) {
    let mean = rows.reduce(0) { $0 + labels[$1] } / Double(max(rows.count, 1))
    let share = min(max(mean, 1e-3), 1 - 1e-3)
    base = loss == .squared ? mean : Double.log(share / (1 - share))
    let binned = columns.map { Binned($0, rows: rows) }
    var margins = Array(repeating: base, count: rows.count)
    var gradients = Array(repeating: 0.0, count: rows.count)
    var hessians = Array(repeating: 1.0, count: rows.count)
    var stumps: [Stump] = []
    for _ in 0..<Self.rounds {
      for (place, row) in rows.enumerated() {
        switch loss {
        case .squared: gradients[place] = margins[place] - labels[row]
        case .logistic:
          let probability = 1 / (1 + Double.exp(-margins[place]))
          gradients[place] = probability - labels[row]
          hessians[place] = max(probability * (1 - probability), 1e-6)
        }
      }
      guard let best = Self.best(binned, gradients, hessians) else { break }
      let bins = binned[best.stump.feature].bins
      for place in rows.indices {
        let bin = Int(bins[place])
        let isRight = bin == Self.binCount ? best.stump.missingGoesRight : bin > best.bin
        margins[place] += isRight ? best.stump.right : best.stump.left
      }
      stumps.append(best.stump)
    }
    self.stumps = stumps
  }

  /// A column cut at quantiles; the last bin is for what is missing.
  private struct Binned {
    var edges: [Double] = []
    var bins: [UInt8] = []

    init(_ column: [Double], rows: [Int]) {
      let sorted = rows.map { column[$0] }.filter { !$0.isNaN }.sorted()
      for cut in 1..<binCount where !sorted.isEmpty {
        let place = cut * sorted.count / binCount
        guard place > 0 else { continue }
        let edge = (sorted[place - 1] + sorted[place]) / 2
        if sorted[place - 1] < sorted[place], edge > edges.last ?? -.infinity { edges.append(edge) }
      }
      bins = rows.map { row in
        let value = column[row]
        return value.isNaN ? UInt8(binCount) : UInt8(edges.firstIndex { value < $0 } ?? edges.count)
      }
    }
  }

  private static func best(
    _ columns: [Binned], _ gradients: [Double], _ hessians: [Double]
  ) -> (stump: Stump, bin: Int)? {
    let totalGradient = gradients.reduce(0, +)
    let totalHessian = hessians.reduce(0, +)
    var best: (stump: Stump, bin: Int)?
    var bestGain = 1e-9 + totalGradient * totalGradient / (totalHessian + penalty)
    for (feature, column) in columns.enumerated() where !column.edges.isEmpty {
      var (g, h) = ([Double](repeating: 0, count: binCount + 1), [Double](repeating: 0, count: binCount + 1))
      for place in gradients.indices {
        let bin = Int(column.bins[place])
        g[bin] += gradients[place]
        h[bin] += hessians[place]
      }
      var (left, leftWeight) = (0.0, 0.0)
      for (bin, edge) in column.edges.enumerated() {
        left += g[bin]
        leftWeight += h[bin]
        for missingGoesRight in [true, false] {
          let a = left + (missingGoesRight ? 0 : g[binCount])
          let b = leftWeight + (missingGoesRight ? 0 : h[binCount])
          let gain =
            a * a / (b + penalty) + (totalGradient - a) * (totalGradient - a) / (totalHessian - b + penalty)
          guard gain > bestGain else { continue }
          bestGain = gain
          best = (
            Stump(
              feature: feature, threshold: edge, missingGoesRight: missingGoesRight, left: -rate * a / (b + penalty),
              right: -rate * (totalGradient - a) / (totalHessian - b + penalty)), bin
          )
        }
      }
    }
    return best
  }

  /// The sum of all decisions on a row of `columns`.
  func margin(_ columns: [[Double]], row: Int) -> Double {
    stumps.reduce(base) { sum, stump in
      let value = columns[stump.feature][row]
      let isRight = value.isNaN ? stump.missingGoesRight : value >= stump.threshold
      return sum + (isRight ? stump.right : stump.left)
    }
  }
}
