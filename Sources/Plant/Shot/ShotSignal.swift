public import Quantities

/// What was recorded while a shot foamed: values over time, in SI. The raw value is the key in files and reports.
public enum ShotSignal: String, Hashable, Sendable, CaseIterable {
  /// Temperature in the middle of the foam.
  case coreTemperature = "core_temperature"
  /// Temperature at a second place in the foam.
  case secondFoamTemperature = "foam_temperature_2"
  /// Temperature at a third place in the foam.
  case thirdFoamTemperature = "foam_temperature_3"
  case moldTemperature = "mold_temperature"
  case ambientTemperature = "ambient_temperature"
  /// Absolute pressure in the cavity.
  case pressure
  /// Height of the rising foam.
  case riseHeight = "rise_height"
  /// Mass of cup and foam, or of the foam.
  case mass
  case polyolTemperature = "polyol_temperature"
  case isocyanateTemperature = "isocyanate_temperature"
  case polyolPressure = "polyol_pressure"
  case isocyanatePressure = "isocyanate_pressure"
  /// Share of the vents that is open, 0 … 1.
  case ventOpening = "vent_opening"

  public var dimension: any Dimension.Type {
    switch self {
    case .coreTemperature, .secondFoamTemperature, .thirdFoamTemperature, .moldTemperature, .ambientTemperature,
      .polyolTemperature, .isocyanateTemperature:
      TemperatureDimension.self
    case .pressure, .polyolPressure, .isocyanatePressure: PressureDimension.self
    case .riseHeight: LengthDimension.self
    case .mass: MassDimension.self
    case .ventOpening: FractionDimension.self
    }
  }

  /// What can be true [SI]; a value outside is a fault of the log.
  public var range: ClosedRange<Double> {
    switch self {
    case .coreTemperature, .secondFoamTemperature, .thirdFoamTemperature: 223.15...573.15
    case .moldTemperature: 253.15...473.15
    case .ambientTemperature: 233.15...333.15
    case .polyolTemperature, .isocyanateTemperature: 253.15...373.15
    case .pressure: 1e3...1e8
    case .polyolPressure, .isocyanatePressure: 0...5e7
    case .riseHeight: 0...10
    case .mass: 0...1000
    case .ventOpening: 0...1
    }
  }
}

/// The course of one signal during a shot.
public struct ShotSeries: Hashable, Sendable {
  /// Most points of one series; more are a fault of the log.
  public static let pointMaximum = 1_000_000

  public let signal: ShotSignal
  /// Times since the start of the shot [s], rising.
  public let times: [Double]
  /// Values [SI], one for each time.
  public let values: [Double]

  /// `nil` unless times and values are finite, of equal number, and the times rise.
  public init?(signal: ShotSignal, times: [Double], values: [Double]) {
    guard times.count == values.count else { return nil }
    var last = -Double.infinity
    for index in times.indices {
      guard times[index] > last, times[index] < .infinity, values[index].isFinite else { return nil }
      last = times[index]
    }
    self.signal = signal
    self.times = times
    self.values = values
  }
}
