#if PostgreSQL
  import Databases
  import Foundation
  import LiveFeed
  import Plant

  /// Reads what is added to the tables of a shared feed into the hub of this process, and answers requests where a
  /// plant is watched.
  ///
  /// A notification says only that there is something; what there is is read by number. One that is lost costs the time
  /// until the next look, never an item.
  actor FeedReader {
    private let server: LogServer
    private let environment: [String: String]
    private let hub: LiveHub
    private let report: @Sendable (SharedFeedEvent) -> Void
    private let executor = QueueExecutor("shared feed, reading")
    private var database: FeedDatabase?
    private var answer: (@Sendable (_ request: String, _ actor: String) async -> String)?
    private let tally: FeedTally
    private var isReached = false { didSet { tally.change { [isReached] in $0.isReached = isReached } } }

    /// Longest time between two looks [s].
    private static let period = 1.0

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(
      _ server: LogServer, environment: [String: String], hub: LiveHub, tally: FeedTally,
      report: @escaping @Sendable (SharedFeedEvent) -> Void
    ) {
      self.server = server
      self.environment = environment
      self.hub = hub
      self.tally = tally
      self.report = report
    }

    /// Makes the tables where they are missing, and lets the hub go on where the shared feed is.
    func open() throws(SQLFailure) {
      let database = try FeedDatabase(server, environment: environment)
      try database.prepare(epoch: UUID().uuidString)
      try database.listen()
      try load(from: database)
      self.database = database
      isReached = true
    }

    /// Says who answers requests: here is the watch.
    func serve(_ answer: @escaping @Sendable (_ request: String, _ actor: String) async -> String) {
      self.answer = answer
    }

    /// Reads until the task is canceled; connects again as often as it must.
    func run() async {
      while !Task.isCancelled {
        do throws(SQLFailure) {
          let database = try connected()
          try take(from: database)
          let requests = try answer == nil ? [] : requests(to: database)
          for request in requests { await reply(to: request) }
          try database.wait(Self.period)
        } catch {
          database = nil
          if Task.isCancelled { return }
          tally.change { $0.failures += 1 }
          if isReached { report(.away("\(error)")) }
          isReached = false
          do { try await Task.sleep(for: .seconds(0.25)) } catch { return }
        }
        await Task.yield()
      }
    }

    /// Forgets the connection.
    func close() { database = nil }

    private func connected() throws(SQLFailure) -> FeedDatabase {
      if let database { return database }
      let made = try FeedDatabase(server, environment: environment)
      try made.listen()
      let state = try made.state()
      let isBehind = LiveTopic.allCases.contains { state.heads[$0] ?? 0 < hub.head(of: $0) }
      if state.epoch != hub.epoch || isBehind {
        // A database that was put back to a former state gives numbers anew that clients have heard.
        if state.epoch == hub.epoch {
          try made.query(FeedStatements.renumber, [.text(UUID().uuidString), .text(hub.epoch)])
        }
        try load(from: made)
        tally.change { $0.renumbered += 1 }
        report(.renumbered)
      }
      database = made
      if !isReached { report(.back) }
      isReached = true
      return made
    }

    private func load(from database: FeedDatabase) throws(SQLFailure) {
      let (state, items) = try database.everything()
      hub.begin(epoch: state.epoch, after: state.floors, items)
      tally.change { $0.read += items.count }
    }

    private func take(from database: FeedDatabase) throws(SQLFailure) {
      while true {
        let heads = Dictionary(uniqueKeysWithValues: LiveTopic.allCases.map { ($0, hub.head(of: $0)) })
        let news = try database.news(after: heads)
        if news.isEmpty { return }
        hub.take(news)
        tally.change { $0.read += news.count }
      }
    }

    private func requests(to database: FeedDatabase) throws(SQLFailure) -> [(id: String, actor: String, text: String)] {
      let rows = try database.query(FeedStatements.take)
      return (0..<rows.count).compactMap { row in
        guard let id = rows[row, 0].feedText, let actor = rows[row, 1].feedText, let text = rows[row, 2].feedText else {
          return nil
        }
        return (id, actor, text)
      }
    }

    private func reply(to request: (id: String, actor: String, text: String)) async {
      guard let answer else { return }
      let text = await answer(request.text, request.actor)
      do throws(SQLFailure) {
        try database?.query(FeedStatements.answer, [.text(request.id), .text(text)])
      } catch {
        // Whoever asked is told that nobody has answered; what was done stands among the alarms.
        tally.change { $0.failures += 1 }
        database = nil
      }
    }
  }
#endif
