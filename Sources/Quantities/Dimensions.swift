// The dimensions of the package, one block each: the phantom type, its quantity, its units.

/// The dimension of temperature.
public enum TemperatureDimension: Dimension {
  public static let name = "temperature"
  public static let units: [Unit<Self>] = [.kelvin, .celsius]
}

/// A temperature, stored in K.
public typealias Temperature = Quantity<TemperatureDimension>

extension Unit where D == TemperatureDimension {
  public static let kelvin = Unit("K")
  public static let celsius = Unit("°C", offset: 273.15)
}

/// The dimension of pressure.
public enum PressureDimension: LinearDimension {
  public static let name = "pressure"
  public static let units: [Unit<Self>] = [.pascal, .kilopascal, .megapascal, .bar, .millibar]
}

/// A pressure, stored in Pa.
public typealias Pressure = Quantity<PressureDimension>

extension Unit where D == PressureDimension {
  public static let pascal = Unit("Pa")
  public static let kilopascal = Unit("kPa", scale: 1000.0)
  public static let megapascal = Unit("MPa", scale: 1000000.0)
  public static let bar = Unit("bar", scale: 100000.0)
  public static let millibar = Unit("mbar", scale: 100)
}

/// The dimension of mass.
public enum MassDimension: LinearDimension {
  public static let name = "mass"
  public static let units: [Unit<Self>] = [.kilogram, .gram, .tonne]
}

/// A mass, stored in kg.
public typealias Mass = Quantity<MassDimension>

extension Unit where D == MassDimension {
  public static let kilogram = Unit("kg")
  public static let gram = Unit("g", scale: 0.001)
  public static let tonne = Unit("t", scale: 1000.0)
}

/// The dimension of length.
public enum LengthDimension: LinearDimension {
  public static let name = "length"
  public static let units: [Unit<Self>] = [.meter, .millimeter, .centimeter, .micrometer]
}

/// A length, stored in m.
public typealias Length = Quantity<LengthDimension>

extension Unit where D == LengthDimension {
  public static let meter = Unit("m")
  public static let millimeter = Unit("mm", scale: 0.001)
  public static let centimeter = Unit("cm", scale: 0.01)
  public static let micrometer = Unit("µm", scale: 1e-06)
}

/// The dimension of area.
public enum AreaDimension: LinearDimension {
  public static let name = "area"
  public static let units: [Unit<Self>] = [.squareMeter, .squareMillimeter, .squareCentimeter]
}

/// A area, stored in m².
public typealias Area = Quantity<AreaDimension>

extension Unit where D == AreaDimension {
  public static let squareMeter = Unit("m²")
  public static let squareMillimeter = Unit("mm²", scale: 1e-06)
  public static let squareCentimeter = Unit("cm²", scale: 0.0001)
}

/// The dimension of volume.
public enum VolumeDimension: LinearDimension {
  public static let name = "volume"
  public static let units: [Unit<Self>] = [.cubicMeter, .liter, .cubicCentimeter]
}

/// A volume, stored in m³.
public typealias Volume = Quantity<VolumeDimension>

extension Unit where D == VolumeDimension {
  public static let cubicMeter = Unit("m³")
  public static let liter = Unit("L", scale: 0.001)
  public static let cubicCentimeter = Unit("cm³", scale: 1e-06)
}

/// The dimension of duration.
public enum TimeSpanDimension: LinearDimension {
  public static let name = "duration"
  public static let units: [Unit<Self>] = [.second, .minute, .hour]
}

/// A duration, stored in s.
public typealias TimeSpan = Quantity<TimeSpanDimension>

extension Unit where D == TimeSpanDimension {
  public static let second = Unit("s")
  public static let minute = Unit("min", scale: 60)
  public static let hour = Unit("h", scale: 3600)
}

/// The dimension of density.
public enum DensityDimension: LinearDimension {
  public static let name = "density"
  public static let units: [Unit<Self>] = [.kilogramPerCubicMeter, .gramPerCubicCentimeter, .gramPerLiter]
}

/// A density, stored in kg/m³.
public typealias Density = Quantity<DensityDimension>

extension Unit where D == DensityDimension {
  public static let kilogramPerCubicMeter = Unit("kg/m³")
  public static let gramPerCubicCentimeter = Unit("g/cm³", scale: 1000.0)
  public static let gramPerLiter = Unit("g/L")
}

/// The dimension of force.
public enum ForceDimension: LinearDimension {
  public static let name = "force"
  public static let units: [Unit<Self>] = [.newton, .kilonewton]
}

