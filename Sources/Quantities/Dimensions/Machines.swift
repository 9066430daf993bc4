// What machines are measured in: flow, power, speed, frequency.

/// The dimension of volume per time.
public enum VolumeFlowDimension: LinearDimension {
  public static let name = "volume flow"
  public static let units: [Unit<Self>] = [.cubicMeterPerSecond, .literPerMinute, .cubicMeterPerHour]
  public static let everydayUnits: [Unit<Self>] = [.literPerMinute, .cubicMeterPerHour, .cubicMeterPerSecond]
}

/// A volume flow, stored in m³/s.
public typealias VolumeFlow = Quantity<VolumeFlowDimension>

extension Unit where D == VolumeFlowDimension {
  /// The SI unit.
  public static let cubicMeterPerSecond = Unit("m³/s")
  /// 1 L/min = 1/60000 m³/s.
  public static let literPerMinute = Unit("L/min", scale: 0.001 / 60)
  /// 1 m³/h = 1/3600 m³/s.
  public static let cubicMeterPerHour = Unit("m³/h", scale: 1.0 / 3600)
}

/// The dimension of mass per time.
public enum MassFlowDimension: LinearDimension {
  public static let name = "mass flow"
  public static let units: [Unit<Self>] = [.kilogramPerSecond, .gramPerSecond, .kilogramPerHour]
  public static let everydayUnits: [Unit<Self>] = [.gramPerSecond, .kilogramPerSecond, .kilogramPerHour]
}

/// A mass flow, stored in kg/s.
public typealias MassFlow = Quantity<MassFlowDimension>

extension Unit where D == MassFlowDimension {
  /// The SI unit.
  public static let kilogramPerSecond = Unit("kg/s")
  /// 1 g/s = 0.001 kg/s.
  public static let gramPerSecond = Unit("g/s", scale: 0.001)
  /// 1 kg/h = 1/3600 kg/s.
  public static let kilogramPerHour = Unit("kg/h", scale: 1.0 / 3600)
}

/// The dimension of power.
public enum PowerDimension: LinearDimension {
  public static let name = "power"
  public static let units: [Unit<Self>] = [.watt, .kilowatt]
}

/// A power, stored in W.
public typealias Power = Quantity<PowerDimension>

extension Unit where D == PowerDimension {
  /// The SI unit.
  public static let watt = Unit("W")
  /// 1 kW = 1000 W.
  public static let kilowatt = Unit("kW", scale: 1000.0)
}

/// The dimension of speed, also of a vibration's.
public enum VelocityDimension: LinearDimension {
  public static let name = "velocity"
  public static let units: [Unit<Self>] = [.meterPerSecond, .millimeterPerSecond]
}

/// A velocity, stored in m/s.
public typealias Velocity = Quantity<VelocityDimension>

extension Unit where D == VelocityDimension {
  /// The SI unit.
  public static let meterPerSecond = Unit("m/s")
  /// 1 mm/s = 0.001 m/s.
  public static let millimeterPerSecond = Unit("mm/s", scale: 0.001)
}

/// The dimension of events per time, revolutions included.
public enum FrequencyDimension: LinearDimension {
  public static let name = "frequency"
  public static let units: [Unit<Self>] = [.hertz, .perMinute]
}

/// A frequency, stored in Hz.
public typealias Frequency = Quantity<FrequencyDimension>

extension Unit where D == FrequencyDimension {
  /// The SI unit.
  public static let hertz = Unit("Hz")
  /// 1 1/min = 1/60 Hz.
  public static let perMinute = Unit("1/min", scale: 1.0 / 60)
}

/// The dimension of heat capacity per volume.
public enum VolumetricHeatCapacityDimension: LinearDimension {
  public static let name = "heat capacity of a volume"
  public static let units: [Unit<Self>] = [.joulePerCubicMeterKelvin, .kilojoulePerCubicMeterKelvin]
  public static let everydayUnits: [Unit<Self>] = [.kilojoulePerCubicMeterKelvin, .joulePerCubicMeterKelvin]
}

/// A heat capacity per volume, stored in J/(m³·K).
public typealias VolumetricHeatCapacity = Quantity<VolumetricHeatCapacityDimension>

extension Unit where D == VolumetricHeatCapacityDimension {
  /// The SI unit.
  public static let joulePerCubicMeterKelvin = Unit("J/(m³·K)")
  /// 1 kJ/(m³ K) = 1000 J/(m³ K).
  public static let kilojoulePerCubicMeterKelvin = Unit("kJ/(m³·K)", scale: 1000.0)
}
