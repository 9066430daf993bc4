public import Plant

/// What the model says a signal should be, beside what it is.
public struct LiveTwin: LiveContent {
  public var machine: String
  public var signal: String
  public var time: Instant
  /// What was measured, in ``unit``.
  public var measured: Double?
  /// What the model says, in ``unit``.
  public var predicted: Double?
  public var unit: String?
  /// The model and its version.
  public var source: String

  /// Measured and predicted value of a signal at a time.
  public init(
    machine: String, signal: String, time: Instant, measured: Double?, predicted: Double?, unit: String?,
    source: String
  ) {
    self.machine = machine
    self.signal = signal
    self.time = time
    self.measured = measured
    self.predicted = predicted
    self.unit = unit
    self.source = source
  }

  public static var topic: LiveTopic { .twin }
  public var key: String { signal }
  public var machineID: String? { machine }
  /// The deviation, measured less predicted, in ``unit``.
  public var number: Double? {
    if let measured, let predicted { measured - predicted } else { nil }
  }

  public static let summary = "What the model says a signal should be, beside what it is."
  public static let members: [LiveMember<LiveTwin>] = [
    .text("machine", "The machine the signal belongs to.", \.machine),
    .text("signal", "The signal.", \.signal),
    .time("time", "The time both values are for.", \.time),
    .number("measured", "What was measured, in `unit`.", \.measured),
    .number("predicted", "What the model says, in `unit`.", \.predicted),
    .text("unit", "The unit of both.", \.unit),
    .text("source", "The model and its version.", \.source),
  ]
}
