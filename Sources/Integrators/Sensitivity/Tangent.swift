/// A number with its derivative in one direction, over any scalar.
///
/// Over `Double` it carries a first derivative; over ``Dual`` the derivative's own derivatives too, so that the
/// variational equations have an exact Jacobian.
@frozen
public struct Tangent<Base: Scalar>: Scalar {
  public var value: Base
  /// Derivative of ``value`` in the direction.
  public var slope: Base

  @inlinable @inline(__always)
  public init(value: Base, slope: Base) {
    self.value = value
    self.slope = slope
  }

  @inlinable @inline(__always)
  public init(_ value: Double) { self.init(value: Base(value), slope: Base(0)) }
}

extension Tangent {
  @inlinable @inline(__always)
  public static func + (lhs: Self, rhs: Self) -> Self {
    Self(value: lhs.value + rhs.value, slope: lhs.slope + rhs.slope)
  }
  @inlinable @inline(__always)
  public static func - (lhs: Self, rhs: Self) -> Self {
    Self(value: lhs.value - rhs.value, slope: lhs.slope - rhs.slope)
  }
  @inlinable @inline(__always)
  public static func * (lhs: Self, rhs: Self) -> Self {
    Self(value: lhs.value * rhs.value, slope: lhs.value * rhs.slope + rhs.value * lhs.slope)
  }
  @inlinable @inline(__always)
  public static func / (lhs: Self, rhs: Self) -> Self {
    let quotient = lhs.value / rhs.value
    return Self(value: quotient, slope: (lhs.slope - quotient * rhs.slope) / rhs.value)
  }
  @inlinable @inline(__always)
  public static prefix func - (operand: Self) -> Self { Self(value: -operand.value, slope: -operand.slope) }

  @inlinable @inline(__always)
  public static func + (lhs: Double, rhs: Self) -> Self { Self(value: lhs + rhs.value, slope: rhs.slope) }
  @inlinable @inline(__always)
  public static func + (lhs: Self, rhs: Double) -> Self { Self(value: lhs.value + rhs, slope: lhs.slope) }
  @inlinable @inline(__always)
  public static func - (lhs: Double, rhs: Self) -> Self { Self(value: lhs - rhs.value, slope: -rhs.slope) }
  @inlinable @inline(__always)
  public static func - (lhs: Self, rhs: Double) -> Self { Self(value: lhs.value - rhs, slope: lhs.slope) }
  @inlinable @inline(__always)
  public static func * (lhs: Double, rhs: Self) -> Self { Self(value: lhs * rhs.value, slope: lhs * rhs.slope) }
  @inlinable @inline(__always)
  public static func * (lhs: Self, rhs: Double) -> Self { Self(value: lhs.value * rhs, slope: lhs.slope * rhs) }
  @inlinable @inline(__always)
  public static func / (lhs: Double, rhs: Self) -> Self {
    let quotient = lhs / rhs.value
    return Self(value: quotient, slope: -(quotient * rhs.slope) / rhs.value)
  }
  @inlinable @inline(__always)
  public static func / (lhs: Self, rhs: Double) -> Self { Self(value: lhs.value / rhs, slope: lhs.slope / rhs) }

  @inlinable @inline(__always)
  public static func exp(_ x: Self) -> Self {
    let value = Base.exp(x.value)
    return Self(value: value, slope: value * x.slope)
  }
  @inlinable @inline(__always)
  public static func log(_ x: Self) -> Self { Self(value: Base.log(x.value), slope: x.slope / x.value) }
  @inlinable @inline(__always)
  public static func sqrt(_ x: Self) -> Self {
    let value = Base.sqrt(x.value)
    return Self(value: value, slope: 0.5 * x.slope / value)
  }
  @inlinable @inline(__always)
  public static func cubeRoot(_ x: Self) -> Self {
    let value = Base.cubeRoot(x.value)
    return Self(value: value, slope: value * x.slope / (3 * x.value))
  }
  @inlinable @inline(__always)
  public static func tanh(_ x: Self) -> Self {
    let value = Base.tanh(x.value)
    return Self(value: value, slope: (1 - value * value) * x.slope)
  }
}
