/// How much of the live feed is kept, and what one client may ask of it.
public struct LiveLimits: Hashable, Sendable {
  /// Newest items kept of a topic whose items are coalesced; the window within which a client resumes.
  public var coalescedWindow: Int
  /// Newest items kept of a topic of events; the window within which a client resumes without loss, and the most that
  /// may wait for one client: a client further behind is closed and told where to resume.
  public var eventWindow: Int
  /// Most keys of one topic whose newest item is kept for snapshots; beyond it new keys are in no snapshot.
  public var keyMaximum: Int
  /// Most items in one message; where more wait of a coalesced topic, the newest of each key are delivered.
  public var batchMaximum: Int
  /// Most clients at a time.
  public var clientMaximum: Int
  /// Most keys or machines in one subscription.
  public var filterMaximum: Int
  /// Time between two heartbeats [s].
  public var heartbeat: Double
  /// Shortest and longest interval of a down-sampled subscription [s].
  public var intervals: ClosedRange<Double>

  /// Windows of 16,384 samples and 8,192 events, 10,000 clients, a heartbeat of 15 s.
  public init(
    coalescedWindow: Int = 16_384, eventWindow: Int = 8_192, keyMaximum: Int = 16_384, batchMaximum: Int = 512,
    clientMaximum: Int = 10_000, filterMaximum: Int = 1_000, heartbeat: Double = 15,
    intervals: ClosedRange<Double> = 0.1...3600
  ) {
    precondition(coalescedWindow > 0 && eventWindow > 0 && batchMaximum > 0, "a window holds something")
    self.coalescedWindow = coalescedWindow
    self.eventWindow = eventWindow
    self.keyMaximum = keyMaximum
    self.batchMaximum = batchMaximum
    self.clientMaximum = clientMaximum
    self.filterMaximum = filterMaximum
    self.heartbeat = heartbeat
    self.intervals = intervals
  }

  /// Newest items kept of a topic.
  public func window(of topic: LiveTopic) -> Int { topic.isCoalesced ? coalescedWindow : eventWindow }
}
