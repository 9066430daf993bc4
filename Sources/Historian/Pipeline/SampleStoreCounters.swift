/// What a ``SampleStore`` has done since it was made, in samples where nothing else is said.
public struct SampleStoreCounters: Hashable, Sendable {
  public internal(set) var received = 0
  public internal(set) var stored = 0
  public internal(set) var quarantined = 0
  public internal(set) var deduplicated = 0
  public internal(set) var dropped: [DropReason: Int] = [:]
  /// Put into the spool.
  public internal(set) var spooled = 0
  /// Taken from the spool and stored or found to be there.
  public internal(set) var drained = 0
  /// Among the drained, those that turned out to be on the books already.
  public internal(set) var repeated = 0
  /// In the spool now.
  public internal(set) var inSpool = 0
  /// Size of the spool on the disk [bytes].
  public internal(set) var spoolBytes = 0
  /// Of batches that wait for their turn, or have it.
  public internal(set) var inQueue = 0
  /// Most that ever were.
  public internal(set) var inQueueMaximum = 0
  /// Batches that had to wait for room in the queue.
  public internal(set) var heldBack = 0
  /// Times the historian did not take a batch.
  public internal(set) var failures = 0

  /// Nothing yet.
  public init() {}

  /// Received less all that is accounted for; 0 unless samples were lost without a word.
  public var imbalance: Int {
    received - stored - quarantined - deduplicated - dropped.values.reduce(0, +) - inSpool - inQueue
  }
}

/// What happened to a ``SampleStore`` that somebody should know.
public enum SampleStoreEvent: Hashable, Sendable {
  /// The historian does not answer, in its own words; batches go to the spool.
  case away(HistorianFailure)
  /// The historian answers again.
  case back
  /// The spool is fuller or emptier than before.
  case spool(SpoolLevel)
  /// Samples are gone, and why.
  case lost(samples: Int, DropReason)
}

/// Where a batch is when ``SampleStore/store(_:)`` returns.
public enum StoreOutcome: Hashable, Sendable {
  case stored(AppendReceipt)
  /// In the spool, from where it follows in order.
  case spooled
  /// Given up and counted.
  case dropped(DropReason)
}
