public import Plant

/// Where the samples of one source went until now.
public struct LiveLedger: LiveContent {
  public var source: String
  public var time: Instant
  public var received: Int
  public var stored: Int
  public var quarantined: Int
  public var deduplicated: Int
  public var dropped: Int
  /// Received, and on the way.
  public var waiting: Int
  /// Whether every sample is accounted for.
  public var isBalanced: Bool

  /// An account of the ledger.
  public init(
    source: String, time: Instant, received: Int, stored: Int, quarantined: Int, deduplicated: Int, dropped: Int,
    waiting: Int, isBalanced: Bool
  ) {
    self.source = source
    self.time = time
    self.received = received
    self.stored = stored
    self.quarantined = quarantined
    self.deduplicated = deduplicated
    self.dropped = dropped
    self.waiting = waiting
    self.isBalanced = isBalanced
  }

  public static var topic: LiveTopic { .ledger }
  public var key: String { source }
  public var machineID: String? { nil }

  public static let summary = "Where the samples of one source went until now."
  public static let members: [LiveMember<LiveLedger>] = [
    .text("source", "The source.", \.source),
    .time("time", "When it was counted.", \.time),
    .whole("received", "Samples that came.", \.received),
    .whole("stored", "Samples the historian keeps.", \.stored),
    .whole("quarantined", "Samples that validation did not let pass.", \.quarantined),
    .whole("deduplicated", "Samples that had come before.", \.deduplicated),
    .whole("dropped", "Samples that were given up.", \.dropped),
    .whole("waiting", "Samples on the way.", \.waiting),
    .flag("balanced", "Whether every sample is accounted for.", \.isBalanced),
  ]
}
