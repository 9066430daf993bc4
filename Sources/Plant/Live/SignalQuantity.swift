public import Quantities

/// The kind of value a signal has.
public enum SignalType: String, Hashable, Sendable, CaseIterable, Codable {
  case number
  case whole
  case flag
  case text
}

/// What the numbers of a signal measure. The raw value is the word in plant files.
public enum SignalQuantity: String, Hashable, Sendable, CaseIterable {
  case temperature
  /// How much warmer one thing is than another.
  case temperatureDifference = "temperature_difference"
  case pressure
  case volumeFlow = "volume_flow"
  case massFlow = "mass_flow"
  case power
  case velocity
  case length
  case volume
  case mass
  case duration
  case density
  case force
  case frequency
  /// A share of one: an efficiency, an opening, a humidity.
  case fraction

  public var dimension: any Dimension.Type {
    switch self {
    case .temperature: TemperatureDimension.self
    case .temperatureDifference: TemperatureDifferenceDimension.self
    case .pressure: PressureDimension.self
    case .volumeFlow: VolumeFlowDimension.self
    case .massFlow: MassFlowDimension.self
    case .power: PowerDimension.self
    case .velocity: VelocityDimension.self
    case .length: LengthDimension.self
    case .volume: VolumeDimension.self
    case .mass: MassDimension.self
    case .duration: TimeSpanDimension.self
    case .density: DensityDimension.self
    case .force: ForceDimension.self
    case .frequency: FrequencyDimension.self
    case .fraction: FractionDimension.self
    }
  }
}
