/// The line that leads from the number of a source to the number in the signal's unit: number · factor + offset.
public struct SignalScaling: Hashable, Sendable {
  /// Units per step of the source; not 0.
  public var factor: Double
  /// The value at the source's 0, in the signal's unit.
  public var offset: Double

  /// A line; by default the source already speaks the unit.
  public init(factor: Double = 1, offset: Double = 0) {
    self.factor = factor
    self.offset = offset
  }

  /// The number in the signal's unit.
  public func callAsFunction(_ number: Double) -> Double { number * factor + offset }
}

/// What can be true of a signal. `nil` means that the rule is not applied.
public struct SignalLimits: Hashable, Sendable {
  /// What the value can be [SI].
  public var range: ClosedRange<Double>?
  /// The fastest change that can be true [SI/s], positive.
  public var rate: Double?
  /// How long the value may stay within ``flatBand`` of one value before its sensor counts as stuck [s].
  public var flatTime: Double?
  /// The change that proves a sensor alive [SI]; 0: any change at all.
  public var flatBand: Double
  /// The longest time between two samples [s].
  public var gap: Double?
  /// How far a sample's time may lie behind the newest one's [s]; 0: only in order.
  public var lateness: Double
  /// How far the clock of the source may be from ours [s], either way.
  public var skew: Double?

  /// Limits; by default there are none but that samples come in order.
  public init(
    range: ClosedRange<Double>? = nil, rate: Double? = nil, flatTime: Double? = nil, flatBand: Double = 0,
    gap: Double? = nil, lateness: Double = 0, skew: Double? = nil
  ) {
    self.range = range
    self.rate = rate
    self.flatTime = flatTime
    self.flatBand = flatBand
    self.gap = gap
    self.lateness = lateness
    self.skew = skew
  }
}
