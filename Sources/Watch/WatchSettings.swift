/// Bounds and periods of a watch.
public struct WatchSettings: Hashable, Sendable {
  /// Samples in work or waiting for it, at least 1; a single larger delivery is let through alone.
  public var queueSamples: Int
  /// Entries of the review queue that may wait for a decision.
  public var reviewEntries: Int
  /// Records that may wait while the historian is away.
  public var recordBound: Int
  /// Bound of the spool [bytes].
  public var spoolBytes: Int
  /// From one look at the clock to the next [s]: silence of signals, delays of alarms.
  public var tick: Double
  /// From one writing down of what 32 alarms remember to the next [s]. Each step is written down at once.
  public var saving: Double
  /// How far back alarms are brought up to date from stored samples at the start [s].
  public var lookBack: Double
  /// The longest wait before a historian that was away at the start is tried again [s].
  public var meeting: Double
  /// From one dropping of what is older than it is kept to the next [s].
  public var retaining: Double

  /// Bounds; by default 200,000 samples, 10,000 entries, 100,000 records and 1 GiB; a look every 50 ms, states
  /// written down every second, an hour looked back, 10 s between two trials to meet the historian,
  /// retention once an hour.
  public init(
    queueSamples: Int = 200_000, reviewEntries: Int = 10_000, recordBound: Int = 100_000, spoolBytes: Int = 1 << 30,
    tick: Double = 0.05, saving: Double = 1, lookBack: Double = 3_600, meeting: Double = 10, retaining: Double = 3_600
  ) {
    self.queueSamples = max(1, queueSamples)
    self.reviewEntries = max(0, reviewEntries)
    self.recordBound = max(1, recordBound)
    self.spoolBytes = max(1, spoolBytes)
    self.tick = min(60, max(0.001, tick))
    self.saving = max(0.1, saving)
    self.lookBack = max(0, lookBack)
    self.meeting = max(0.01, meeting)
    self.retaining = max(0.01, retaining)
  }
}
