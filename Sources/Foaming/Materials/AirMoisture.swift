internal import Quantities
internal import RealModule

/// Water that the room's air leaves on the surface of an open mold.
///
/// Two sources: an adsorbed film on metal and release agent, and condensate where the wall is colder than the
/// dew point, carried there by natural convection. Engineering values, to be calibrated on the plant's own shots.
struct AirMoisture {
  /// Film adsorbed at saturation [kg/m²]: about thirty molecular layers.
  static let filmAtSaturation = 1e-5
  /// Mass transfer coefficient of still air [m/s]: 5 W/(m²·K) by the Lewis relation.
  static let massTransfer = 4.1e-3
  /// Gas constant of water vapor [J/(kg·K)].
  static let vaporConstant = PhysicalConstants.gas / PhysicalConstants.waterMolarMass

  /// Adsorbed water [kg/m²].
  let film: Double
  /// Condensed water [kg/m²]; zero above the dew point.
  let condensate: Double
  /// Dew point of the room's air [K].
  let dewPoint: Double

  init(process: ProcessConditions, wallTemperature: Double) {
    let humidity = process.relativeHumidity
    let ambient = process.ambientTemperature.si
    let vapor = humidity * Self.saturationPressure(ambient)
    film = Self.filmAtSaturation * humidity
    let excess = vapor / ambient - Self.saturationPressure(wallTemperature) / wallTemperature
    condensate = max(0, Self.massTransfer * excess / Self.vaporConstant * process.openTime.si)
    let logarithm = humidity > 0 ? Double.log(vapor / 611.2) : -.infinity
    dewPoint = humidity > 0 ? 273.15 + 243.12 * logarithm / (17.62 - logarithm) : 0
  }

  /// Saturation pressure of water [Pa] at T [K], −45 … 60 °C.
  ///
  /// - Reference: Magnus form with the constants of WMO-No. 8 (17.62, 243.12 °C).
  static func saturationPressure(_ temperature: Double) -> Double {
    let celsius = temperature - 273.15
    return 611.2 * Double.exp(17.62 * celsius / (243.12 + celsius))
  }
}
