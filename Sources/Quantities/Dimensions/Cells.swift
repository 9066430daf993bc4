// Gas in foam: dissolving, diffusing, leaking, and the cells that hold it.

/// The dimension of gas solubility.
public enum GasSolubilityDimension: LinearDimension {
  public static let name = "gas solubility"
  public static let units: [Unit<Self>] = [.molePerCubicMeterPascal]
}

/// A gas solubility, stored in mol/(m³·Pa).
public typealias GasSolubility = Quantity<GasSolubilityDimension>

extension Unit where D == GasSolubilityDimension {
  /// The SI unit.
  public static let molePerCubicMeterPascal = Unit("mol/(m³·Pa)")
}

/// The dimension of diffusivity.
public enum DiffusivityDimension: LinearDimension {
  public static let name = "diffusivity"
  public static let units: [Unit<Self>] = [.squareMeterPerSecond]
}

/// A diffusivity, stored in m²/s.
public typealias Diffusivity = Quantity<DiffusivityDimension>

extension Unit where D == DiffusivityDimension {
  /// The SI unit.
  public static let squareMeterPerSecond = Unit("m²/s")
}

/// The dimension of molar permeance.
public enum MolarPermeanceDimension: LinearDimension {
  public static let name = "molar permeance"
  public static let units: [Unit<Self>] = [.molePerSecondPascal]
}

/// A molar permeance, stored in mol/(s·Pa).
public typealias MolarPermeance = Quantity<MolarPermeanceDimension>

extension Unit where D == MolarPermeanceDimension {
  /// The SI unit.
  public static let molePerSecondPascal = Unit("mol/(s·Pa)")
}

/// The dimension of number per mass.
public enum NumberPerMassDimension: LinearDimension {
  public static let name = "number per mass"
  public static let units: [Unit<Self>] = [.perKilogram]
}

/// A number per mass, stored in 1/kg.
public typealias NumberPerMass = Quantity<NumberPerMassDimension>

extension Unit where D == NumberPerMassDimension {
  /// The SI unit.
  public static let perKilogram = Unit("1/kg")
}
