/// A shot's chemistry per kilogram, derived from data sheet, recipe and air.
public struct Mixture: Hashable, Sendable {
  /// Mass of the shot including moisture from the air [kg].
  public var mass: Double
  /// Mass of the polyol component [kg]; `nil` where the components are not disclosed.
  public var polyol: Double?
  /// Mass of the isocyanate component [kg]; `nil` where the components are not disclosed.
  public var isocyanate: Double?
  /// Hydroxyl groups [mol per kg of shot].
  public var hydroxyl: Double
  /// Water, all sources [mol per kg of shot].
  public var water: Double
  /// Isocyanate groups [mol per kg of shot].
  public var isocyanateGroups: Double
  /// Physical blowing agent [kg per kg of shot].
  public var agent: Double
  /// Temperature of the fresh mixture [K].
  public var temperature: Double
  /// Water from the polyol component [kg].
  public var waterFromPolyol: Double
  /// Water adsorbed or condensed from the air [kg].
  public var waterFromAir: Double
  /// Declared index, where one was given.
  public var declaredIndex: Double?

  package init(
    mass: Double, polyol: Double?, isocyanate: Double?, hydroxyl: Double, water: Double, isocyanateGroups: Double,
    agent: Double, temperature: Double, waterFromPolyol: Double, waterFromAir: Double, declaredIndex: Double?
  ) {
    self.mass = mass
    self.polyol = polyol
    self.isocyanate = isocyanate
    self.hydroxyl = hydroxyl
    self.water = water
    self.isocyanateGroups = isocyanateGroups
    self.agent = agent
    self.temperature = temperature
    self.waterFromPolyol = waterFromPolyol
    self.waterFromAir = waterFromAir
    self.declaredIndex = declaredIndex
  }

  /// True index NCO / (OH + 2 water).
  public var index: Double { isocyanateGroups / (hydroxyl + 2 * water) }
}
