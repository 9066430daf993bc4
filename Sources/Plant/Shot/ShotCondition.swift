public import Quantities

/// What a shot was made with: one number per shot, in SI. The raw value is the key in files and reports.
public enum ShotCondition: String, Hashable, Sendable, CaseIterable {
  /// Temperature of the polyol component at the mixing head.
  case polyolTemperature = "polyol_temperature"
  /// Temperature of the isocyanate component at the mixing head.
  case isocyanateTemperature = "isocyanate_temperature"
  /// Temperature of the mold wall when the shot starts.
  case moldTemperature = "mold_temperature"
  /// Temperature of the lid or upper half, where it is told apart.
  case lidTemperature = "lid_temperature"
  case ambientTemperature = "ambient_temperature"
  case ambientPressure = "ambient_pressure"
  /// Relative humidity of the ambient air, 0 … 1.
  case relativeHumidity = "relative_humidity"
  case polyolMass = "polyol_mass"
  case isocyanateMass = "isocyanate_mass"
  /// Everything else that was poured.
  case additiveMass = "additive_mass"
  /// The whole shot.
  case shotMass = "shot_mass"
  /// Isocyanate index as a ratio: 1.05, not 105.
  case index
  case mixingTime = "mixing_time"
  /// Quality of mixing as the former logs state it, 0 … 1.
  case mixingEfficiency = "mixing_efficiency"
  /// Time between the end of pouring and the closing of the mold.
  case openTime = "open_time"
  /// Pressure of the polyol before the mixing head.
  case polyolPressure = "polyol_pressure"
  /// Pressure of the isocyanate before the mixing head.
  case isocyanatePressure = "isocyanate_pressure"

  public var dimension: any Dimension.Type {
    switch self {
    case .polyolTemperature, .isocyanateTemperature, .moldTemperature, .lidTemperature, .ambientTemperature:
      TemperatureDimension.self
    case .ambientPressure, .polyolPressure, .isocyanatePressure: PressureDimension.self
    case .relativeHumidity, .index, .mixingEfficiency: FractionDimension.self
    case .polyolMass, .isocyanateMass, .additiveMass, .shotMass: MassDimension.self
    case .mixingTime, .openTime: TimeSpanDimension.self
    }
  }

  /// What can be true [SI]; a value outside is a fault of the log. The ranges are wider than good practice.
  public var range: ClosedRange<Double> {
    switch self {
    case .polyolTemperature, .isocyanateTemperature: 253.15...373.15
    case .moldTemperature, .lidTemperature: 253.15...473.15
    case .ambientTemperature: 233.15...333.15
    case .ambientPressure: 3e4...2e5
    case .relativeHumidity, .mixingEfficiency: 0...1
    case .polyolMass, .isocyanateMass, .shotMass: 1e-4...1000
    case .additiveMass: 0...1000
    case .index: 0.2...5
    case .mixingTime: 0...600
    case .openTime: 0...86_400
    case .polyolPressure, .isocyanatePressure: 0...5e7
    }
  }
}
