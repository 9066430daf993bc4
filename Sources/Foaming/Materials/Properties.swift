public import Quantities

/// A closed vocabulary of numeric properties, each with its path in a file, dimension and admissible range.
public protocol PropertyKey: Hashable, Sendable, CaseIterable, RawRepresentable where RawValue == String {
  /// The dimension of the value.
  var dimension: any Dimension.Type { get }
  /// Admissible values in SI units, both ends included.
  var range: ClosedRange<Double> { get }
  /// What the property is, in one line.
  var summary: String { get }
}

/// Numbers by property, each with its source; a property that is absent is a stated gap.
public struct Properties<Key: PropertyKey>: Hashable, Sendable {
  private var values: [Key: Sourced] = [:]

  /// No property stated.
  public init() {}

  /// The number and its source, or `nil` where the property is a gap.
  public subscript(key: Key) -> Sourced? {
    get { values[key] }
    set { values[key] = newValue }
  }

  /// The SI value, or `nil` where the property is a gap.
  public func value(_ key: Key) -> Double? { values[key]?.value }

  /// The stated properties in the order of the vocabulary.
  public var stated: [(key: Key, sourced: Sourced)] {
    Key.allCases.compactMap { key in values[key].map { (key, $0) } }
  }

  /// True when nothing is stated.
  public var isEmpty: Bool { values.isEmpty }
}