/// A force, stored in N.
public typealias Force = Quantity<ForceDimension>

extension Unit where D == ForceDimension {
  public static let newton = Unit("N")
  public static let kilonewton = Unit("kN", scale: 1000.0)
}

/// The dimension of fraction.
public enum FractionDimension: LinearDimension {
  public static let name = "fraction"
  public static let units: [Unit<Self>] = [.one, .percent]
}

/// A fraction, stored in parts of one.
public typealias Fraction = Quantity<FractionDimension>

extension Unit where D == FractionDimension {
  public static let one = Unit("")
  public static let percent = Unit("%", scale: 0.01)
}

/// The dimension of heat transfer coefficient.
public enum HeatTransferCoefficientDimension: LinearDimension {
  public static let name = "heat transfer coefficient"
  public static let units: [Unit<Self>] = [.wattPerSquareMeterKelvin]
}

/// A heat transfer coefficient, stored in W/(m²·K).
public typealias HeatTransferCoefficient = Quantity<HeatTransferCoefficientDimension>

extension Unit where D == HeatTransferCoefficientDimension {
  public static let wattPerSquareMeterKelvin = Unit("W/(m²·K)")
}

/// The dimension of thermal conductivity.
public enum ConductivityDimension: LinearDimension {
  public static let name = "thermal conductivity"
  public static let units: [Unit<Self>] = [.wattPerMeterKelvin, .milliwattPerMeterKelvin]
}

/// A thermal conductivity, stored in W/(m·K).
public typealias Conductivity = Quantity<ConductivityDimension>

extension Unit where D == ConductivityDimension {
  public static let wattPerMeterKelvin = Unit("W/(m·K)")
  public static let milliwattPerMeterKelvin = Unit("mW/(m·K)", scale: 0.001)
}

/// The dimension of specific heat.
public enum SpecificHeatDimension: LinearDimension {
  public static let name = "specific heat"
  public static let units: [Unit<Self>] = [.joulePerKilogramKelvin, .kilojoulePerKilogramKelvin]
}

/// A specific heat, stored in J/(kg·K).
public typealias SpecificHeat = Quantity<SpecificHeatDimension>

extension Unit where D == SpecificHeatDimension {
  public static let joulePerKilogramKelvin = Unit("J/(kg·K)")
  public static let kilojoulePerKilogramKelvin = Unit("kJ/(kg·K)", scale: 1000.0)
}

/// The dimension of specific energy.
public enum SpecificEnergyDimension: LinearDimension {
  public static let name = "specific energy"
  public static let units: [Unit<Self>] = [.joulePerKilogram, .kilojoulePerKilogram]
}

/// A specific energy, stored in J/kg.
public typealias SpecificEnergy = Quantity<SpecificEnergyDimension>

extension Unit where D == SpecificEnergyDimension {
  public static let joulePerKilogram = Unit("J/kg")
  public static let kilojoulePerKilogram = Unit("kJ/kg", scale: 1000.0)
}

/// The dimension of molar energy.
public enum MolarEnergyDimension: LinearDimension {
  public static let name = "molar energy"
  public static let units: [Unit<Self>] = [.joulePerMole, .kilojoulePerMole]
}

/// A molar energy, stored in J/mol.
public typealias MolarEnergy = Quantity<MolarEnergyDimension>

extension Unit where D == MolarEnergyDimension {
  public static let joulePerMole = Unit("J/mol")
  public static let kilojoulePerMole = Unit("kJ/mol", scale: 1000.0)
}

/// The dimension of molar mass.
public enum MolarMassDimension: LinearDimension {
  public static let name = "molar mass"
  public static let units: [Unit<Self>] = [.kilogramPerMole, .gramPerMole]
}

/// A molar mass, stored in kg/mol.
public typealias MolarMass = Quantity<MolarMassDimension>

extension Unit where D == MolarMassDimension {
  public static let kilogramPerMole = Unit("kg/mol")
  public static let gramPerMole = Unit("g/mol", scale: 0.001)
}

/// The dimension of amount per mass.
public enum AmountPerMassDimension: LinearDimension {
  public static let name = "amount per mass"
  public static let units: [Unit<Self>] = [.molePerKilogram]
}

/// A amount per mass, stored in mol/kg.
public typealias AmountPerMass = Quantity<AmountPerMassDimension>

extension Unit where D == AmountPerMassDimension {
  public static let molePerKilogram = Unit("mol/kg")
}

