internal import RealModule

/// Gas exchange of a slab of closed-cell foam with the air around it, by diffusion through the cell walls.
///
/// The partial pressure of each gas obeys ∂p/∂t = D ∂²p/∂x² on its own. A face is open or sealed; a sealed slab of half
/// the thickness is the same as a whole one open on both sides.
public struct SlabExchange: Hashable, Sendable {
  /// Distance from an open face to the plane without flux: half the thickness of a slab open on both sides [m].
  public let depth: Double

  /// - Parameter depth: positive [m].
  public init(depth: Double) { self.depth = depth }

  /// Time D t/l² below which the two faces do not feel each other: what is left out is smaller than exp(−1/0.03).
  private static let separation = 0.03

  /// Share of the initial difference to the surroundings that is left, averaged over the thickness, 0 … 1.
  ///
  ///     Σ 2/((n + ½)²π²) exp(−(n + ½)²π² D t/l²),  for short times 1 − 2 √(D t/(π l²))
  ///
  /// - Parameters:
  ///   - diffusivity: D in the foam [m²/s], ≥ 0.
  ///   - time: since the faces were opened [s], ≥ 0.
  /// - Reference: J. Crank, *The Mathematics of Diffusion* (2nd ed., 1975), section 4.3.
  public func share(diffusivity: Double, time: Double) -> Double {
    let elapsed = diffusivity * time / (depth * depth)
    guard elapsed > Self.separation else { return 1 - 2 * (elapsed / Double.pi).squareRoot() }
    var sum = 0.0
    // Above the separation the eleventh term is below 1e-16 of the first.
    for n in 0..<11 {
      let wave = (Double(n) + 0.5) * (Double(n) + 0.5) * Double.pi * Double.pi
      sum += 2 / wave * Double.exp(-wave * elapsed)
    }
    return sum
  }
}
