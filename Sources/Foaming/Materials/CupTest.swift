internal import Quantities

/// What a data sheet says of a cup test.
public struct CupTest: Hashable, Sendable {
  /// Temperature of the components [K].
  public var temperature: Double
  /// Stirring time that the times include [s].
  public var mixingTime: Double
  /// Times from the start of stirring [s].
  public var cream, gel, rise: Double?
  /// Free-rise density [kg/m³].
  public var density: Double?

  /// Component temperature when the sheet states none [K].
  static let usualTemperature = 296.15

  /// The cup test of a sheet; `nil` when it states none of the three times.
  public init?(sheet: Properties<SheetItem>) {
    cream = sheet.value(.cupCream)
    gel = sheet.value(.cupGel)
    rise = sheet.value(.cupRise)
    density = sheet.value(.cupFreeRiseDensity)
    temperature = sheet.value(.cupTemperature) ?? Self.usualTemperature
    mixingTime = sheet.value(.cupMixingTime) ?? 0
    guard cream != nil || gel != nil || rise != nil else { return nil }
  }

  /// True when cream, gel and rise are all stated.
  public var isComplete: Bool { cream != nil && gel != nil && rise != nil }
}
