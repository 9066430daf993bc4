/// Numbers side by side, for equations that are the same for several things at once.
///
/// Every operation gives in each lane the bits that `Double` gives, in a fraction of the instructions. Equations
/// that have to be quick are specialized for the vector.
@frozen
public struct Lanes<Vector: SIMD & Sendable>: Scalar where Vector.Scalar == Double, Vector.MaskStorage: Sendable {
  public var lanes: Vector

  @inlinable @inline(__always)
  public init(lanes: Vector) { self.lanes = lanes }

  @inlinable @inline(__always)
  public init(_ value: Double) { lanes = Vector(repeating: value) }

  /// The number in one lane.
  @inlinable @inline(__always)
  public subscript(lane: Int) -> Double { lanes[lane] }

  /// |x| in each lane.
  @inlinable @inline(__always)
  var magnitude: Lanes { Lanes(lanes: pointwiseMax(lanes, -lanes)) }

  /// Each lane on its own.
  @inlinable @inline(__always)
  func map(_ transform: (Double) -> Double) -> Lanes {
    var result = lanes
    for i in 0..<Vector.scalarCount { result[i] = transform(lanes[i]) }
    return Lanes(lanes: result)
  }
}

/// Two numbers side by side.
public typealias Pair = Lanes<SIMD2<Double>>
/// Four numbers side by side.
public typealias Quad = Lanes<SIMD4<Double>>
/// Eight numbers side by side.
package typealias Octet = Lanes<SIMD8<Double>>

extension Lanes where Vector == SIMD2<Double> {
  @inlinable @inline(__always)
  public init(_ first: Double, _ second: Double) { lanes = SIMD2(first, second) }
}

extension Lanes where Vector == SIMD4<Double> {
  @inlinable @inline(__always)
  public init(_ first: Double, _ second: Double, _ third: Double, _ fourth: Double) {
    lanes = SIMD4(first, second, third, fourth)
  }

  /// The sum of all lanes.
  @inlinable @inline(__always)
  public var sum: Double {
    let halves = lanes.lowHalf + lanes.highHalf
    return halves[0] + halves[1]
  }
}

extension Lanes where Vector == SIMD8<Double> {
  @inlinable @inline(__always)
  package init(_ first: Quad, _ second: Quad) { lanes = SIMD8(lowHalf: first.lanes, highHalf: second.lanes) }
}

extension Lanes {
  @inlinable @inline(__always)
  public static func + (lhs: Lanes, rhs: Lanes) -> Lanes { Lanes(lanes: lhs.lanes + rhs.lanes) }
  @inlinable @inline(__always)
  public static func - (lhs: Lanes, rhs: Lanes) -> Lanes { Lanes(lanes: lhs.lanes - rhs.lanes) }
  @inlinable @inline(__always)
  public static func * (lhs: Lanes, rhs: Lanes) -> Lanes { Lanes(lanes: lhs.lanes * rhs.lanes) }
  @inlinable @inline(__always)
  public static func / (lhs: Lanes, rhs: Lanes) -> Lanes { Lanes(lanes: lhs.lanes / rhs.lanes) }
  // SIMD subtracts from zero, which loses the sign of zero.
  @inlinable @inline(__always)
  public static prefix func - (operand: Lanes) -> Lanes { operand.map { -$0 } }

  @inlinable @inline(__always)
  public static func + (lhs: Double, rhs: Lanes) -> Lanes { Lanes(lhs) + rhs }
  @inlinable @inline(__always)
  public static func + (lhs: Lanes, rhs: Double) -> Lanes { lhs + Lanes(rhs) }
  @inlinable @inline(__always)
  public static func - (lhs: Double, rhs: Lanes) -> Lanes { Lanes(lhs) - rhs }
  @inlinable @inline(__always)
  public static func - (lhs: Lanes, rhs: Double) -> Lanes { lhs - Lanes(rhs) }
  @inlinable @inline(__always)
  public static func * (lhs: Double, rhs: Lanes) -> Lanes { Lanes(lhs) * rhs }
  @inlinable @inline(__always)
  public static func * (lhs: Lanes, rhs: Double) -> Lanes { lhs * Lanes(rhs) }
  @inlinable @inline(__always)
  public static func / (lhs: Double, rhs: Lanes) -> Lanes { Lanes(lhs) / rhs }
  @inlinable @inline(__always)
  public static func / (lhs: Lanes, rhs: Double) -> Lanes { lhs / Lanes(rhs) }

