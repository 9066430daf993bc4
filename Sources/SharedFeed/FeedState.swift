import LiveFeed

/// Where a shared feed is.
struct FeedState: Hashable, Sendable {
  /// The numbering.
  var epoch: String
  /// The newest number of each topic.
  var heads: [LiveTopic: Int] = [:]
  /// The newest number of each topic that is kept no more.
  var floors: [LiveTopic: Int] = [:]
}

/// What a shared feed has done in this process.
package struct SharedFeedCounters: Hashable, Sendable {
  /// Items read from the database.
  package internal(set) var read = 0
  /// Items written to it.
  package internal(set) var written = 0
  /// Items that wait to be written.
  package internal(set) var waiting = 0
  /// Items given up because too many waited, or because the database does not take them.
  package internal(set) var dropped = 0
  /// Times the database did not do what was asked.
  package internal(set) var failures = 0
  /// Times the numbering had to begin anew.
  package internal(set) var renumbered = 0
  /// Whether the database answers.
  package internal(set) var isReached = false

  /// Nothing yet.
  package init() {}
}

/// Something about a shared feed that somebody should know.
package enum SharedFeedEvent: Hashable, Sendable {
  /// The database does not answer, in its own words.
  case away(String)
  /// It answers again.
  case back
  /// Items were given up.
  case dropped(Int)
  /// The database was put back to a former state: clients begin anew.
  case renumbered
}
