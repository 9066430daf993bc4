/// A linear axis: a range of values with ticks at multiples of 1, 2 or 5 times a power of ten.
package struct PlotScale: Hashable, Sendable {
  package let lower: Double
  package let upper: Double
  /// Distance of the ticks.
  package let step: Double

  /// An axis from exactly `domain` with about `count` ticks.
  package init(exactly domain: ClosedRange<Double>, ticks count: Int) {
    lower = domain.lowerBound
    upper = domain.upperBound > domain.lowerBound ? domain.upperBound : domain.lowerBound + 1
    step = Self.step(for: upper - lower, count: count)
  }

  /// An axis that covers `values` and ends at ticks; values that are not finite are ignored.
  package init(covering values: [Double], includesZero: Bool, ticks count: Int) {
    var low = includesZero ? 0.0 : Double.infinity
    var high = includesZero ? 0.0 : -Double.infinity
    for value in values where value.isFinite {
      low = min(low, value)
      high = max(high, value)
    }
    if low > high { (low, high) = (0, 1) }
    // A constant still needs an axis with a height; relative to its magnitude, so that ticks can be told apart.
    if high - low <= 1e-9 * max(abs(low), abs(high)) { high = low + (low == 0 ? 1 : abs(low) * 0.1) }
    step = Self.step(for: high - low, count: count)
    // The slack keeps a value that is a tick but for rounding from adding another step.
    lower = (low / step + 1e-9).rounded(.down) * step
    upper = (high / step - 1e-9).rounded(.up) * step
  }

  /// The ticks, in ascending order.
  package var ticks: [Double] {
    let first = (lower / step - 1e-9).rounded(.up)
    let last = (upper / step + 1e-9).rounded(.down)
    guard last >= first, last - first < 100 else { return [] }
    return (0...Int(last - first)).map { (first + Double($0)) * step }
  }

  /// A tick as text, with as many decimals as the step needs; very small and very large ones as powers of ten.
  package func text(_ tick: Double) -> String {
    guard (1e-6..<1e9).contains(step) else { return tick.text(significant: 6) }
    var decimals = 0
    var unit = step
    while unit < 0.999, decimals < 9 {
      unit *= 10
      decimals += 1
    }
    return tick.text(decimals: decimals)
  }

  /// Position of a value, 0 at the lower and 1 at the upper end.
  package func position(_ value: Double) -> Double { (value - lower) / (upper - lower) }

  private static func step(for span: Double, count: Int) -> Double {
    let raw = span / Double(max(count, 1))
    guard raw.isFinite, raw > 0 else { return 1 }
    var power = 1.0
    while power * 10 <= raw { power *= 10 }
    while power > raw { power /= 10 }
    let lead = raw / power
    return (lead > 5 ? 10 : lead > 2 ? 5 : lead > 1 ? 2 : 1) * power
  }
}
