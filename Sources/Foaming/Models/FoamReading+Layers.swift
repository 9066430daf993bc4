extension FoamReading {
  /// One layer of the foam.
  public struct Layer: Hashable, Sendable {
    /// Mass as a share of the shot.
    public let share: Double
    /// [K]
    public let temperature: Double
    /// Hydroxyl conversion [–].
    public let conversion: Double
    /// Foam density [kg/m³].
    public let density: Double
    /// Pressure in the cells, absolute [Pa].
    public let pressure: Double

    /// The mean of two layers, which is what stands between them.
    fileprivate init(between a: Layer, _ b: Layer) {
      share = a.share
      temperature = 0.5 * (a.temperature + b.temperature)
      conversion = 0.5 * (a.conversion + b.conversion)
      density = 2 / (1 / a.density + 1 / b.density)
      pressure = 0.5 * (a.pressure + b.pressure)
    }

    init(share: Double, _ layer: LayeredFoam.LayerReading) {
      self.share = share
      temperature = layer.temperature
      conversion = layer.conversion
      density = layer.density
      pressure = layer.pressure
    }
  }

  /// The middle of the foam by mass: a layer, or between two; `nil` in zero dimensions.
  public var core: Layer? {
    guard !layers.isEmpty else { return nil }
    let half = layers.count / 2
    return layers.count % 2 == 1 ? layers[half] : Layer(between: layers[half - 1], layers[half])
  }

  /// The layers at the two walls; `nil` in zero dimensions.
  public var skins: (first: Layer, second: Layer)? {
    guard let first = layers.first, let last = layers.last else { return nil }
    return (first, last)
  }

  /// Temperature in the core [K]; without layers that of the foam.
  public var coreTemperature: Double { core?.temperature ?? temperature }

  /// Hydroxyl conversion of the layers that lag and lead [–]; without layers that of the foam.
  public var leastConversion: Double { layers.lazy.map(\.conversion).min() ?? hydroxylConversion }
  public var greatestConversion: Double { layers.lazy.map(\.conversion).max() ?? hydroxylConversion }

  /// Hydroxyl conversion of the skin that lags [–]; without layers that of the foam.
  public var skinConversion: Double {
    skins.map { min($0.first.conversion, $0.second.conversion) } ?? hydroxylConversion
  }

  /// Hottest less coldest layer [K]; 0 in zero dimensions.
  public var temperatureSpread: Double {
    let temperatures = layers.lazy.map(\.temperature)
    return (temperatures.max() ?? 0) - (temperatures.min() ?? 0)
  }
}

extension FoamReading.Layer {
  /// Thickness as a share of the foam's; `volume` is that of the foam [m³/kg].
  func thicknessShare(of volume: Double) -> Double { share / (density * volume) }
}
