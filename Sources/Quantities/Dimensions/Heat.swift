// Temperatures, and heat moved or stored.

/// The dimension of temperature.
public enum TemperatureDimension: Dimension {
  public static let name = "temperature"
  public static let units: [Unit<Self>] = [.kelvin, .celsius]
  public static let everydayUnits: [Unit<Self>] = [.celsius, .kelvin]
}

/// An absolute temperature, stored in K; differences are ``TemperatureDifference``.
public typealias Temperature = Quantity<TemperatureDimension>

extension Unit where D == TemperatureDimension {
  /// The SI unit.
  public static let kelvin = Unit("K")
  /// 0 °C = 273.15 K.
  public static let celsius = Unit("°C", offset: 273.15)
}

/// The dimension of temperature difference.
public enum TemperatureDifferenceDimension: LinearDimension {
  public static let name = "temperature difference"
  public static let units: [Unit<Self>] = [.kelvinStep]
}

/// A temperature difference, stored in K; a degree Celsius is no unit here, so 20 °C is never read as 20 K.
public typealias TemperatureDifference = Quantity<TemperatureDifferenceDimension>

extension Unit where D == TemperatureDifferenceDimension {
  /// The SI unit.
  public static let kelvinStep = Unit("K")
}

/// The dimension of specific heat.
public enum SpecificHeatDimension: LinearDimension {
  public static let name = "specific heat"
  public static let units: [Unit<Self>] = [.joulePerKilogramKelvin, .kilojoulePerKilogramKelvin]
}

/// A specific heat, stored in J/(kg·K).
public typealias SpecificHeat = Quantity<SpecificHeatDimension>

extension Unit where D == SpecificHeatDimension {
  /// The SI unit.
  public static let joulePerKilogramKelvin = Unit("J/(kg·K)")
  /// 1 kJ/(kg·K) = 1000 J/(kg·K).
  public static let kilojoulePerKilogramKelvin = Unit("kJ/(kg·K)", scale: 1000.0)
}

/// The dimension of specific energy.
public enum SpecificEnergyDimension: LinearDimension {
  public static let name = "specific energy"
  public static let units: [Unit<Self>] = [.joulePerKilogram, .kilojoulePerKilogram]
  public static let everydayUnits: [Unit<Self>] = [.kilojoulePerKilogram, .joulePerKilogram]
}

/// A specific energy, stored in J/kg.
public typealias SpecificEnergy = Quantity<SpecificEnergyDimension>

extension Unit where D == SpecificEnergyDimension {
  /// The SI unit.
  public static let joulePerKilogram = Unit("J/kg")
  /// 1 kJ/kg = 1000 J/kg.
  public static let kilojoulePerKilogram = Unit("kJ/kg", scale: 1000.0)
}

/// The dimension of thermal conductivity.
public enum ConductivityDimension: LinearDimension {
  public static let name = "thermal conductivity"
  public static let units: [Unit<Self>] = [.wattPerMeterKelvin, .milliwattPerMeterKelvin]
}

/// A thermal conductivity, stored in W/(m·K).
public typealias Conductivity = Quantity<ConductivityDimension>

extension Unit where D == ConductivityDimension {
  /// The SI unit.
  public static let wattPerMeterKelvin = Unit("W/(m·K)")
  /// 1 mW/(m·K) = 0.001 W/(m·K).
  public static let milliwattPerMeterKelvin = Unit("mW/(m·K)", scale: 0.001)
}

/// The dimension of heat transfer coefficient.
public enum HeatTransferCoefficientDimension: LinearDimension {
  public static let name = "heat transfer coefficient"
  public static let units: [Unit<Self>] = [.wattPerSquareMeterKelvin]
}

/// A heat transfer coefficient, stored in W/(m²·K).
public typealias HeatTransferCoefficient = Quantity<HeatTransferCoefficientDimension>

extension Unit where D == HeatTransferCoefficientDimension {
  /// The SI unit.
  public static let wattPerSquareMeterKelvin = Unit("W/(m²·K)")
}

/// The dimension of thermal conductance.
public enum ThermalConductanceDimension: LinearDimension {
  public static let name = "thermal conductance"
  public static let units: [Unit<Self>] = [.wattPerKelvin]
}

/// A thermal conductance, stored in W/K.
public typealias ThermalConductance = Quantity<ThermalConductanceDimension>

extension Unit where D == ThermalConductanceDimension {
  /// The SI unit.
  public static let wattPerKelvin = Unit("W/K")
}

/// The dimension of thermal conductance per mass.
public enum SpecificConductanceDimension: LinearDimension {
  public static let name = "thermal conductance per mass"
  public static let units: [Unit<Self>] = [.wattPerKilogramKelvin]
}

/// A thermal conductance per mass, stored in W/(kg·K).
public typealias SpecificConductance = Quantity<SpecificConductanceDimension>

extension Unit where D == SpecificConductanceDimension {
  /// The SI unit.
  public static let wattPerKilogramKelvin = Unit("W/(kg·K)")
}
