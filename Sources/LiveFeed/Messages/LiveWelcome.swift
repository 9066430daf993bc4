public import Plant

/// The first message to a client.
public struct LiveWelcome: LiveDescribed, Hashable {
  /// What a client may subscribe to.
  public struct Offer: LiveDescribed, Hashable {
    public var topic: LiveTopic
    /// Newest items that are kept for clients that come back.
    public var window: Int

    public static let summary = "A topic that a client may subscribe to."
    public static let members: [LiveMember<Offer>] = [
      .word("topic", "The topic.", \.topic),
      .whole("version", "Version of its items.", \.topic.version),
      .whole("window", "Items kept; a client that missed no more resumes without loss.", \.window),
      .flag("coalesced", "Whether a newer item replaces an older one of its key.", \.topic.isCoalesced),
    ]
  }

  public var time: Instant
  public var epoch: String
  /// Time between heartbeats [s].
  public var heartbeat: Double?
  public var topics: [Offer]

  public static let summary = "The first message to a client."
  public static let members: [LiveMember<LiveWelcome>] = [
    .constant("type", "welcome", "What the message is."),
    .whole("protocol", "Version of the messages.", \.protocolVersion),
    .time("time", "The clock of the service.", \.time),
    .text("epoch", "The numbering of sequences; where it changes, they began anew.", \.epoch),
    .number("heartbeat_s", "Time between two heartbeats [s].", \.heartbeat),
    .list("topics", "What the client may subscribe to.", \.topics),
  ]

  /// Version of the messages.
  public var protocolVersion: Int { 1 }
}

/// A subscription was made.
public struct LiveSubscribed: LiveDescribed, Hashable {
  /// How a subscription began. The raw value is the word in messages.
  public enum Beginning: String, Hashable, Sendable, CaseIterable {
    /// Nothing was asked for: a snapshot follows.
    case snapshot
    /// The client goes on where it was; it has lost nothing.
    case resumed
    /// The numbering has begun anew: a snapshot follows.
    case newEpoch = "new_epoch"
    /// More was missed than is kept: a snapshot follows.
    case beyondWindow = "beyond_window"
  }

  public var topic: LiveTopic
  public var beginning: Beginning
  /// Where the topic is.
  public var sequence: Int

  public static let summary = "Answers `subscribe`."
  public static let members: [LiveMember<LiveSubscribed>] = [
    .constant("type", "subscribed", "What the message is."),
    .word("topic", "The topic.", \.topic),
    .whole("version", "Version of its items.", \.topic.version),
    .word("begins", "How the subscription begins.", \.beginning),
    .whole("sequence", "Where the topic is.", \.sequence),
  ]
}

/// A subscription has ended.
public struct LiveUnsubscribed: LiveDescribed, Hashable {
  public var topic: LiveTopic

  public static let summary = "Answers `unsubscribe`."
  public static let members: [LiveMember<LiveUnsubscribed>] = [
    .constant("type", "unsubscribed", "What the message is."),
    .word("topic", "The topic.", \.topic),
  ]
}

/// The connection lives.
public struct LiveHeartbeat: LiveDescribed, Hashable {
  public var time: Instant
  /// Where the client is in each topic it hears.
  public var marks: [LiveMark]

  public static let summary = "Says that the connection lives, and where the client may resume."
  public static let members: [LiveMember<LiveHeartbeat>] = [
    .constant("type", "heartbeat", "What the message is."),
    .time("time", "The clock of the service.", \.time),
    .list("marks", "Where the client is in each topic it hears.", \.marks),
  ]
}
