/// Count, mean, spread and extremes of a stream of numbers.
///
/// Reference: B. P. Welford, Technometrics 4 (1962) 419.
package struct RunningStatistics: Hashable, Sendable {
  package private(set) var count = 0
  /// 0 before the first number.
  package private(set) var mean = 0.0
  package private(set) var minimum = Double.infinity
  package private(set) var maximum = -Double.infinity
  private var squares = 0.0

  /// No number yet.
  package init() {}

  /// Takes a finite number in.
  package mutating func add(_ value: Double) {
    count += 1
    let distance = value - mean
    mean += distance / Double(count)
    squares += distance * (value - mean)
    minimum = min(minimum, value)
    maximum = max(maximum, value)
  }

  /// Standard deviation of the sample; `nil` below two numbers.
  package var deviation: Double? { count > 1 ? (squares / Double(count - 1)).squareRoot() : nil }
}

/// Quantiles of a stream of numbers in bounded memory: exact up to a capacity, then within a stated rank error.
///
/// Full buffers are sorted and halved, odd and even places in turn, and the half counts double; the scheme of
/// J. I. Munro and M. S. Paterson (1980). With n numbers the rank of an answer is off by at most
/// n · log₂(n / capacity) / (2 · capacity) or so: 0.1 % of 100 000 numbers.
package struct QuantileSketch: Sendable {
  /// Numbers kept exactly.
  package static let capacity = 4096

  /// Buffers by level; a number of level `l` stands for 2ˡ numbers.
  private var levels: [[Double]] = [[]]
  private var takesOdd: [Bool] = [false]
  /// Numbers taken in.
  package private(set) var count = 0

  /// No number yet.
  package init() {}

  /// Takes a finite number in.
  package mutating func add(_ value: Double) {
    count += 1
    levels[0].append(value)
    var level = 0
    while levels[level].count > Self.capacity {
      if levels.count == level + 1 {
        levels.append([])
        takesOdd.append(false)
      }
      let sorted = levels[level].sorted()
      // An odd number of values leaves one behind, so that the weights still sum to the count.
      let paired = sorted.count / 2 * 2
      levels[level + 1] += stride(from: takesOdd[level] ? 1 : 0, to: paired, by: 2).map { sorted[$0] }
      levels[level] = Array(sorted[paired...])
      takesOdd[level].toggle()
      level += 1
    }
  }

  /// The values kept, ascending, with the number of values each stands for.
  package var weighted: [(value: Double, weight: Int)] {
    levels.enumerated().flatMap { level, values in values.map { (value: $0, weight: 1 << level) } }
      .sorted { $0.value < $1.value }
  }

  /// The values below which the given shares of all lie, linear between neighbors; empty before the first number.
  package func quantiles(_ shares: [Double]) -> [Double] {
    let weighted = weighted
    guard let last = weighted.last else { return [] }
    return shares.map { share in
      let rank = share * Double(count - 1)
      var before = 0.0
      for (index, item) in weighted.enumerated() {
        // Each value stands in the middle of the ranks it stands for.
        let place = before + Double(item.weight - 1) / 2
        if place >= rank {
          guard index > 0 else { return item.value }
          let previous = weighted[index - 1]
          let start = before - Double(previous.weight + 1) / 2
          return previous.value + (item.value - previous.value) * (rank - start) / (place - start)
        }
        before += Double(item.weight)
      }
      return last.value
    }
  }
}
