/// The mold or cup as the lumped model sees it, per kilogram of shot and in SI units.
public struct Surroundings: Hashable, Sendable {
  /// A group of equal vents.
  public struct VentGroup: Hashable, Sendable {
    public var name: String
    /// C_d A of the whole group [m² per kg of shot].
    public var effectiveArea: Double
    /// Fill fraction at which the front covers it.
    public var sealedAtFill: Double
    /// Permeance for cell gas once covered [mol/(s·Pa) per kg of shot].
    public var foamPermeance: Double

    public init(name: String, effectiveArea: Double, sealedAtFill: Double, foamPermeance: Double = 0) {
      self.name = name
      self.effectiveArea = effectiveArea
      self.sealedAtFill = sealedAtFill
      self.foamPermeance = foamPermeance
    }
  }

  /// A lumped tool.
  public struct Tool: Hashable, Sendable {
    /// [K]
    public var initialTemperature: Double
    /// Heat capacity [J/K per kg of shot].
    public var heatCapacity: Double
    /// [K]
    public var coolantTemperature: Double
    /// Conductance to the coolant [W/K per kg of shot].
    public var coolantConductance: Double

    public init(
      initialTemperature: Double, heatCapacity: Double, coolantTemperature: Double, coolantConductance: Double
    ) {
      self.initialTemperature = initialTemperature
      self.heatCapacity = heatCapacity
      self.coolantTemperature = coolantTemperature
      self.coolantConductance = coolantConductance
    }
  }

  /// Ambient pressure [Pa].
  public var ambientPressure: Double
  /// Temperature of room air [K].
  public var ambientTemperature: Double
  /// Cavity volume [m³ per kg of shot]; infinite for a cup.
  public var cavityVolume: Double
  /// True when the air of the cavity must find its way out; false for a cup and for ideal venting.
  public var hasHeadSpace: Bool
  /// Conductance core to wall, U A [W/K per kg of shot]; 0 when adiabatic.
  public var wallConductance: Double
  /// Wall temperature when there is no tool node [K].
  public var wallTemperature: Double
  public var tool: Tool?

  /// A cup that neither loses heat nor resists expansion.
  public static func adiabaticCup(pressure: Double = PhysicalConstants.atmosphere, temperature: Double = 298.15) -> Self
  {
    Self(
      ambientPressure: pressure, ambientTemperature: temperature, cavityVolume: .infinity, hasHeadSpace: false,
      wallConductance: 0, wallTemperature: temperature, tool: nil)
  }

  /// A closed cavity whose air leaves without resistance.
  public static func ventedCavity(
    volume: Double, wallConductance: Double, wallTemperature: Double, pressure: Double = PhysicalConstants.atmosphere
  ) -> Self {
    Self(
      ambientPressure: pressure, ambientTemperature: wallTemperature, cavityVolume: volume, hasHeadSpace: false,
      wallConductance: wallConductance, wallTemperature: wallTemperature, tool: nil)
  }
}
