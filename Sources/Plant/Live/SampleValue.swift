/// What a signal was at one moment.
public enum SampleValue: Hashable, Sendable {
  /// A measured number in the SI unit of the signal's quantity, finite.
  case number(Double)
  /// A whole number: a counter, a code of a state.
  case whole(Int64)
  /// Something that is on or off.
  case flag(Bool)
  /// Words of a device: the name of a recipe.
  case text(String)

  /// The value as a number: flags are 0 and 1; `nil` for a text.
  ///
  /// Whole numbers beyond 2⁵³ are rounded to the nearest `Double`.
  public var number: Double? {
    switch self {
    case .number(let number): number
    case .whole(let whole): Double(whole)
    case .flag(let flag): flag ? 1 : 0
    case .text: nil
    }
  }

  /// The kind of value this is.
  public var type: SignalType {
    switch self {
    case .number: .number
    case .whole: .whole
    case .flag: .flag
    case .text: .text
    }
  }
}
