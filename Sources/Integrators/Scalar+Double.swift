public import RealModule

extension Double: Scalar {
  /// Real cube root, defined for every x; within 4 units in the last place.
  ///
  /// Works on z = x^(−1/3): a third of the exponent as first guess (within 4 %), then two fourth-order steps and one of
  /// second order. No division, so that several roots overlap; the C library's takes several times as long.
  ///
  /// - Reference: first guess after W. Kahan, *Computing a Real Cube Root* (1991); steps by expanding
  ///   (1 − e)^(−1/3) with e = 1 − x z³.
  @inlinable @inline(__always)
  public static func cubeRoot(_ x: Double) -> Double {
    let a = abs(x)
    // Zero, subnormal, infinite and NaN have no exponent to divide.
    guard a >= 1e-300, a <= 1e300 else { return Double.root(x, 3) }
    var inverse = Double(bitPattern: 0x553E_F0FF_289D_D796 - a.bitPattern / 3)
    for _ in 0..<2 {
      let e = 1 - a * inverse * (inverse * inverse)
      inverse += inverse * e * (1 / 3.0 + e * (2 / 9.0 + e * (14 / 81.0)))
    }
    let root = a * inverse * inverse
    // One Newton step on the root itself removes the round-off of the two products.
    let refined = root - (1 / 3.0) * (root * root * root - a) * (inverse * inverse)
    return x < 0 ? -refined : refined
  }
}
