// Lengths, areas and volumes.

/// The dimension of length.
public enum LengthDimension: LinearDimension {
  public static let name = "length"
  public static let units: [Unit<Self>] = [.meter, .millimeter, .centimeter, .micrometer]
}

/// A length, stored in m.
public typealias Length = Quantity<LengthDimension>

extension Unit where D == LengthDimension {
  /// The SI unit.
  public static let meter = Unit("m")
  /// 1 mm = 0.001 m.
  public static let millimeter = Unit("mm", scale: 0.001)
  /// 1 cm = 0.01 m.
  public static let centimeter = Unit("cm", scale: 0.01)
  /// 1 µm = 1e-06 m.
  public static let micrometer = Unit("µm", scale: 1e-06)
}

/// The dimension of area.
public enum AreaDimension: LinearDimension {
  public static let name = "area"
  public static let units: [Unit<Self>] = [.squareMeter, .squareMillimeter, .squareCentimeter]
}

/// An area, stored in m².
public typealias Area = Quantity<AreaDimension>

extension Unit where D == AreaDimension {
  /// The SI unit.
  public static let squareMeter = Unit("m²")
  /// 1 mm² = 1e-06 m².
  public static let squareMillimeter = Unit("mm²", scale: 1e-06)
  /// 1 cm² = 0.0001 m².
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
  /// The SI unit.
  public static let cubicMeter = Unit("m³")
  /// 1 L = 0.001 m³.
  public static let liter = Unit("L", scale: 0.001)
  /// 1 cm³ = 1e-06 m³.
  public static let cubicCentimeter = Unit("cm³", scale: 1e-06)
}
