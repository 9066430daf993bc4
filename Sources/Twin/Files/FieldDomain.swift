import Quantities

/// What a value of a file may be; a study asks before it varies one.
enum FieldDomain: Sendable {
  /// A quantity within a range [SI].
  case quantity(any Dimension.Type, ClosedRange<Double>)
  /// A whole number.
  case count(ClosedRange<Int>)
  /// One of these words.
  case words([String])
  /// An identifier that something else checks.
  case identifier
}
