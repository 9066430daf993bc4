public import Quantities

/// The tool that shapes the foam, or the open cup that does not.
public struct Mold: Hashable, Sendable {
  /// What limits the foam's expansion.
  public enum Enclosure: Hashable, Sendable {
    /// A cup: the foam rises freely at ambient pressure.
    case open
    /// A closed cavity of this volume.
    case cavity(Volume)
  }

  /// How air leaves a closed cavity.
  public enum Venting: Hashable, Sendable {
    /// Air leaves without any resistance until the cavity is full.
    case ideal
    /// No vent: all air stays.
    case sealed
    /// Discrete vents.
    case vents([Vent])
  }

  /// What the foam exchanges heat with.
  public enum Wall: Hashable, Sendable {
    /// No heat exchange.
    case adiabatic
    /// A wall held at this temperature.
    case fixed(Temperature)
    /// A lumped tool node that warms up and is cooled.
    case tool(ToolNode)
  }

  /// A tool of uniform temperature.
  public struct ToolNode: Hashable, Sendable {
    public var initialTemperature: Temperature
    public var mass: Mass
    public var specificHeat: SpecificHeat
    /// Temperature of the coolant or of the room.
    public var coolantTemperature: Temperature
    /// Conductance from tool to coolant.
    public var coolantConductance: ThermalConductance

    public init(
      initialTemperature: Temperature, mass: Mass, specificHeat: SpecificHeat, coolantTemperature: Temperature,
      coolantConductance: ThermalConductance
    ) {
      self.initialTemperature = initialTemperature
      self.mass = mass
      self.specificHeat = specificHeat
      self.coolantTemperature = coolantTemperature
      self.coolantConductance = coolantConductance
    }
  }

  /// One side of a mold whose two sides differ. Tool masses and conductances are those of a mold with two such sides.
  public struct Side: Hashable, Sendable {
    public var wall: Wall
    /// Film coefficient at this side, release film included.
    public var filmCoefficient: HeatTransferCoefficient

    public init(wall: Wall, filmCoefficient: HeatTransferCoefficient) {
      self.wall = wall
      self.filmCoefficient = filmCoefficient
    }
  }

  public var id: String
  public var name: String
  public var enclosure: Enclosure
  public var venting: Venting
  public var wall: Wall
  /// Foam thickness between the walls; sets the conduction path core to wall (thickness/6).
  public var thickness: Length
  /// Foam–wall contact area; for a cavity without a stated value 2 × volume / thickness.
  public var contactArea: Area
  /// Film coefficient at the wall, release film included.
  public var filmCoefficient: HeatTransferCoefficient
  /// The second side, where it differs from ``wall`` and ``filmCoefficient``; only one dimension knows two sides.
  public var secondSide: Side?
  /// Area on which the cavity pressure acts against the clamp.
  public var projectedArea: Area?
  /// Clamp force available.
  public var clampForce: Force?
  /// Absolute pressure at which the parting line leaks.
  public var sealPressure: Pressure?

  public init(
    id: String, name: String, enclosure: Enclosure, venting: Venting = .ideal, wall: Wall, thickness: Length,
    contactArea: Area, filmCoefficient: HeatTransferCoefficient, projectedArea: Area? = nil, clampForce: Force? = nil,
    sealPressure: Pressure? = nil, secondSide: Side? = nil
  ) {
    self.id = id
    self.name = name
    self.enclosure = enclosure
    self.venting = venting
    self.wall = wall
    self.thickness = thickness
    self.contactArea = contactArea
    self.filmCoefficient = filmCoefficient
    self.projectedArea = projectedArea
    self.clampForce = clampForce
    self.sealPressure = sealPressure
    self.secondSide = secondSide
  }
}

extension Mold {
  /// An adiabatic open cup.
  public static func cup(id: String, name: String) -> Mold {
    Mold(
      id: id, name: name, enclosure: .open, wall: .adiabatic, thickness: Length(0.1, .meter), contactArea: .zero,
      filmCoefficient: HeatTransferCoefficient(si: 1))
  }
}

/// A group of equal vents.
public struct Vent: Hashable, Sendable {
  public var name: String
  /// Number of equal openings.
  public var count: Int
  /// Free cross-section of one opening.
  public var area: Area
  /// Orifice discharge coefficient, 0 … 1.
  public var dischargeCoefficient: Double
  /// Fill fraction (foam volume / cavity volume) at which the front covers the vent, 0 … 1.
  public var sealedAtFill: Double
  /// Permeance for cell gas through the covered vent after gel; zero when the vent blocks foam gas.
  public var foamPermeance: MolarPermeance

  public init(
    name: String, count: Int, area: Area, dischargeCoefficient: Double = 0.6, sealedAtFill: Double = 0.995,
    foamPermeance: MolarPermeance = .zero
  ) {
    self.name = name
    self.count = count
    self.area = area
    self.dischargeCoefficient = dischargeCoefficient
    self.sealedAtFill = sealedAtFill
    self.foamPermeance = foamPermeance
  }
}
