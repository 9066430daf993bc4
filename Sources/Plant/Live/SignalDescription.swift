/// What a signal is, where it comes from, and what can be true of it.
public struct SignalDescription: Hashable, Sendable {
  public let id: SignalID
  /// What people call it.
  public var name: String
  /// The machine it belongs to.
  public var machine: String
  public var type: SignalType
  /// What its numbers measure; `nil` for whole numbers, flags and texts.
  public var quantity: SignalQuantity?
  /// The unit its numbers are shown in and its source is scaled to; samples themselves are SI.
  public var unit: LogUnit?
  /// From the number of the source to the number in ``unit``.
  public var scaling: SignalScaling
  /// What can be true, and how fast it can change; what is outside is quarantined.
  public var limits: SignalLimits
  /// A change that is not worth a new row in the historian [SI]; 0 keeps every sample.
  public var deadband: Double
  /// The longest time without a row while nothing leaves the dead band [s], above 0.
  public var deadbandSilence: Double
  /// Where its values come from.
  public var address: SignalAddress

  /// A signal; what is not given is not limited.
  public init(
    id: SignalID, name: String? = nil, machine: String, type: SignalType = .number, quantity: SignalQuantity? = nil,
    unit: LogUnit? = nil, scaling: SignalScaling = SignalScaling(), limits: SignalLimits = SignalLimits(),
    deadband: Double = 0, deadbandSilence: Double = 60, address: SignalAddress
  ) {
    self.id = id
    self.name = name ?? id.rawValue
    self.machine = machine
    self.type = type
    self.quantity = quantity
    self.unit = unit
    self.scaling = scaling
    self.limits = limits
    self.deadband = deadband
    self.deadbandSilence = deadbandSilence
    self.address = address
  }

  /// The value of a number of the source: scaled, in SI, finite; `nil` beyond `Double`.
  public func value(ofSource number: Double) -> Double? {
    let scaled = scaling(number)
    let value = unit?.si(scaled) ?? scaled
    return value.isFinite ? value : nil
  }

  /// A value [SI] in ``unit``.
  public func shown(_ value: Double) -> Double { unit.map { (value - $0.offset) / $0.scale } ?? value }
}