/// The dimension of hydroxyl number.
public enum HydroxylNumberDimension: LinearDimension {
  public static let name = "hydroxyl number"
  public static let units: [Unit<Self>] = [.milligramPerGram]
}

/// A hydroxyl number, stored in mgKOH/g.
public typealias HydroxylNumber = Quantity<HydroxylNumberDimension>

extension Unit where D == HydroxylNumberDimension {
  public static let milligramPerGram = Unit("mgKOH/g")
}

/// The dimension of viscosity.
public enum ViscosityDimension: LinearDimension {
  public static let name = "viscosity"
  public static let units: [Unit<Self>] = [.pascalSecond, .millipascalSecond]
}

/// A viscosity, stored in Pa·s.
public typealias Viscosity = Quantity<ViscosityDimension>

extension Unit where D == ViscosityDimension {
  public static let pascalSecond = Unit("Pa·s")
  public static let millipascalSecond = Unit("mPa·s", scale: 0.001)
}

/// The dimension of second-order rate constant.
public enum RateConstantDimension: LinearDimension {
  public static let name = "second-order rate constant"
  public static let units: [Unit<Self>] = [.cubicMeterPerMoleSecond, .literPerMoleSecond]
}

/// A second-order rate constant, stored in m³/(mol·s).
public typealias RateConstant = Quantity<RateConstantDimension>

extension Unit where D == RateConstantDimension {
  public static let cubicMeterPerMoleSecond = Unit("m³/(mol·s)")
  public static let literPerMoleSecond = Unit("L/(mol·s)", scale: 0.001)
}

/// The dimension of diffusivity.
public enum DiffusivityDimension: LinearDimension {
  public static let name = "diffusivity"
  public static let units: [Unit<Self>] = [.squareMeterPerSecond]
}

/// A diffusivity, stored in m²/s.
public typealias Diffusivity = Quantity<DiffusivityDimension>

extension Unit where D == DiffusivityDimension {
  public static let squareMeterPerSecond = Unit("m²/s")
}

/// The dimension of gas solubility.
public enum GasSolubilityDimension: LinearDimension {
  public static let name = "gas solubility"
  public static let units: [Unit<Self>] = [.molePerCubicMeterPascal]
}

/// A gas solubility, stored in mol/(m³·Pa).
public typealias GasSolubility = Quantity<GasSolubilityDimension>

extension Unit where D == GasSolubilityDimension {
  public static let molePerCubicMeterPascal = Unit("mol/(m³·Pa)")
}

/// The dimension of number per mass.
public enum NumberPerMassDimension: LinearDimension {
  public static let name = "number per mass"
  public static let units: [Unit<Self>] = [.perKilogram]
}

/// A number per mass, stored in 1/kg.
public typealias NumberPerMass = Quantity<NumberPerMassDimension>

extension Unit where D == NumberPerMassDimension {
  public static let perKilogram = Unit("1/kg")
}

/// The dimension of hardness.
public enum HardnessDimension: LinearDimension {
  public static let name = "hardness"
  public static let units: [Unit<Self>] = [.shore]
}

/// A hardness, stored in Shore.
public typealias Hardness = Quantity<HardnessDimension>

extension Unit where D == HardnessDimension {
  public static let shore = Unit("Shore")
}

/// The dimension of temperature difference.
public enum TemperatureDifferenceDimension: LinearDimension {
  public static let name = "temperature difference"
  public static let units: [Unit<Self>] = [.kelvinStep]
}

/// A temperature difference, stored in K.
public typealias TemperatureDifference = Quantity<TemperatureDifferenceDimension>

extension Unit where D == TemperatureDifferenceDimension {
  public static let kelvinStep = Unit("K")
}

/// The dimension of thermal conductance.
public enum ThermalConductanceDimension: LinearDimension {
  public static let name = "thermal conductance"
  public static let units: [Unit<Self>] = [.wattPerKelvin]
}

/// A thermal conductance, stored in W/K.
public typealias ThermalConductance = Quantity<ThermalConductanceDimension>

extension Unit where D == ThermalConductanceDimension {
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
  public static let wattPerKilogramKelvin = Unit("W/(kg·K)")
}

/// The dimension of molar permeance.
public enum MolarPermeanceDimension: LinearDimension {
  public static let name = "molar permeance"
  public static let units: [Unit<Self>] = [.molePerSecondPascal]
}

/// A molar permeance, stored in mol/(s·Pa).
public typealias MolarPermeance = Quantity<MolarPermeanceDimension>

extension Unit where D == MolarPermeanceDimension {
  public static let molePerSecondPascal = Unit("mol/(s·Pa)")
}
