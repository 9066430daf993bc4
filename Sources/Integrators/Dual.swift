/// A number with its first derivatives in up to eight directions.
///
/// Arithmetic on `Dual` differentiates exactly (forward mode): seed direction `i` of variable `i` with one,
/// evaluate, and read ∂f/∂xᵢ from ``partials``. No step size, no truncation error.
///
/// - Reference: A. Griewank, A. Walther, *Evaluating Derivatives* (2nd ed., 2008), chapter 3.
@frozen
public struct Dual: Scalar {
  /// Number of directions carried at once.
  public static let directions = 8

  public var value: Double
  /// Derivatives of ``value`` in each direction.
  public var partials: SIMD8<Double>

  @inlinable @inline(__always)
  public init(value: Double, partials: SIMD8<Double>) {
    self.value = value
    self.partials = partials
  }

  @inlinable @inline(__always)
  public init(_ value: Double) { self.init(value: value, partials: .zero) }

  /// The independent variable with value `value` and unit derivative in `direction` (0 … 7).
  @inlinable @inline(__always)
  public init(variable value: Double, direction: Int) {
    var partials = SIMD8<Double>.zero
    partials[direction] = 1
    self.init(value: value, partials: partials)
  }
}

extension Dual {
  /// f(self), given the value f and the derivative f′ there.
  @inlinable @inline(__always)
  func chained(value: Double, slope: Double) -> Dual { Dual(value: value, partials: slope * partials) }

  @inlinable @inline(__always)
  public static func + (lhs: Dual, rhs: Dual) -> Dual {
    Dual(value: lhs.value + rhs.value, partials: lhs.partials + rhs.partials)
  }
  @inlinable @inline(__always)
  public static func - (lhs: Dual, rhs: Dual) -> Dual {
    Dual(value: lhs.value - rhs.value, partials: lhs.partials - rhs.partials)
  }
  @inlinable @inline(__always)
  public static func * (lhs: Dual, rhs: Dual) -> Dual {
    Dual(value: lhs.value * rhs.value, partials: lhs.value * rhs.partials + rhs.value * lhs.partials)
  }
  @inlinable @inline(__always)
  public static func / (lhs: Dual, rhs: Dual) -> Dual {
    let inverse = 1 / rhs.value
    let quotient = lhs.value * inverse
    return Dual(value: quotient, partials: inverse * (lhs.partials - quotient * rhs.partials))
  }
  @inlinable @inline(__always)
  public static prefix func - (operand: Dual) -> Dual { operand.chained(value: -operand.value, slope: -1) }

  @inlinable @inline(__always)
  public static func + (lhs: Double, rhs: Dual) -> Dual { Dual(value: lhs + rhs.value, partials: rhs.partials) }
  @inlinable @inline(__always)
  public static func + (lhs: Dual, rhs: Double) -> Dual { Dual(value: lhs.value + rhs, partials: lhs.partials) }
  @inlinable @inline(__always)
  public static func - (lhs: Double, rhs: Dual) -> Dual { rhs.chained(value: lhs - rhs.value, slope: -1) }
  @inlinable @inline(__always)
  public static func - (lhs: Dual, rhs: Double) -> Dual { Dual(value: lhs.value - rhs, partials: lhs.partials) }
  @inlinable @inline(__always)
  public static func * (lhs: Double, rhs: Dual) -> Dual { rhs.chained(value: lhs * rhs.value, slope: lhs) }
  @inlinable @inline(__always)
  public static func * (lhs: Dual, rhs: Double) -> Dual { lhs.chained(value: lhs.value * rhs, slope: rhs) }
  @inlinable @inline(__always)
  public static func / (lhs: Double, rhs: Dual) -> Dual {
    let quotient = lhs / rhs.value
    return rhs.chained(value: quotient, slope: -quotient / rhs.value)
  }
  @inlinable @inline(__always)
  public static func / (lhs: Dual, rhs: Double) -> Dual { lhs * (1 / rhs) }

  @inlinable @inline(__always)
  public static func exp(_ x: Dual) -> Dual {
    let value = Double.exponential(x.value)
    return x.chained(value: value, slope: value)
  }
  @inlinable @inline(__always)
  public static func log(_ x: Dual) -> Dual { x.chained(value: Double.naturalLogarithm(x.value), slope: 1 / x.value) }
  @inlinable @inline(__always)
  public static func sqrt(_ x: Dual) -> Dual {
    let value = x.value.squareRoot()
    return x.chained(value: value, slope: 0.5 / value)
  }
  @inlinable @inline(__always)
  public static func cubeRoot(_ x: Dual) -> Dual {
    let value = Double.cubeRoot(x.value)
    return x.chained(value: value, slope: value / (3 * x.value))
  }
  @inlinable @inline(__always)
  public static func tanh(_ x: Dual) -> Dual {
    let value = Double.hyperbolicTangent(x.value)
    return x.chained(value: value, slope: 1 - value * value)
  }
}
