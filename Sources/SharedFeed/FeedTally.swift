import Synchronization

/// What reader and writer of a shared feed count, for whoever asks while they wait for the database.
final class FeedTally: Sendable {
  private let counters = Mutex(SharedFeedCounters())

  var current: SharedFeedCounters { counters.withLock { $0 } }

  func change(_ change: (inout SharedFeedCounters) -> Void) { counters.withLock { change(&$0) } }
}
