/// A number that the right-hand side of a problem is written in.
///
/// Equations are written once, generic over `Scalar`, without branching on the state. They then run with
/// `Double` (one trajectory), with ``Dual`` (exact derivatives), and with any later conformance such as a
/// vector of lanes or a tracer. A conformance must be total: no operation traps, whatever the value.
public protocol Scalar: Sendable {
  /// The constant `value`.
  init(_ value: Double)

  static func + (lhs: Self, rhs: Self) -> Self
  static func - (lhs: Self, rhs: Self) -> Self
  static func * (lhs: Self, rhs: Self) -> Self
  static func / (lhs: Self, rhs: Self) -> Self
  static prefix func - (operand: Self) -> Self

  static func + (lhs: Double, rhs: Self) -> Self
  static func + (lhs: Self, rhs: Double) -> Self
  static func - (lhs: Double, rhs: Self) -> Self
  static func - (lhs: Self, rhs: Double) -> Self
  static func * (lhs: Double, rhs: Self) -> Self
  static func * (lhs: Self, rhs: Double) -> Self
  static func / (lhs: Double, rhs: Self) -> Self
  static func / (lhs: Self, rhs: Double) -> Self

  /// eˣ.
  static func exp(_ x: Self) -> Self
  /// Natural logarithm; NaN for x < 0.
  static func log(_ x: Self) -> Self
  /// Square root; NaN for x < 0.
  static func sqrt(_ x: Self) -> Self
  /// Real cube root, defined for every x.
  static func cubeRoot(_ x: Self) -> Self
  /// Hyperbolic tangent.
  static func tanh(_ x: Self) -> Self
}
