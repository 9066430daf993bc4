public import Historian
public import Plant

/// Hears of everything that a watch does, in order: a hub of sockets, a log, a test.
///
/// Called by one task at a time, in the middle of the watch: an implementation takes the event and returns at once. One
/// that needs longer keeps a bounded queue of its own, such as ``WatchFeed``.
public protocol WatchListener: Sendable {
  /// Takes the next event.
  func hear(_ event: WatchEvent)
}

/// What a watch did.
public enum WatchEvent: Hashable, Sendable {
  /// Samples passed validation and were stored, or wait in the spool; late ones included, and those within the dead
  /// band of the last one stored, which are not.
  case accepted(AcceptedSamples)
  /// Alarms moved. What each rests on carries the time of every stage, ``StageTimes/published`` included.
  case alarms([AlarmTransition])
  /// Entries of the review queue that are new, have grown, or were decided upon.
  case quarantined([QuarantineEntry])
  /// Something about the historian or the spool that somebody should know.
  case store(SampleStoreEvent)
  /// Where every sample went so far; told once a second.
  case counts(WatchCounts)
}

/// Samples of one source that passed together.
public struct AcceptedSamples: Hashable, Sendable {
  /// The source they came from.
  public let source: String
  /// In the order in which the source delivered them; places are those of the plant's list.
  public let samples: [Sample]
  /// When they had been judged.
  public let validated: Instant
  /// When they were in the historian or in the spool; `nil` when neither took them.
  public let stored: Instant?

  /// Samples that passed.
  public init(source: String, samples: [Sample], validated: Instant, stored: Instant?) {
    self.source = source
    self.samples = samples
    self.validated = validated
    self.stored = stored
  }
}
