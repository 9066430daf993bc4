// Time, mass, force, pressure and what follows from them.

/// The dimension of duration.
public enum TimeSpanDimension: LinearDimension {
  public static let name = "duration"
  public static let units: [Unit<Self>] = [.second, .minute, .hour, .millisecond]
  public static let everydayUnits: [Unit<Self>] = [.second, .minute, .hour]
}

/// A duration, stored in s.
public typealias TimeSpan = Quantity<TimeSpanDimension>

extension Unit where D == TimeSpanDimension {
  /// The SI unit.
  public static let second = Unit("s")
  /// 1 min = 60 s.
  public static let minute = Unit("min", scale: 60)
  /// 1 h = 3600 s.
  public static let hour = Unit("h", scale: 3600)
  /// 1 ms = 0.001 s.
  public static let millisecond = Unit("ms", scale: 0.001)
}

/// The dimension of mass.
public enum MassDimension: LinearDimension {
  public static let name = "mass"
  public static let units: [Unit<Self>] = [.kilogram, .gram, .tonne]
}

/// A mass, stored in kg.
public typealias Mass = Quantity<MassDimension>

extension Unit where D == MassDimension {
  /// The SI unit.
  public static let kilogram = Unit("kg")
  /// 1 g = 0.001 kg.
  public static let gram = Unit("g", scale: 0.001)
  /// 1 t = 1000 kg.
  public static let tonne = Unit("t", scale: 1000.0)
}

/// The dimension of density.
public enum DensityDimension: LinearDimension {
  public static let name = "density"
  public static let units: [Unit<Self>] = [.kilogramPerCubicMeter, .gramPerCubicCentimeter, .gramPerLiter]
}

/// A density, stored in kg/m³.
public typealias Density = Quantity<DensityDimension>

extension Unit where D == DensityDimension {
  /// The SI unit.
  public static let kilogramPerCubicMeter = Unit("kg/m³")
  /// 1 g/cm³ = 1000 kg/m³.
  public static let gramPerCubicCentimeter = Unit("g/cm³", scale: 1000.0)
  /// 1 g/L = 1 kg/m³.
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
  /// The SI unit.
  public static let newton = Unit("N")
  /// 1 kN = 1000 N.
  public static let kilonewton = Unit("kN", scale: 1000.0)
}

/// The dimension of pressure.
public enum PressureDimension: LinearDimension {
  public static let name = "pressure"
  public static let units: [Unit<Self>] = [.pascal, .kilopascal, .megapascal, .bar, .millibar]
  public static let everydayUnits: [Unit<Self>] = [.bar, .megapascal, .kilopascal, .pascal, .millibar]
}

/// A pressure, stored in Pa.
public typealias Pressure = Quantity<PressureDimension>

extension Unit where D == PressureDimension {
  /// The SI unit.
  public static let pascal = Unit("Pa")
  /// 1 kPa = 1000 Pa.
  public static let kilopascal = Unit("kPa", scale: 1000.0)
  /// 1 MPa = 1000000 Pa.
  public static let megapascal = Unit("MPa", scale: 1000000.0)
  /// 1 bar = 100000 Pa.
  public static let bar = Unit("bar", scale: 100000.0)
  /// 1 mbar = 100 Pa.
  public static let millibar = Unit("mbar", scale: 100)
}

/// The dimension of viscosity.
public enum ViscosityDimension: LinearDimension {
  public static let name = "viscosity"
  public static let units: [Unit<Self>] = [.pascalSecond, .millipascalSecond]
}

/// A viscosity, stored in Pa·s.
public typealias Viscosity = Quantity<ViscosityDimension>

extension Unit where D == ViscosityDimension {
  /// The SI unit.
  public static let pascalSecond = Unit("Pa·s")
  /// 1 mPa·s = 0.001 Pa·s.
  public static let millipascalSecond = Unit("mPa·s", scale: 0.001)
}

/// The dimension of hardness.
public enum HardnessDimension: LinearDimension {
  public static let name = "hardness"
  public static let units: [Unit<Self>] = [.shore]
}

/// A hardness, stored in Shore.
public typealias Hardness = Quantity<HardnessDimension>

extension Unit where D == HardnessDimension {
  /// The SI unit.
  public static let shore = Unit("Shore")
}
