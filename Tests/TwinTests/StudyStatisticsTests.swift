import Foundation
import Learning
import Testing
import Twin

@Suite struct `The statistics of a study` {
  @Test func `agree with the direct formulas`() {
    var random = SplitMix64(seed: 5)
    let values = (0..<1000).map { _ in 1e6 + 3 * SplitMix64.unit(random.next()) }
    var statistics = RunningStatistics()
    for value in values { statistics.add(value) }
    let mean = values.reduce(0, +) / 1000
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 999
    // Both sums round at 1e-16 of a million.
    #expect(abs(statistics.mean - mean) < 1e-8)
    #expect(abs((statistics.deviation ?? 0) - variance.squareRoot()) < 1e-8)
    #expect(statistics.minimum == values.min() && statistics.maximum == values.max())
    #expect(RunningStatistics().deviation == nil)
  }

  @Test func `give exact quantiles of few values`() {
    var sketch = QuantileSketch()
    #expect(sketch.quantiles([0.5]).isEmpty)
    for value in [5.0, 1, 4, 2, 3] { sketch.add(value) }
    #expect(sketch.quantiles([0, 0.25, 0.5, 0.9, 1]) == [1, 2, 3, 4.6, 5])
  }

  @Test(arguments: [true, false]) func `give quantiles of many values within the stated error`(isSorted: Bool) {
    var random = SplitMix64(seed: 8)
    var values = (0..<100_000).map { _ in SplitMix64.unit(random.next()) }
    if isSorted { values.sort() }
    var sketch = QuantileSketch()
    for value in values { sketch.add(value) }
    values.sort()
    #expect(sketch.weighted.reduce(0) { $0 + $1.weight } == 100_000)
    #expect(sketch.weighted.count < 8 * QuantileSketch.capacity)
    for share in [0.01, 0.05, 0.5, 0.95, 0.99] {
      let answer = sketch.quantiles([share])[0]
      let rank = Double(values.count { $0 < answer }) / 100_000
      // Five halvings of 4096 each: 5 / 8192 of all at worst.
      #expect(abs(rank - share) < 7e-4)
    }
  }

  /// Values of SciPy 1.17 (`binomtest(…).proportion_ci(method="wilson")`), rounded to seven decimals.
  @Test(arguments: [
    (Proportion(8, of: 10), 0.4901625, 0.9433178), (Proportion(0, of: 20), 0, 0.1611252),
    (Proportion(50, of: 50), 0.9286524, 1),
  ])
  func `give Wilson's interval of a proportion`(proportion: Proportion, low: Double, high: Double) throws {
    let interval = try #require(proportion.interval)
    #expect(abs(interval.lowerBound - low) < 1e-6 && abs(interval.upperBound - high) < 1e-6)
    #expect(Proportion(0, of: 0).interval == nil)
  }

  // MARK: Indices

  /// Sobol' indices of a function of the unit cube.
  private static func indices(
    _ count: Int, dimensions: Int, seed: UInt64, _ function: ([Double]) -> Double
  ) throws -> SobolIndices {
    let design = SaltelliDesign(baseCount: count, dimensions: dimensions, seed: seed)
    let values: [Double?] = (0..<design.count).map { function(design.point($0)) }
    return try #require(SobolIndices(values: values, dimensions: dimensions, seed: seed))
  }

  /// T. Ishigami and T. Homma (1990), a = 7, b = 0.1; the indices follow from the closed variances.
  @Test(arguments: [1, 2, 3] as [UInt64]) func `find the indices of the Ishigami function`(seed: UInt64) throws {
    let (a, b) = (7.0, 0.1)
    let indices = try Self.indices(2048, dimensions: 3, seed: seed) { point in
      let x = point.map { Double.pi * (2 * $0 - 1) }
      return sin(x[0]) + a * sin(x[1]) * sin(x[1]) + b * pow(x[2], 4) * sin(x[0])
    }
    let first = 0.5 * pow(1 + b * pow(Double.pi, 4) / 5, 2)
    let second = a * a / 8
    let mixed = b * b * pow(Double.pi, 8) * (1.0 / 18 - 1.0 / 50)
    let variance = first + second + mixed
    let expected = [
      (first / variance, (first + mixed) / variance), (second / variance, second / variance), (0, mixed / variance),
    ]
    for (input, (first, total)) in zip(indices.inputs, expected) {
      #expect(input.first.interval.widened.contains(first), "\(input.first), expected \(first)")
      #expect(input.total.interval.widened.contains(total), "\(input.total), expected \(total)")
      #expect(abs(input.first.value - first) < 0.03 && abs(input.total.value - total) < 0.03)
    }
  }

  /// The g-function of I. M. Sobol' with a = 0, 1, 4.5, 9.
  @Test func `find the indices of the g-function`() throws {
    let a = [0, 1, 4.5, 9.0]
    let indices = try Self.indices(4096, dimensions: 4, seed: 11) { point in
      zip(point, a).reduce(1.0) { $0 * (abs(4 * $1.0 - 2) + $1.1) / (1 + $1.1) }
    }
    let parts = a.map { 1 / (3 * (1 + $0) * (1 + $0)) }
    let variance = parts.reduce(1) { $0 * (1 + $1) } - 1
    for (input, part) in zip(indices.inputs, parts) {
      let first = part / variance
      let total = part * (variance + 1) / (1 + part) / variance
      #expect(input.first.interval.widened.contains(first), "\(input.first), expected \(first)")
      #expect(input.total.interval.widened.contains(total), "\(input.total), expected \(total)")
      #expect(abs(input.first.value - first) < 0.03 && abs(input.total.value - total) < 0.03)
    }
  }

  @Test func `leave out base points without value and refuse what does not vary`() throws {
    let design = SaltelliDesign(baseCount: 64, dimensions: 2, seed: 1)
    var values: [Double?] = (0..<design.count).map { design.point($0)[0] }
    values[5] = nil
    let indices = try #require(SobolIndices(values: values, dimensions: 2, seed: 1))
    #expect(indices.usedCount == 63)
    #expect(SobolIndices(values: values.map { _ in 3.0 }, dimensions: 2, seed: 1) == nil)
    #expect(SobolIndices(values: Array(values.prefix(20)), dimensions: 2, seed: 1) == nil)
  }

  @Test func `find the effects of a linear function exactly and see interactions`() throws {
    let design = MorrisDesign(trajectories: 40, dimensions: 4, seed: 2)
    let values: [Double?] = (0..<design.count).map { index in
      let x = design.point(index)
      return 3 * x[0] - 2 * x[1] + 4 * x[2] * x[3]
    }
    let inputs = try #require(MorrisEffects(values: values, design: design, seed: 2)).inputs
    #expect(abs(inputs[0].magnitude.value - 3) < 1e-12 && inputs[0].deviation < 1e-12)
    #expect(abs(inputs[1].mean + 2) < 1e-12 && abs(inputs[1].magnitude.value - 2) < 1e-12)
    #expect(inputs[2].deviation > 0.5 && inputs[2].magnitude.interval.contains(2))
  }
}

extension ClosedRange<Double> {
  /// Half as wide again: 95 % intervals of a dozen indices are not all met.
  fileprivate var widened: ClosedRange<Double> {
    let quarter = 0.25 * (upperBound - lowerBound) + 1e-9
    return (lowerBound - quarter)...(upperBound + quarter)
  }
}
