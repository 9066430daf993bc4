/// All that an alarm remembers. Written down and read back, it goes on as if nothing had happened.
public struct AlarmState: Hashable, Sendable, Codable {
  /// The newest time it has heard of.
  public internal(set) var now: Instant?
  /// Whether the newest usable value meets the condition, hysteresis included.
  public internal(set) var isMet = false
  /// Since when ``isMet`` has differed from ``isActive``; `nil` when it does not, or when nothing is known.
  var pendingSince: Instant?
  /// Whether the condition is met after its delays.
  public internal(set) var isActive = false
  /// Whether somebody still has to acknowledge.
  public internal(set) var needsAcknowledgment = false
  /// Whether a latched alarm still has to be reset.
  public internal(set) var needsReset = false
  /// Until when the alarm is shelved.
  public internal(set) var shelvedUntil: Instant?
  public internal(set) var isSuppressed = false
  public internal(set) var isOutOfService = false
  /// The raises within the window of the flap guard.
  var raises: [Instant] = []
  public internal(set) var isChattering = false
  /// Since when the condition of a chattering alarm has been steady; `nil` while nothing is known.
  var steadySince: Instant?
  /// The newest value and when it passed which stage.
  var value: Double?
  var stages: StageTimes?
  /// Since when the condition has been met.
  var metSince: Instant?

  /// An alarm that has seen nothing.
  public init() {}

  /// What an operator sees. Out of service hides suppression, and suppression hides the shelf.
  public var stage: AlarmStage {
    if isOutOfService { return .outOfService }
    if isSuppressed { return .suppressed }
    if shelvedUntil != nil { return .shelved }
    if isActive { return needsAcknowledgment ? .unacknowledged : .acknowledged }
    if needsReset { return needsAcknowledgment ? .latchedUnacknowledged : .latchedAcknowledged }
    return needsAcknowledgment ? .returned : .normal
  }
}

/// What an operator can ask of an alarm.
public enum AlarmCommand: Hashable, Sendable, Codable {
  case acknowledge
  /// Lets a latched alarm go whose condition is gone and that has been acknowledged.
  case reset
  /// Puts the alarm aside until a time, at most a day ahead.
  case shelve(until: Instant)
  case unshelve
  case removeFromService
  case returnToService
}

/// What a command brought about.
public struct AlarmAnswer: Hashable, Sendable {
  /// What happened, what was due before the command included.
  public var transitions: [AlarmTransition]
  /// Why the command was not obeyed; `nil` when it was.
  public var refusal: AlarmRefusal?
}

/// Why a command was not obeyed.
public struct AlarmRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  public var alarm: String
  /// What stands in the way.
  public var found: String
  /// What the command needs.
  public var expected: String

  /// A refusal.
  public init(alarm: String, found: String, expected: String) {
    self.alarm = alarm
    self.found = found
    self.expected = expected
  }

  public var description: String { "alarm \(alarm): found \(found); expected \(expected)" }
}
