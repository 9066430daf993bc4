import Synchronization

/// What the live feed has done since it began.
public struct LiveCounters: Hashable, Sendable {
  /// Items published, of all topics.
  public var published = 0
  /// Items delivered to clients, snapshots included.
  public var delivered = 0
  /// Items not delivered to a client because newer ones of their keys were.
  public var coalesced = 0
  /// Clients there are.
  public var clients = 0
  /// Clients there have been.
  public var joined = 0
  /// Clients refused because there were as many as may be.
  public var turnedAway = 0
  /// Clients closed because events came faster than they took them.
  public var tooSlow = 0
  /// Subscriptions that went on without loss.
  public var resumed = 0
  /// Subscriptions that could not go on where they were, and began with a snapshot.
  public var restarted = 0
  /// Messages of clients that were not obeyed.
  public var refused = 0
  /// Items whose key found no room in snapshots.
  public var unlisted = 0
}

/// Counts of the feed that clients and publishers raise side by side.
final class LiveMeter: Sendable {
  let published = Atomic<Int>(0)
  let delivered = Atomic<Int>(0)
  let coalesced = Atomic<Int>(0)
  let joined = Atomic<Int>(0)
  let turnedAway = Atomic<Int>(0)
  let tooSlow = Atomic<Int>(0)
  let resumed = Atomic<Int>(0)
  let restarted = Atomic<Int>(0)
  let refused = Atomic<Int>(0)
}