  /// Line by line ``Swift/Double/exponential(_:)``.
  // Not inlined, nor is the cube root: equations that hold many of them would not fit the instruction cache.
  @inlinable @inline(never)
  public static func exp(_ x: Lanes) -> Lanes {
    let (rounder, one) = (Vector(repeating: Double.rounder), Vector(repeating: 1.0))
    var bounded = x.lanes.replacing(with: 710, where: x.lanes .> 710)
    bounded = bounded.replacing(with: -746, where: bounded .< -746)
    let shifted = bounded * Vector(repeating: 0x1.71547652b82fep0) + rounder
    let k = shifted - rounder
    let high = bounded - k * Vector(repeating: 0x1.62e42fefap-1)
    let r = high - k * Vector(repeating: 0x1.cf79abc9e3b39p-40)
    let square = r * r
    let value = one + (r + square * exponentialRemainder(r))
    let half = k * Vector(repeating: 0.5) + rounder
    let rest = shifted - (half - rounder)
    return Lanes(lanes: value * powerOfTwo(half) * powerOfTwo(rest))
  }

  /// Line by line ``Swift/Double/exponentialRemainder(_:)``.
  @inlinable @inline(__always)
  static func exponentialRemainder(_ r: Vector) -> Vector {
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
  static func line(_ intercept: Double, _ slope: Double, _ x: Vector) -> Vector {
    Vector(repeating: intercept) + x * Vector(repeating: slope)
  }

  @inlinable @inline(__always)
  static func powerOfTwo(_ shifted: Vector) -> Vector {
    var power = shifted
    for i in 0..<Vector.scalarCount { power[i] = Double.powerOfTwo(shifted[i]) }
    return power
  }

  @inlinable @inline(__always)
  public static func log(_ x: Lanes) -> Lanes { x.map { Double.naturalLogarithm($0) } }
  @inlinable @inline(__always)
  public static func sqrt(_ x: Lanes) -> Lanes { Lanes(lanes: x.lanes.squareRoot()) }
  @inlinable @inline(__always)
  public static func tanh(_ x: Lanes) -> Lanes { x.map { Double.hyperbolicTangent($0) } }

  /// Line by line ``Swift/Double/cubeRoot(_:)`` where all lanes are positive and ordinary, each on its own elsewhere.
  @inlinable @inline(never)
  public static func cubeRoot(_ x: Lanes) -> Lanes {
    let a = x.lanes
    var inverse = a
    var areOrdinary = true
    for i in 0..<Vector.scalarCount {
      areOrdinary = areOrdinary && a[i] >= 1e-300 && a[i] <= 1e300
      inverse[i] = Double(bitPattern: 0x553E_F0FF_289D_D796 &- a[i].bitPattern / 3)
    }
    guard areOrdinary else { return x.map { Double.cubeRoot($0) } }
    for _ in 0..<2 {
      let square = inverse * inverse
      let e = Vector(repeating: 1.0) - a * inverse * square
      let correction = Vector(repeating: 1 / 3.0) + e * line(2 / 9.0, 14 / 81.0, e)
      inverse += inverse * e * correction
    }
    let root = a * inverse * inverse
    let excess = root * root * root - a
    return Lanes(lanes: root - Vector(repeating: 1 / 3.0) * excess * (inverse * inverse))
  }
}
