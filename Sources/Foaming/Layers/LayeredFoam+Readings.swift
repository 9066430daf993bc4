extension LayeredFoam {
  /// One layer in plain numbers.
  public struct LayerReading: Hashable, Sendable {
    /// [K]
    public let temperature: Double
    /// Hydroxyl conversion [–].
    public let conversion: Double
    /// Pressure in the cells [Pa].
    public let pressure: Double
    /// v_G and v_L [m³ per kg of layer].
    public let gasVolume, liquidVolume: Double
    /// Foam density of the layer [kg/m³].
    public var density: Double { 1 / (gasVolume + liquidVolume) }
  }

  /// Every layer from the first wall to the second.
  public func readings(_ state: Span<Double>) -> [LayerReading] {
    let pressure = consensus(state).pressure
    return solved.unfolded((0..<solved.count).map { reading(state, layer: $0, commonPressure: pressure) })
  }

  /// Gas volume at which each layer has set, from the first wall to the second [m³ per kg of layer]; `nil` while it
  /// still expands.
  public var lockedGasVolume: [Double?] { solved.unfolded(lockedVolume) }

  /// A layer that is solved for; ``readings(_:)`` costs the same for all of them at once.
  func reading(_ state: Span<Double>, layer: Int, commonPressure: Double) -> LayerReading {
    let local = layerState(state, layer: layer)
    let c = local.composition(coefficients)
    let temperature = c.temperature(enthalpy: local.enthalpy, coefficients)
    let energy = PhysicalConstants.gas * (c.gas * temperature)
    let gasVolume = lockedVolume[layer] ?? energy / commonPressure
    return LayerReading(
      temperature: temperature, conversion: c.gelling / parameters.hydroxyl, pressure: energy / gasVolume,
      gasVolume: gasVolume, liquidVolume: c.liquidVolume)
  }
}
