internal import Integrators

/// Heat conducted through layers of finite thickness, whose temperatures stand for their middles.
///
/// Second order in the thickness: between neighbors and at a wall, what separates the middles is half a layer each, so
/// that no temperature of a surface has to be guessed.
enum Conduction {
  /// q between the middles of neighboring layers [W/m²]:
  ///
  ///     q = (T − T′) / (r + r′),   r = d/2k
  ///
  /// - Parameters:
  ///   - resistance, nextResistance: of half of each layer [K·m²/W].
  @inline(__always)
  static func flux<S: Scalar>(
    from temperature: S, _ resistance: S, to nextTemperature: S, _ nextResistance: S
  ) -> S {
    (temperature - nextTemperature) / (resistance + nextResistance)
  }

  /// q from the middle of an outer layer to the wall [W/m²]:
  ///
  ///     q = (T − T_w) / (1/h + r),   zero for h = 0
  ///
  /// - Parameters:
  ///   - resistance: of half of the layer [K·m²/W].
  ///   - film: h [W/(m²·K)].
  @inline(__always)
  static func wallFlux<S: Scalar>(from temperature: S, _ resistance: S, to wall: S, film: Double) -> S {
    guard film > 0 else { return S(0) }
    return (temperature - wall) / (1 / film + resistance)
  }
}
