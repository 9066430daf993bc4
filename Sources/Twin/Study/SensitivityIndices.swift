import Learning

/// A number estimated from a sample, with its 95 % confidence interval.
package struct Estimate: Hashable, Sendable {
  package var value: Double
  package var interval: ClosedRange<Double>
}

/// How much of the variance of a figure each input explains.
package struct SobolIndices: Sendable {
  /// The indices of one input.
  package struct Input: Hashable, Sendable {
    /// Share of the variance that would vanish if this input alone were fixed.
    package var first: Estimate
    /// Share that would remain if all inputs but this one were fixed; interactions included.
    package var total: Estimate
  }

  /// By input, in the order of the variations.
  package let inputs: [Input]
  /// Base points that had a value at every point of their group.
  package let usedCount: Int

  private static let replicates = 300

  /// Estimates the indices: first order after A. Saltelli et al. (2010), total after M. J. W. Jansen (1999);
  /// confidence by percentiles of 300 bootstrap samples of the base points.
  ///
  /// - Parameter values: a figure at the points of a ``SaltelliDesign``, in order; cut off after the last whole group.
  /// - Returns: `nil` with fewer than 8 complete groups, or where the figure does not vary.
  package init?(values: [Double?], dimensions: Int, seed: UInt64) {
    let group = dimensions + 2
    var rows: [[Double]] = []
    for start in stride(from: 0, through: values.count - group, by: group) {
      let row = values[start..<(start + group)].compactMap { $0 }
      if row.count == group { rows.append(row) }
    }
    guard rows.count >= 8 else { return nil }
    // Distances from the mean: the estimate is the same, its error smaller.
    let mean = rows.reduce(0) { $0 + $1[0] + $1[1] } / Double(2 * rows.count)
    let scale = rows.reduce(0) { max($0, abs($1[0] - mean), abs($1[1] - mean)) }
    guard scale > 1e-9 * abs(mean), scale > 0 else { return nil }
    let centered = rows.map { $0.map { ($0 - mean) / scale } }
    usedCount = centered.count
    let whole = Self.estimate(centered, Array(centered.indices), dimensions)
    var random = SplitMix64(seed: SplitMix64.value(seed: seed, at: 0xB007))
    var samples: [[(first: Double, total: Double)]] = []
    for _ in 0..<Self.replicates {
      let chosen = centered.indices.map { _ in random.next(below: centered.count) }
      samples.append(Self.estimate(centered, chosen, dimensions))
    }
    inputs = (0..<dimensions).map { input in
      Input(
        first: Estimate(value: whole[input].first, interval: Bootstrap.interval(samples.map { $0[input].first })),
        total: Estimate(value: whole[input].total, interval: Bootstrap.interval(samples.map { $0[input].total })))
    }
  }

  private static func estimate(
    _ rows: [[Double]], _ chosen: [Int], _ dimensions: Int
  ) -> [(first: Double, total: Double)] {
    var sum = 0.0
    var squares = 0.0
    var products = [Double](repeating: 0, count: dimensions)
    var changes = [Double](repeating: 0, count: dimensions)
    for index in chosen {
      let row = rows[index]
      sum += row[0] + row[1]
      squares += row[0] * row[0] + row[1] * row[1]
      for input in 0..<dimensions {
        let change = row[2 + input] - row[0]
        products[input] += row[1] * change
        changes[input] += change * change
      }
    }
    let n = Double(chosen.count)
    let mean = sum / (2 * n)
    let variance = squares / (2 * n) - mean * mean
    guard variance > 0 else { return Array(repeating: (0, 0), count: dimensions) }
    return zip(products, changes).map { ($0 / n / variance, $1 / (2 * n) / variance) }
  }
}

/// The elementary effects of each input on a figure, in the figure's unit per whole range of the input.
package struct MorrisEffects: Sendable {
  /// The effects of one input.
  package struct Input: Hashable, Sendable {
    /// Mean of the effects' magnitudes: the influence.
    package var magnitude: Estimate
    /// Mean of the effects with their sign.
    package var mean: Double
    /// Standard deviation of the effects: curvature and interactions.
    package var deviation: Double
  }

  /// By input, in the order of the variations.
  package let inputs: [Input]

  /// Estimates the effects (M. D. Morris 1991; magnitudes after F. Campolongo et al. 2007) and the confidence of their
  /// magnitudes by percentiles of 300 bootstrap samples.
  ///
  /// - Parameter values: a figure at the points of `design`, in order; may end early.
  /// - Returns: `nil` where an input has fewer than two effects.
  package init?(values: [Double?], design: MorrisDesign, seed: UInt64) {
    var effects = [[Double]](repeating: [], count: design.dimensions)
    for index in values.indices.dropFirst() {
      guard let input = design.changed(at: index), let change = design.change(at: index),
        let before = values[index - 1], let after = values[index]
      else { continue }
      effects[input].append((after - before) / change)
    }
    guard effects.allSatisfy({ $0.count > 1 }) else { return nil }
    var random = SplitMix64(seed: SplitMix64.value(seed: seed, at: 0xB007))
    inputs = effects.map { effects in
      var statistics = RunningStatistics()
      for effect in effects { statistics.add(effect) }
      let magnitudes = effects.map(abs)
      let means = (0..<300).map { _ in
        magnitudes.indices.reduce(0) { sum, _ in sum + magnitudes[random.next(below: magnitudes.count)] }
          / Double(magnitudes.count)
      }
      return Input(
        magnitude: Estimate(
          value: magnitudes.reduce(0, +) / Double(magnitudes.count), interval: Bootstrap.interval(means)),
        mean: statistics.mean, deviation: statistics.deviation ?? 0)
    }
  }
}

/// Confidence from estimates of resampled data.
private enum Bootstrap {
  /// The middle 95 %.
  static func interval(_ estimates: [Double]) -> ClosedRange<Double> {
    let sorted = estimates.sorted()
    let cut = Int((0.025 * Double(sorted.count)).rounded(.down))
    return sorted[cut]...sorted[sorted.count - 1 - cut]
  }
}
