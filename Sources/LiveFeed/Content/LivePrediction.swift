public import Plant

/// What a model says of a shot or a machine.
public struct LivePrediction: LiveContent {
  public var machine: String
  /// The shot it is about, where it is about one.
  public var shot: Int?
  public var time: Instant
  /// What is predicted.
  public var target: String
  /// The number, in ``unit``; `nil` for a class.
  public var value: Double?
  /// Bounds of the interval, in ``unit``.
  public var low: Double?
  public var high: Double?
  /// The class, for a model of classes.
  public var label: String?
  /// How probable the class is, 0 … 1.
  public var probability: Double?
  public var unit: String?
  /// The model and its version.
  public var source: String

  /// A prediction; the caller gives a value or a label.
  public init(
    machine: String, shot: Int? = nil, time: Instant, target: String, value: Double? = nil, low: Double? = nil,
    high: Double? = nil, label: String? = nil, probability: Double? = nil, unit: String? = nil, source: String
  ) {
    self.machine = machine
    self.shot = shot
    self.time = time
    self.target = target
    self.value = value
    self.low = low
    self.high = high
    self.label = label
    self.probability = probability
    self.unit = unit
    self.source = source
  }

  public static var topic: LiveTopic { .predictions }
  public var key: String { "\(machine) \(target)" }
  public var machineID: String? { machine }
  public var number: Double? { value }

  public static let summary = "What a model says of a shot or a machine."
  public static let members: [LiveMember<LivePrediction>] = [
    .text("machine", "The machine it is about.", \.machine),
    .whole("shot", "The shot it is about.", \.shot),
    .time("time", "When it was computed.", \.time),
    .text("target", "What is predicted.", \.target),
    .number("value", "The number, in `unit`.", \.value),
    .number("low", "Lower bound of the interval, in `unit`.", \.low),
    .number("high", "Upper bound of the interval, in `unit`.", \.high),
    .text("label", "The class, for a model of classes.", \.label),
    .number("probability", "How probable the class is, 0 to 1.", \.probability),
    .text("unit", "The unit of the numbers.", \.unit),
    .text("source", "The model and its version.", \.source),
  ]
}
