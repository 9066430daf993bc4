public import Plant

/// One value of one signal, with all that a reader needs to trust it: source, time, unit, quality.
public struct LiveSample: LiveContent {
  /// How far the value can be trusted. The raw value is the word in messages.
  public enum Quality: String, Hashable, Sendable, CaseIterable {
    case good
    case uncertain
    case bad
    /// Validation did not let it pass.
    case quarantined
  }

  public var signal: String
  /// What people call the signal.
  public var name: String
  public var machine: String
  /// The device it was read from.
  public var source: String
  /// The unit of ``value``; `nil` where it has none.
  public var unit: String?
  /// The value in ``unit``; flags are 0 and 1; `nil` for a text or where there is none.
  public var value: Double?
  /// The value of a signal of texts.
  public var text: String?
  public var quality: Quality
  /// Why the quality is not good.
  public var reason: String?
  /// When the value was true, by the clock of the source.
  public var time: Instant
  /// When it arrived, by our clock.
  public var received: Instant
  /// After how long without a newer one the value counts as stale [s]; `nil` where nothing is known.
  public var staleAfter: Double?

  /// A sample of a signal, in the signal's unit.
  public init(_ sample: Sample, of signal: SignalDescription, source: String, quarantined rule: String? = nil) {
    self.signal = signal.id.rawValue
    name = signal.name
    machine = signal.machine
    self.source = source
    unit = signal.unit?.symbol
    switch sample.value {
    case .text(let text): self.text = text
    case .number(let number): value = signal.shown(number)
    case .whole, .flag: value = sample.value?.number
    case nil: break
    }
    if let rule {
      quality = .quarantined
      reason = rule
    } else {
      switch sample.quality {
      case .good: quality = .good
      case .uncertain: quality = .uncertain
      case .bad: quality = .bad
      }
      reason = sample.quality.reason?.code
    }
    time = sample.time
    received = sample.received
    staleAfter = signal.limits.gap
  }

  public static var topic: LiveTopic { .samples }
  public var key: String { signal }
  public var machineID: String? { machine }
  public var number: Double? { quality == .good || quality == .uncertain ? value : nil }

  public static let summary = "One value of one signal."
  public static let members: [LiveMember<LiveSample>] = [
    .text("signal", "The signal.", \.signal),
    .text("name", "What people call the signal.", \.name),
    .text("machine", "The machine the signal belongs to.", \.machine),
    .text("source", "The device it was read from.", \.source),
    .text("unit", "The unit of `value`.", \.unit),
    .number("value", "The value in `unit`; flags are 0 and 1.", \.value),
    .text("text", "The value of a signal of texts.", \.text),
    .word("quality", "How far the value can be trusted.", \.quality),
    .text("reason", "Why the quality is not good.", \.reason),
    .time("time", "When the value was true, by the clock of the source.", \.time),
    .time("received", "When it arrived, by the clock of the service.", \.received),
    .number("stale_after_s", "After how long without a newer one it counts as stale [s].", \.staleAfter),
  ]
}
