import Learning
package import Quantities
import RealModule

/// A value of a scenario that a study varies, and how.
package struct Variation: Sendable {
  /// What the value may become; quantities in SI units.
  package enum Values: Hashable, Sendable {
    /// Every value of the range is equally likely.
    case uniform(ClosedRange<Double>)
    /// Normal, cut off at the bounds.
    case normal(mean: Double, deviation: Double, bounds: ClosedRange<Double>)
    /// The logarithm is normal, cut off at the bounds; `deviation` is that of the natural logarithm.
    case lognormal(median: Double, deviation: Double, bounds: ClosedRange<Double>)
    /// These values, equally likely.
    case numbers([Double])
    /// These whole numbers, equally likely.
    case counts([Int])
    /// These words, equally likely.
    case words([String])
  }

  /// The path as `--set` takes it.
  package let path: String
  package let values: Values
  /// Number of values to use where there are infinitely many; `nil` uses them all.
  package let levels: Int?
  /// The dimension of a quantity; `nil` for whole numbers and words.
  package let dimension: (any Dimension.Type)?
  /// The option as written.
  package let text: String

  /// Number of different values; `nil` when there are infinitely many.
  package var valueCount: Int? {
    switch values {
    case .uniform, .normal, .lognormal: levels
    case .numbers(let values): values.count
    case .counts(let values): values.count
    case .words(let values): values.count
    }
  }

  /// Symbol of the SI unit; empty for pure numbers and words.
  package var unit: String { dimension.map { Self.symbol($0) } ?? "" }

  private static func symbol<D: Dimension>(_ dimension: D.Type) -> String { D.units.first?.symbol ?? "" }

  /// The value at a coordinate inside 0 … 1, ends excluded.
  package func value(at coordinate: Double) -> VariedValue {
    switch values {
    case .numbers(let values): return .number(values[Self.index(coordinate, values.count)])
    case .counts(let values): return .count(values[Self.index(coordinate, values.count)])
    case .words(let values): return .word(values[Self.index(coordinate, values.count)])
    case .uniform(let range):
      guard let levels else { return .number(Self.between(range, coordinate)) }
      return .number(Self.between(range, Double(Self.index(coordinate, levels)) / Double(levels - 1)))
    case .normal(let mean, let deviation, let bounds):
      let cut = ((bounds.lowerBound - mean) / deviation)...((bounds.upperBound - mean) / deviation)
      return .number(Self.clamped(mean + deviation * standard(coordinate, within: cut), bounds))
    case .lognormal(let median, let deviation, let bounds):
      let lowest = bounds.lowerBound > 0 ? Double.log(bounds.lowerBound / median) / deviation : -.infinity
      let cut = lowest...(Double.log(bounds.upperBound / median) / deviation)
      return .number(Self.clamped(median * Double.exp(deviation * standard(coordinate, within: cut)), bounds))
    }
  }

  /// A standard normal value cut off at the ends of a range, at a coordinate or at the middle of its level.
  private func standard(_ coordinate: Double, within range: ClosedRange<Double>) -> Double {
    let place = levels.map { (Double(Self.index(coordinate, $0)) + 0.5) / Double($0) } ?? coordinate
    let low = NormalDistribution.share(below: range.lowerBound)
    let high = NormalDistribution.share(below: range.upperBound)
    return NormalDistribution.quantile(min(max(low + (high - low) * place, 1e-300), 1 - 0x1p-53))
  }

  private static func index(_ coordinate: Double, _ count: Int) -> Int {
    min(max(Int(coordinate * Double(count)), 0), count - 1)
  }

  private static func between(_ range: ClosedRange<Double>, _ share: Double) -> Double {
    clamped(range.lowerBound + (range.upperBound - range.lowerBound) * share, range)
  }

  private static func clamped(_ value: Double, _ range: ClosedRange<Double>) -> Double {
    min(max(value, range.lowerBound), range.upperBound)
  }

  /// The value of a path as an option of the command line; exact.
  func override(_ value: VariedValue) -> Override {
    let steps = path.split(separator: ".").map(String.init)
    switch value {
    case .number(let si): return Override(path: steps, value: unit.isEmpty ? "\(si)" : "\(si) \(unit)")
    case .count(let count): return Override(path: steps, value: String(count))
    case .word(let word): return Override(path: steps, value: word)
    }
  }
}

/// A value that a study gave to a path.
package enum VariedValue: Hashable, Sendable {
  /// A quantity in SI units.
  case number(Double)
  case count(Int)
  case word(String)

  /// The value as a number; `nil` for a word.
  package var number: Double? {
    switch self {
    case .number(let number): number
    case .count(let count): Double(count)
    case .word: nil
    }
  }

  /// The value as text without unit; reads back to the same bits.
  package var text: String {
    switch self {
    case .number(let number): number.shortestText
    case .count(let count): String(count)
    case .word(let word): word
    }
  }
}
