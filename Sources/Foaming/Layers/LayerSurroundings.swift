/// The two walls, the cavity and the room as the layered model sees them, per kilogram of shot and in SI units.
public struct LayerSurroundings: Hashable, Sendable {
  /// One side of the mold.
  public struct Wall: Hashable, Sendable {
    /// Film coefficient, release film included [W/(m²·K)]; 0 for an adiabatic side.
    public var film: Double
    /// [K]
    public var temperature: Double
    /// Heat capacity of the tool node [J/K per kg of shot]; `nil` for a wall held at its temperature.
    public var toolHeatCapacity: Double?
    /// Temperature of the coolant [K].
    public var coolantTemperature: Double
    /// Conductance to the coolant [W/K per kg of shot].
    public var coolantConductance: Double

    public init(
      film: Double, temperature: Double, toolHeatCapacity: Double? = nil, coolantTemperature: Double = 0,
      coolantConductance: Double = 0
    ) {
      self.film = film
      self.temperature = temperature
      self.toolHeatCapacity = toolHeatCapacity
      self.coolantTemperature = coolantTemperature
      self.coolantConductance = coolantConductance
    }

    /// A side that exchanges no heat.
    public static let adiabatic = Wall(film: 0, temperature: 300)
  }

  /// [Pa]
  public var ambientPressure: Double
  /// Cavity volume [m³ per kg of shot]; infinite for free rise.
  public var cavityVolume: Double
  /// Distance between the walls H [m].
  public var thickness: Double
  public var first: Wall
  public var second: Wall

  public init(
    ambientPressure: Double = PhysicalConstants.atmosphere, cavityVolume: Double, thickness: Double, first: Wall,
    second: Wall
  ) {
    self.ambientPressure = ambientPressure
    self.cavityVolume = cavityVolume
    self.thickness = thickness
    self.first = first
    self.second = second
  }
}
