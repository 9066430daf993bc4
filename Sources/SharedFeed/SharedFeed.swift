package import LiveFeed

#if PostgreSQL
  package import Databases
  package import Plant
#endif

/// A live feed that several processes have in common, through a database of PostgreSQL.
///
/// What any of them publishes is written down, numbered there, and read by all of them, the one that published it
/// included: the same items have the same numbers everywhere, so that a client resumes at any of them.
package struct SharedFeed: Sendable {
  /// What is heard in this process.
  package let hub: LiveHub
  #if PostgreSQL
    private let outbox: FeedOutbox
    private let reader: FeedReader
    private let writer: FeedWriter
    private let asker: FeedAsker
    private let tally = FeedTally()
  #endif

  /// Items that may wait to be written while the database is away.
  private static let waitingMaximum = 50_000

  #if PostgreSQL
    /// Joins the feed in a database; makes its tables where they are missing.
    /// - Parameters:
    ///   - environment: where passwords may be.
    ///   - report: is told what somebody should know.
    /// - Throws: when the database cannot be reached, or the user may not write to it.
    package init(
      _ server: LogServer, environment: [String: String], limits: LiveLimits = LiveLimits(),
      report: @escaping @Sendable (SharedFeedEvent) -> Void = { _ in }
    ) async throws(SQLFailure) {
      hub = LiveHub(epoch: "", limits: limits)
      outbox = FeedOutbox(bound: Self.waitingMaximum)
      reader = FeedReader(server, environment: environment, hub: hub, tally: tally, report: report)
      writer = FeedWriter(
        server, environment: environment, outbox: outbox, limits: limits, tally: tally, report: report)
      asker = FeedAsker(server, environment: environment)
      try await reader.open()
    }

    /// Who writes down what is published.
    package var publisher: any LivePublisher { outbox }

    /// Answers what other processes ask of the watch, which is here.
    package func serve(_ answer: @escaping @Sendable (_ request: String, _ actor: String) async -> String) async {
      await reader.serve(answer)
    }

    /// Asks the process that watches.
    /// - Returns: its reply; `nil` when there was none within so many seconds.
    /// - Throws: when the database does not answer.
    package func ask(
      _ request: String, by actor: String, within seconds: Double
    ) async throws(SQLFailure) -> String? {
      try await asker.ask(request, by: actor, within: seconds)
    }

    /// Reads and writes until the task is canceled.
    package func run() async {
      await withTaskGroup { group in
        group.addTask { [reader] in await reader.run() }
        group.addTask { [writer] in await writer.run() }
        await group.waitForAll()
      }
    }

    /// Writes what waits, for so many seconds at most; after ``run()``.
    package func finish(within seconds: Double = 5) async {
      await writer.finish(within: seconds)
      await reader.close()
      await asker.close()
    }

    /// What was done in this process.
    package var counters: SharedFeedCounters {
      var counters = tally.current
      counters.waiting = outbox.waiting
      counters.dropped += outbox.dropped
      return counters
    }
  #endif
}
