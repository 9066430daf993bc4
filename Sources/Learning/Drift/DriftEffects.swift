internal import RealModule

/// How far two distributions counted at the same places are apart, by every test.
struct DriftEffects: Hashable, Sendable {
  private let effects: [DriftTest: Double]

  /// Added to the count of each group where a share of zero would have no logarithm.
  private static let pseudocount = 0.5

  subscript(test: DriftTest) -> Double { effects[test] ?? 0 }

  /// Compares the current data with the reference, neither of them empty.
  ///
  /// - Parameters:
  ///   - groups: the group of each place.
  ///   - deviation: standard deviation of the reference, in whose units the area is given; may be 0.
  init(_ reference: BinCounts, _ current: BinCounts, at bins: DriftBins, groups: [Int], deviation: Double) {
    let (left, right) = (reference.grouped(groups), current.grouped(groups))
    var effects: [DriftTest: Double] = [
      .jensenShannon: Self.jensenShannon(left, right), .stability: Self.stability(left, right),
      .chiSquared: Self.contingency(left, right),
    ]
    if case .knots(let knots, _) = bins {
      let (distance, area) = Self.cumulated(reference, current, knots)
      effects[.kolmogorovSmirnov] = distance
      // A constant that moved at all moved by more than any of its own deviations.
      effects[.wasserstein] = area == 0 ? 0 : deviation > 0 ? min(area / deviation, 1e6) : 1e6
    }
    self.effects = effects
  }

  /// Kolmogorov's D and the area between the cumulated shares, both straight lines between knots.
  private static func cumulated(
    _ reference: BinCounts, _ current: BinCounts, _ knots: [Double]
  ) -> (distance: Double, area: Double) {
    let (n, m) = (Double(max(reference.total, 1)), Double(max(current.total, 1)))
    var (sumLeft, sumRight) = (0, 0)
    var (distance, area) = (0.0, (reference.below + reference.above) / n + (current.below + current.above) / m)
    var previous = 0.0
    for place in knots.indices {
      sumLeft += reference.counts[2 * place]
      sumRight += current.counts[2 * place]
      let before = Double(sumLeft) / n - Double(sumRight) / m
      if place > 0 { area += Self.area(previous, before, width: knots[place] - knots[place - 1]) }
      sumLeft += reference.counts[2 * place + 1]
      sumRight += current.counts[2 * place + 1]
      previous = Double(sumLeft) / n - Double(sumRight) / m
      distance = max(distance, abs(before), abs(previous))
    }
    return (distance, area)
  }

  /// ∫ |d| of a difference that goes straight from one value to another.
  private static func area(_ start: Double, _ end: Double, width: Double) -> Double {
    guard start * end < 0 else { return width * (abs(start) + abs(end)) / 2 }
    return width * (start * start + end * end) / (2 * (abs(start) + abs(end)))
  }

  /// Square root of the divergence in bits.
  private static func jensenShannon(_ left: [Int], _ right: [Int]) -> Double {
    let (n, m) = (Double(left.reduce(0, +)), Double(right.reduce(0, +)))
    var sum = 0.0
    for (a, b) in zip(left, right) {
      let (p, q) = (Double(a) / n, Double(b) / m)
      let mean = (p + q) / 2
      if p > 0 { sum += p * Double.log(p / mean) }
      if q > 0 { sum += q * Double.log(q / mean) }
    }
    return max(sum / (2 * Double.log(2)), 0).squareRoot()
  }

  private static func stability(_ left: [Int], _ right: [Int]) -> Double {
    let isSmoothed = left.contains(0) || right.contains(0)
    let extra = isSmoothed ? pseudocount : 0
    let n = Double(left.reduce(0, +)) + extra * Double(left.count)
    let m = Double(right.reduce(0, +)) + extra * Double(right.count)
    return zip(left, right).reduce(0) { sum, pair in
      let (p, q) = ((Double(pair.0) + extra) / n, (Double(pair.1) + extra) / m)
      return p == q ? sum : sum + (p - q) * Double.log(p / q)
    }
  }

  /// Cramér's V of the table of two rows.
  private static func contingency(_ left: [Int], _ right: [Int]) -> Double {
    let (n, m) = (Double(left.reduce(0, +)), Double(right.reduce(0, +)))
    let total = n + m
    var sum = 0.0
    for (a, b) in zip(left, right) where a + b > 0 {
      let both = Double(a + b)
      let (expectedLeft, expectedRight) = (n * both / total, m * both / total)
      sum += (Double(a) - expectedLeft) * (Double(a) - expectedLeft) / expectedLeft
      sum += (Double(b) - expectedRight) * (Double(b) - expectedRight) / expectedRight
    }
    return (sum / total).squareRoot()
  }
}
