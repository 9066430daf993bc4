public import Plant

/// One step of an alarm, with what it rests on and what to do.
public struct LiveAlarm: LiveContent {
  public var alarm: String
  public var name: String
  public var machine: String
  public var signal: String
  public var priority: AlarmPriority
  /// The stage before the step.
  public var from: AlarmStage
  public var stage: AlarmStage
  public var cause: AlarmTransition.Cause
  public var time: Instant
  /// The value it rests on, in ``unit``.
  public var value: Double?
  /// The limit it broke or would break, in ``unit``; `nil` where there is none, or one of two.
  public var limit: Double?
  public var unit: String?
  /// Since when the condition had been met.
  public var since: Instant?
  /// Who asked for the step, where somebody did.
  public var actor: String?
  public var isFirstOut: Bool
  /// What happens if nobody acts.
  public var consequence: String?
  /// What to do.
  public var response: String?
  /// The device the value came from.
  public var source: String
  /// When the value passed each stage from the sensor on.
  public var sensed: Instant?
  public var received: Instant?
  public var validated: Instant?
  public var stored: Instant?
  public var judged: Instant?
  public var published: Instant?

  /// A step of an alarm of a plant.
  public init(_ step: AlarmTransition, of rule: AlarmRule, signal: SignalDescription, source: String) {
    alarm = rule.id
    name = rule.name
    machine = signal.machine
    self.signal = signal.id.rawValue
    priority = rule.priority
    from = step.from
    stage = step.to
    cause = step.cause
    time = step.time
    value = step.evidence?.value.map { signal.shown($0) }
    limit = (step.evidence?.limit ?? rule.condition.onlyLimit).map { signal.shown($0) }
    unit = signal.unit?.symbol
    since = step.evidence?.since
    actor = step.actor
    isFirstOut = step.isFirstOut
    consequence = rule.consequence.isEmpty ? nil : rule.consequence
    response = rule.response.isEmpty ? nil : rule.response
    self.source = source
    let stages = step.evidence?.stages
    sensed = stages?.sensed
    received = stages?.received
    validated = stages?.validated
    stored = stages?.stored
    judged = stages?.judged
    published = stages?.published
  }

  public static var topic: LiveTopic { .alarms }
  public var key: String { alarm }
  public var machineID: String? { machine }
  public var isAtRest: Bool { stage == .normal }

  public func published(at time: Instant) -> Self {
    var alarm = self
    if alarm.published == nil { alarm.published = time }
    return alarm
  }

  public static let summary = "One step of an alarm through its life-cycle (ANSI/ISA-18.2)."
  public static let members: [LiveMember<LiveAlarm>] = [
    .text("alarm", "The rule.", \.alarm),
    .text("name", "What people call the alarm.", \.name),
    .text("machine", "The machine of its signal.", \.machine),
    .text("signal", "The signal it listens to.", \.signal),
    .word("priority", "How soon somebody must act.", \.priority),
    .word("from", "The stage before the step.", \.from),
    .word("stage", "The stage after the step.", \.stage),
    .word("cause", "Why it moved.", \.cause),
    .time("time", "When it moved.", \.time),
    .number("value", "The value it rests on, in `unit`.", \.value),
    .number("limit", "The limit it broke or would break, in `unit`.", \.limit),
    .text("unit", "The unit of `value` and `limit`.", \.unit),
    .time("since", "Since when the condition had been met.", \.since),
    .text("actor", "Who asked for the step.", \.actor),
    .flag("first_out", "Whether it came first of its group.", \.isFirstOut),
    .text("consequence", "What happens if nobody acts.", \.consequence),
    .text("response", "What to do.", \.response),
    .text("source", "The device the value came from.", \.source),
    .time("sensed", "When the value was true, by the clock of the source.", \.sensed),
    .time("received", "When it came off the wire.", \.received),
    .time("validated", "When validation had judged it.", \.validated),
    .time("stored", "When the historian had it.", \.stored),
    .time("judged", "When the rules of alarms had seen it.", \.judged),
    .time("published", "When listeners were told.", \.published),
  ]
}

extension AlarmCondition {
  /// The limit whatever the value [SI]; `nil` where there is none, or two.
  fileprivate var onlyLimit: Double? {
    switch self {
    case .above(let limit, _), .below(let limit, _), .equals(let limit): limit
    case .outside, .unusable: nil
    }
  }
}
