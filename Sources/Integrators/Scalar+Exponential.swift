/// The exponential functions of the equations, in plain arithmetic: the same bits on every platform, and in the lanes
/// of an ensemble, whose functions carry out the same operations. Neither C libraries nor fused products promise that.
extension Double {
  /// A double with this much added has its nearest integer in its last bits.
  @inlinable
  static var rounder: Double { 0x1.8p52 }

  /// 2ᵏ for the integer that `shifted` = k + ``rounder`` holds, −1022 ≤ k ≤ 1023.
  @inlinable @inline(__always)
  static func powerOfTwo(_ shifted: Double) -> Double {
    Double(bitPattern: (shifted.bitPattern << 52) &+ 0x3FF0_0000_0000_0000)
  }

  /// (eʳ − 1 − r) / r² for |r| ≤ ln 2 / 2, by Taylor's series: its next term is below 1e-17.
  @inlinable @inline(__always)
  static func exponentialRemainder(_ r: Double) -> Double {
    let r2 = r * r
    let r4 = r2 * r2
    let low = (1 / 2.0 + r * (1 / 6.0)) + r2 * (1 / 24.0 + r * (1 / 120.0))
    let middle = (1 / 720.0 + r * (1 / 5040.0)) + r2 * (1 / 40320.0 + r * (1 / 362880.0))
    let high = (1 / 3628800.0 + r * (1 / 39916800.0)) + r2 * (1 / 479001600.0 + r * (1 / 6227020800.0))
    return low + r4 * (middle + r4 * high)
  }

  /// x less the nearest multiple k of ln 2, and k + ``rounder``.
  @inlinable @inline(__always)
  static func reduced(_ x: Double) -> (rest: Double, shifted: Double) {
    let shifted = x * 0x1.71547652b82fep0 + rounder
    let k = shifted - rounder
    // The first part of ln 2 has so few bits that its product with k is exact.
    return ((x - k * 0x1.62e42fefap-1) - k * 0x1.cf79abc9e3b39p-40, shifted)
  }

  /// eˣ, within one unit in the last place.
  @_implements(Scalar,exp(_:))
  @_disfavoredOverload
  @inlinable @inline(__always)
  public static func exponential(_ x: Double) -> Double {
    var bounded = x > 710 ? 710 : x
    bounded = bounded < -746 ? -746 : bounded
    let (r, shifted) = reduced(bounded)
    let value = 1 + (r + r * r * exponentialRemainder(r))
    // In two factors, because 2ᵏ alone may be too large or too small for a double.
    let half = (shifted - rounder) * 0.5 + rounder
    let rest = shifted - (half - rounder)
    return value * powerOfTwo(half) * powerOfTwo(rest)
  }

  /// Natural logarithm, within one unit in the last place; NaN for x < 0.
  ///
  /// - Reference: reduction and coefficients of FDLIBM, `e_log.c` (Sun Microsystems, 1993).
  @_implements(Scalar,log(_:))
  @_disfavoredOverload
  @inlinable @inline(__always)
  public static func naturalLogarithm(_ x: Double) -> Double {
    if x < 0 || x.isNaN { return .nan }
    if x == 0 { return -.infinity }
    if x == .infinity { return x }
    let isSmall = x < 0x1p-1022
    let shifted = (isSmall ? x * 0x1p54 : x).bitPattern &+ (0x3FF0_0000_0000_0000 - 0x3FE6_A09E_0000_0000)
    let m = Double(bitPattern: (shifted & 0x000F_FFFF_FFFF_FFFF) &+ 0x3FE6_A09E_0000_0000)
    let exponent = Double(bitPattern: (shifted >> 52) | 0x4330_0000_0000_0000) - (0x1p52 + 1023)
    let k = exponent - (isSmall ? 54 : 0)
    let f = m - 1
    let half = 0.5 * f * f
    let s = f / (2 + f)
    let z = s * s
    let w = z * z
    let even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
    let oddTail = 2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)
    let odd = z * (6.666666666666735130e-01 + w * oddTail)
    let small = s * (half + (even + odd)) + k * 1.90821492927058770002e-10 - half + f
    return small + k * 6.93147180369123816490e-01
  }

  /// Hyperbolic tangent, from eʸ − 1 with y = 2|x|; within three units in the last place.
  @_implements(Scalar,tanh(_:))
  @_disfavoredOverload
  @inlinable @inline(__always)
  public static func hyperbolicTangent(_ x: Double) -> Double {
    var y = 2 * abs(x)
    y = y > 44 ? 44 : y
    let (r, shifted) = reduced(y)
    let power = powerOfTwo(shifted)
    let excess = power * (r + r * r * exponentialRemainder(r)) + (power - 1)
    let value = excess / (excess + 2)
    return Double(bitPattern: value.bitPattern | (x.bitPattern & 0x8000_0000_0000_0000))
  }
}
