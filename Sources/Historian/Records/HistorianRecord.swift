public import Plant

/// Something that happened, other than a sample: its identity, when and where, and its document.
public struct HistorianRecord: Hashable, Sendable {
  /// What sort of thing happened.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// A shot; its time is the start.
    case shot
    /// A step in the life of an alarm: raised, acknowledged, returned …
    case alarmEvent = "alarm_event"
    /// How an alarm stands now; its identity is the alarm's.
    case alarm
    /// What a diagnosis found.
    case diagnosis
    /// Samples in quarantine that somebody has to decide upon, or has; its state says which.
    case quarantine
  }

  /// The state of samples in quarantine about which nobody has decided.
  public static let waitingState = "waiting"

  public let kind: Kind
  /// Unique among those of its kind.
  public let id: String
  /// When it happened.
  public let time: Instant
  /// The machine it happened to; empty when it is of none.
  public let machine: String
  /// Its state or outcome in one word; empty when it has none.
  public let state: String
  /// All about it, as JSON.
  public let document: String

  /// A record.
  public init(
    _ kind: Kind, id: String, time: Instant, machine: String = "", state: String = "", document: String
  ) {
    self.kind = kind
    self.id = id
    self.time = time
    self.machine = machine
    self.state = state
    self.document = document
  }
}

extension HistorianRecord {
  /// Whether ``Retention/records`` applies: a step of an alarm, or a decision that was made.
  var isPast: Bool { kind == .alarmEvent || kind == .quarantine && state != Self.waitingState }

  /// ``isPast`` in SQL.
  static let pastCondition = """
    (kind = '\(Kind.alarmEvent.rawValue)' OR (kind = '\(Kind.quarantine.rawValue)' AND state <> '\(waitingState)'))
    """
}

/// Where a page of records ended, and what of them is asked for.
public struct RecordQuery: Hashable, Sendable {
  public var kind: HistorianRecord.Kind
  /// When it happened.
  public var range: Range<Instant>
  /// Only of this machine.
  public var machine: String?
  /// Only in this state.
  public var state: String?
  /// The last record of the page before.
  public var after: HistorianRecord?

  /// All of a kind during a time.
  public init(
    _ kind: HistorianRecord.Kind, in range: Range<Instant>, machine: String? = nil, state: String? = nil,
    after: HistorianRecord? = nil
  ) {
    self.kind = kind
    self.range = range
    self.machine = machine
    self.state = state
    self.after = after
  }
}

/// A file that is kept by what it contains: a run, a model, a report.
public struct Artifact: Hashable, Sendable {
  /// SHA-256 of its bytes in 64 lower-case hexadecimal digits.
  public let digest: String
  /// What it is: `"run"`, `"model"`.
  public let kind: String
  /// Size [bytes].
  public let size: Int
  /// When it was first kept.
  public let created: Instant
}
