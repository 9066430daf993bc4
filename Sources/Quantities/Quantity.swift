/// A physical dimension, used as a type parameter and as a table of units; it has no values.
public protocol Dimension: Sendable {
  /// The dimension in words, for error messages: `"temperature"`.
  static var name: String { get }
  /// The units accepted, the coherent SI unit first.
  static var units: [Unit<Self>] { get }
  /// The same units, the ones of everyday use first; texts are written with the first that suits the number.
  static var everydayUnits: [Unit<Self>] { get }
}

extension Dimension {
  /// The units as listed.
  public static var everydayUnits: [Unit<Self>] { units }
}

/// A dimension whose quantities may be added: pressures may, temperatures may not.
public protocol LinearDimension: Dimension {}

/// A number with a dimension, stored in the coherent SI unit of that dimension.
///
/// Quantities guard the doors of the package: scenarios, commands and reports speak `Quantity`. Numerical
/// kernels take the ``si`` value once and work on `Double`.
public struct Quantity<D: Dimension>: Hashable, Sendable {
  /// The value in the coherent SI unit of `D`.
  public let si: Double

  /// Creates a quantity from its SI value.
  public init(si: Double) { self.si = si }

  /// Creates a quantity from a value in `unit`: `Pressure(3.2, .bar)`.
  public init(_ value: Double, _ unit: Unit<D>) { si = value * unit.scale + unit.offset }

  /// The value in `unit`: `pressure.value(in: .bar)`.
  public func value(in unit: Unit<D>) -> Double { (si - unit.offset) / unit.scale }
}

/// A unit of measurement: SI value = value × `scale` + `offset`.
public struct Unit<D: Dimension>: Hashable, Sendable {
  /// How the unit is written: `"°C"`.
  public let symbol: String
  /// Size of the unit in the coherent SI unit, positive.
  public let scale: Double
  /// SI value of the unit's zero; 0 but for °C.
  public let offset: Double

  /// Creates a unit; `scale` must be positive.
  public init(_ symbol: String, scale: Double = 1, offset: Double = 0) {
    precondition(scale > 0, "a unit has a positive scale")
    self.symbol = symbol
    self.scale = scale
    self.offset = offset
  }
}

extension Quantity: Comparable {
  /// Compares the SI values; undefined numbers are never less.
  public static func < (lhs: Self, rhs: Self) -> Bool { lhs.si < rhs.si }
}

extension Quantity where D: LinearDimension {
  /// No amount at all.
  public static var zero: Self { Self(si: 0) }
  /// The sum.
  public static func + (lhs: Self, rhs: Self) -> Self { Self(si: lhs.si + rhs.si) }
  /// The difference.
  public static func - (lhs: Self, rhs: Self) -> Self { Self(si: lhs.si - rhs.si) }
  /// A multiple.
  public static func * (factor: Double, rhs: Self) -> Self { Self(si: factor * rhs.si) }
  /// The ratio, without dimension.
  public static func / (lhs: Self, rhs: Self) -> Double { lhs.si / rhs.si }
}
