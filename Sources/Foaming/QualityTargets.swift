public import Quantities

/// What a shot must reach to be good. A target that is `nil` is not judged.
public struct QualityTargets: Hashable, Sendable {
  public var id: String
  public var name: String
  /// Least hydroxyl conversion at demold, 0 … 1.
  public var conversionAtDemold: Double?
  /// Band of the molded density.
  public var moldedDensity: ClosedRange<Density>?
  /// Highest core temperature at which the part may be demolded.
  public var coreTemperatureAtDemold: Temperature?
  /// Highest core temperature at any time.
  public var coreTemperatureMaximum: Temperature?
  /// Least hardness at demold.
  public var hardnessAtDemold: Hardness?
  /// Least hardness after 24 h.
  public var hardnessAfterDay: Hardness?
  /// Highest absolute cavity pressure at any time.
  public var pressureMaximum: Pressure?
  /// Highest absolute cavity pressure at demold.
  public var pressureAtDemold: Pressure?
  /// Longest time from start of mixing to demold.
  public var cycleTime: TimeSpan?

  public init(
    id: String = "none", name: String = "no targets", conversionAtDemold: Double? = nil,
    moldedDensity: ClosedRange<Density>? = nil, coreTemperatureAtDemold: Temperature? = nil,
    coreTemperatureMaximum: Temperature? = nil, hardnessAtDemold: Hardness? = nil, hardnessAfterDay: Hardness? = nil,
    pressureMaximum: Pressure? = nil, pressureAtDemold: Pressure? = nil, cycleTime: TimeSpan? = nil
  ) {
    self.id = id
    self.name = name
    self.conversionAtDemold = conversionAtDemold
    self.moldedDensity = moldedDensity
    self.coreTemperatureAtDemold = coreTemperatureAtDemold
    self.coreTemperatureMaximum = coreTemperatureMaximum
    self.hardnessAtDemold = hardnessAtDemold
    self.hardnessAfterDay = hardnessAfterDay
    self.pressureMaximum = pressureMaximum
    self.pressureAtDemold = pressureAtDemold
    self.cycleTime = cycleTime
  }
}
