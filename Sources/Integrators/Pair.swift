/// Two numbers side by side, for equations that are the same for two things at once.
///
/// Every operation gives in each lane the bits that `Double` gives, in about half the instructions.
@frozen
public struct Pair: Scalar {
  public var lanes: SIMD2<Double>

  @inlinable @inline(__always)
  public init(lanes: SIMD2<Double>) { self.lanes = lanes }

  @inlinable @inline(__always)
  public init(_ first: Double, _ second: Double) { lanes = SIMD2(first, second) }

  @inlinable @inline(__always)
  public init(_ value: Double) { lanes = SIMD2(repeating: value) }

  /// The number in one lane, 0 or 1.
  @inlinable @inline(__always)
  public subscript(lane: Int) -> Double { lanes[lane] }
}

extension Pair {
  @inlinable @inline(__always)
  public static func + (lhs: Pair, rhs: Pair) -> Pair { Pair(lanes: lhs.lanes + rhs.lanes) }
  @inlinable @inline(__always)
  public static func - (lhs: Pair, rhs: Pair) -> Pair { Pair(lanes: lhs.lanes - rhs.lanes) }
  @inlinable @inline(__always)
  public static func * (lhs: Pair, rhs: Pair) -> Pair { Pair(lanes: lhs.lanes * rhs.lanes) }
  @inlinable @inline(__always)
  public static func / (lhs: Pair, rhs: Pair) -> Pair { Pair(lanes: lhs.lanes / rhs.lanes) }
  // SIMD2 subtracts from zero, which loses the sign of zero.
  @inlinable @inline(__always)
  public static prefix func - (operand: Pair) -> Pair { Pair(-operand[0], -operand[1]) }

  @inlinable @inline(__always)
  public static func + (lhs: Double, rhs: Pair) -> Pair { Pair(lhs) + rhs }
  @inlinable @inline(__always)
  public static func + (lhs: Pair, rhs: Double) -> Pair { lhs + Pair(rhs) }
  @inlinable @inline(__always)
  public static func - (lhs: Double, rhs: Pair) -> Pair { Pair(lhs) - rhs }
  @inlinable @inline(__always)
  public static func - (lhs: Pair, rhs: Double) -> Pair { lhs - Pair(rhs) }
  @inlinable @inline(__always)
  public static func * (lhs: Double, rhs: Pair) -> Pair { Pair(lhs) * rhs }
  @inlinable @inline(__always)
  public static func * (lhs: Pair, rhs: Double) -> Pair { lhs * Pair(rhs) }
  @inlinable @inline(__always)
  public static func / (lhs: Double, rhs: Pair) -> Pair { Pair(lhs) / rhs }
  @inlinable @inline(__always)
  public static func / (lhs: Pair, rhs: Double) -> Pair { lhs / Pair(rhs) }

  /// Line by line ``Swift/Double/exponential(_:)``.
  @inlinable @inline(__always)
  public static func exp(_ x: Pair) -> Pair {
    let (rounder, one) = (SIMD2(repeating: Double.rounder), SIMD2(repeating: 1.0))
    var bounded = x.lanes.replacing(with: 710, where: x.lanes .> 710)
    bounded = bounded.replacing(with: -746, where: bounded .< -746)
    let shifted = bounded * SIMD2(repeating: 0x1.71547652b82fep0) + rounder
    let k = shifted - rounder
    let high = bounded - k * SIMD2(repeating: 0x1.62e42fefap-1)
    let r = high - k * SIMD2(repeating: 0x1.cf79abc9e3b39p-40)
    let square = r * r
    let value = one + (r + square * exponentialRemainder(r))
    let half = k * SIMD2(repeating: 0.5) + rounder
    let rest = shifted - (half - rounder)
    return Pair(lanes: value * powerOfTwo(half) * powerOfTwo(rest))
  }

  /// Line by line ``Swift/Double/exponentialRemainder(_:)``.
  @inlinable @inline(__always)
  static func exponentialRemainder(_ r: SIMD2<Double>) -> SIMD2<Double> {
    let r2 = r * r
    let r4 = r2 * r2
    let low = line(1 / 2.0, 1 / 6.0, r) + r2 * line(1 / 24.0, 1 / 120.0, r)
    let middle = line(1 / 720.0, 1 / 5040.0, r) + r2 * line(1 / 40320.0, 1 / 362880.0, r)
    let high = line(1 / 3628800.0, 1 / 39916800.0, r) + r2 * line(1 / 479001600.0, 1 / 6227020800.0, r)
    let rest = middle + r4 * high
    return low + r4 * rest
  }

  /// intercept + slope · x
  @inlinable @inline(__always)
  static func line(_ intercept: Double, _ slope: Double, _ x: SIMD2<Double>) -> SIMD2<Double> {
    SIMD2(repeating: intercept) + x * SIMD2(repeating: slope)
  }

  @inlinable @inline(__always)
  static func powerOfTwo(_ shifted: SIMD2<Double>) -> SIMD2<Double> {
    let bits = SIMD2<UInt64>(shifted[0].bitPattern, shifted[1].bitPattern)
    let power = (bits &<< 52) &+ 0x3FF0_0000_0000_0000
    return SIMD2(Double(bitPattern: power[0]), Double(bitPattern: power[1]))
  }

  @inlinable @inline(__always)
  public static func log(_ x: Pair) -> Pair { Pair(Double.naturalLogarithm(x[0]), Double.naturalLogarithm(x[1])) }
  @inlinable @inline(__always)
  public static func sqrt(_ x: Pair) -> Pair { Pair(lanes: x.lanes.squareRoot()) }
  @inlinable @inline(__always)
  public static func tanh(_ x: Pair) -> Pair { Pair(Double.hyperbolicTangent(x[0]), Double.hyperbolicTangent(x[1])) }

  /// Line by line ``Swift/Double/cubeRoot(_:)`` where both lanes are positive and ordinary, each on its own elsewhere.
  @inlinable @inline(__always)
  public static func cubeRoot(_ x: Pair) -> Pair {
    guard x[0] >= 1e-300, x[1] >= 1e-300, x[0] <= 1e300, x[1] <= 1e300 else {
      return Pair(Double.cubeRoot(x[0]), Double.cubeRoot(x[1]))
    }
    let a = x.lanes
    var inverse = SIMD2(
      Double(bitPattern: 0x553E_F0FF_289D_D796 &- a[0].bitPattern / 3),
      Double(bitPattern: 0x553E_F0FF_289D_D796 &- a[1].bitPattern / 3))
    for _ in 0..<2 {
      let square = inverse * inverse
      let e = SIMD2(repeating: 1.0) - a * inverse * square
      let correction = SIMD2(repeating: 1 / 3.0) + e * line(2 / 9.0, 14 / 81.0, e)
      inverse += inverse * e * correction
    }
    let root = a * inverse * inverse
    let excess = root * root * root - a
    return Pair(lanes: root - SIMD2(repeating: 1 / 3.0) * excess * (inverse * inverse))
  }
}
