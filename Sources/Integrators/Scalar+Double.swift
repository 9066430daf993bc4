public import RealModule

extension Double: Scalar {
  /// Real cube root, defined for every x.
  @_transparent
  public static func cubeRoot(_ x: Double) -> Double { Double.root(x, 3) }
}
