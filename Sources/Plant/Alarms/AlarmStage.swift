/// Where an alarm is in its life-cycle, as an operator sees it (ANSI/ISA-18.2, figure 3). The raw value is the word in
/// files and reports.
public enum AlarmStage: String, Hashable, Sendable, CaseIterable, Codable {
  /// No condition, nothing to acknowledge.
  case normal
  /// The condition is met and nobody has said that he knows.
  case unacknowledged
  /// The condition is met and known.
  case acknowledged
  /// The condition is gone; nobody has said that he knew.
  case returned
  /// The condition is gone; the alarm stays until it is acknowledged and reset.
  case latchedUnacknowledged = "latched_unacknowledged"
  /// The condition is gone and the alarm acknowledged; it stays until it is reset.
  case latchedAcknowledged = "latched_acknowledged"
  /// Put aside by an operator for a time.
  case shelved
  /// Suppressed by design: the plant is in a state in which the alarm has no meaning.
  case suppressed
  /// Out of service until somebody puts it back.
  case outOfService = "out_of_service"

  /// True where the alarm is shown to operators.
  public var isAnnunciated: Bool {
    switch self {
    case .unacknowledged, .acknowledged, .returned, .latchedUnacknowledged, .latchedAcknowledged: true
    case .normal, .shelved, .suppressed, .outOfService: false
    }
  }
}

/// One step of an alarm through its life-cycle.
public struct AlarmTransition: Hashable, Sendable, Codable {
  /// Why an alarm moved. The raw value is the word in files and reports.
  public enum Cause: String, Hashable, Sendable, CaseIterable, Codable {
    case raised
    case returned
    case acknowledged
    case reset
    case shelved
    case unshelved
    /// The time of a shelved alarm ran out.
    case shelfExpired = "shelf_expired"
    case suppressed
    case unsuppressed
    case removedFromService = "removed_from_service"
    case returnedToService = "returned_to_service"
    /// Raised so often that it is held until it is quiet.
    case chattering
    /// Quiet again after chattering.
    case settled
  }

  /// The identifier of the rule.
  public var alarm: String
  public var from: AlarmStage
  public var to: AlarmStage
  public var cause: Cause
  /// When it happened: by the time of the sample, of the command, or of the clock that brought it about.
  public var time: Instant
  /// What the alarm rests on; `nil` for steps that no value caused.
  public var evidence: AlarmEvidence?
  /// Who asked for it, where somebody did.
  public var actor: String?
  /// The first of its group.
  public var isFirstOut = false

  /// A step.
  public init(
    alarm: String, from: AlarmStage, to: AlarmStage, cause: Cause, time: Instant, evidence: AlarmEvidence? = nil,
    actor: String? = nil
  ) {
    self.alarm = alarm
    self.from = from
    self.to = to
    self.cause = cause
    self.time = time
    self.evidence = evidence
    self.actor = actor
  }
}

/// The value an alarm rests on, and when it passed each stage from the sensor to the operator.
public struct AlarmEvidence: Hashable, Sendable, Codable {
  /// The value [SI]; `nil` where its absence is the reason.
  public var value: Double?
  /// The limit it broke [SI].
  public var limit: Double?
  /// Since when the condition had been met.
  public var since: Instant
  public var stages: StageTimes

  /// Evidence.
  public init(value: Double?, limit: Double?, since: Instant, stages: StageTimes) {
    self.value = value
    self.limit = limit
    self.since = since
    self.stages = stages
  }
}

/// When a sample passed each stage on its way from the sensor to the operator, by our clock but for the first.
public struct StageTimes: Hashable, Sendable, Codable {
  /// When the value was true, by the clock of the source.
  public var sensed: Instant
  /// When it came off the wire.
  public var received: Instant
  public var validated: Instant?
  public var stored: Instant?
  public var judged: Instant?
  public var published: Instant?

  /// The first two stages; later ones are filled in where they are passed.
  public init(
    sensed: Instant, received: Instant, validated: Instant? = nil, stored: Instant? = nil, judged: Instant? = nil,
    published: Instant? = nil
  ) {
    self.sensed = sensed
    self.received = received
    self.validated = validated
    self.stored = stored
    self.judged = judged
    self.published = published
  }
}
