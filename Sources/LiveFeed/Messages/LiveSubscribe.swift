/// What a client says to hear a topic.
public struct LiveSubscribe: LiveDescribed, Hashable {
  public var topic: LiveTopic
  /// The version of the topic the client understands; the newest where `nil`.
  public var version: Int?
  /// Signals, alarms, machines or sources: only items of these keys; all where `nil`.
  public var keys: [String]?
  /// Only items of these machines; all where `nil`.
  public var machines: [String]?
  /// The shortest time between two messages [s], for topics that are coalesced; no limit where `nil`.
  public var interval: Double?
  /// Where to go on; begins with a snapshot where `nil`.
  public var resume: LiveResume?

  /// The wish to hear a topic.
  public init(
    _ topic: LiveTopic, version: Int? = nil, keys: [String]? = nil, machines: [String]? = nil,
    interval: Double? = nil, resume: LiveResume? = nil
  ) {
    self.topic = topic
    self.version = version
    self.keys = keys
    self.machines = machines
    self.interval = interval
    self.resume = resume
  }

  public static let summary = "Asks for a topic. Asked again, the new wish replaces the old one."
  public static let members: [LiveMember<LiveSubscribe>] = [
    .constant("type", "subscribe", "What the message is."),
    .word("topic", "The topic.", \.topic),
    .whole("version", "The version of its items the client understands; the newest where left out.", \.version),
    .texts("keys", "Only items of these signals, alarms, machines or sources.", atMost: 1000, \.keys),
    .texts("machines", "Only items of these machines.", atMost: 1000, \.machines),
    .number("every_s", "Shortest time between two messages [s]; for samples, twin and ledger only.", \.interval),
    .object("resume", "Where to go on; begins with a snapshot where left out.", \.resume),
  ]
}

/// What a client says to hear a topic no more.
public struct LiveUnsubscribe: LiveDescribed, Hashable {
  public var topic: LiveTopic

  /// The wish to hear no more of a topic.
  public init(_ topic: LiveTopic) { self.topic = topic }

  public static let summary = "Ends a subscription."
  public static let members: [LiveMember<LiveUnsubscribe>] = [
    .constant("type", "unsubscribe", "What the message is."),
    .word("topic", "The topic.", \.topic),
  ]
}
