public import Historian

/// What a watch has done since it began, and what waits in it. Every queue is here with its bound.
public struct WatchCounts: Hashable, Sendable {
  /// What became of the samples of one source: received = passed + duplicates + quarantined.
  public struct Source: Hashable, Sendable {
    public internal(set) var received = 0
    public internal(set) var passed = 0
    /// Those among the passed that were older than one before them: stored, but not judged by alarm rules.
    public internal(set) var late = 0
    /// Those among the passed that were within the dead band of the last one stored: judged by alarm rules, not stored.
    public internal(set) var unchanged = 0
    public internal(set) var duplicates = 0
    public internal(set) var quarantined = 0

    /// Nothing yet.
    public init() {}

    /// Whether nothing was lost and nothing counted twice.
    public var isBalanced: Bool { received == passed + duplicates + quarantined }
  }

  /// The queue in front of the watch. Its policy is to let sources wait.
  public struct Queue: Hashable, Sendable {
    /// Samples that may be in work or wait for it.
    public internal(set) var bound = 0
    public internal(set) var waiting = 0
    /// The most that ever were.
    public internal(set) var maximum = 0
    /// Deliveries that had to wait for room.
    public internal(set) var heldBack = 0

    /// An empty queue.
    public init() {}
  }

  /// The review queue of the quarantine. Its policy is to keep what is there: when it is full, further samples are
  /// counted as quarantined and not kept.
  public struct Review: Hashable, Sendable {
    /// Entries that may wait for a decision.
    public internal(set) var bound = 0
    public internal(set) var waiting = 0
    /// Samples that were not kept for want of room.
    public internal(set) var unkept = 0
    /// Samples that were released or fixed, and stored.
    public internal(set) var released = 0

    /// An empty queue.
    public init() {}
  }

  /// By the name of the source.
  public internal(set) var sources: [String: Source] = [:]
  public internal(set) var queue = Queue()
  /// The store of samples, its queue, and the spool.
  public internal(set) var store = SampleStoreCounters()
  /// The store of alarms and reviews, and its file.
  public internal(set) var records = RecordStoreCounters()
  public internal(set) var review = Review()
  /// Steps that alarms made.
  public internal(set) var steps = 0

  /// Nothing yet.
  public init() {}

  /// All sources together.
  public var total: Source {
    sources.values.reduce(into: Source()) { sum, source in
      sum.received += source.received
      sum.passed += source.passed
      sum.late += source.late
      sum.unchanged += source.unchanged
      sum.duplicates += source.duplicates
      sum.quarantined += source.quarantined
    }
  }
}
