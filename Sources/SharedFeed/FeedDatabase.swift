#if PostgreSQL
  import Databases
  import LiveFeed
  import Plant
  import Twin

  /// A connection on which a shared feed reads or writes, used by one thread at a time. Its calls wait.
  final class FeedDatabase {
    private let link: PostgresLink

    /// - Throws: when the server cannot be reached or does not let us in.
    init(_ server: LogServer, environment: [String: String]) throws(SQLFailure) {
      link = try PostgresLink(
        server, SQLAddress(server), password: server.password?.value(in: environment))
    }

    /// Runs a statement and returns its rows.
    @discardableResult
    func query(_ statement: String, _ parameters: [SQLCell] = []) throws(SQLFailure) -> SQLBatch {
      link.action = "the live feed: " + statement.prefix { !$0.isNewline }.prefix(60)
      return try link.run(statement, parameters).batch ?? SQLBatch(columns: 0)
    }

    /// Runs `body` in a transaction, which is undone when it throws.
    func transaction<Result>(
      _ begin: String = "BEGIN", _ body: () throws(SQLFailure) -> Result
    ) throws(SQLFailure) -> Result {
      try query(begin)
      do {
        let result = try body()
        try query("COMMIT")
        return result
      } catch {
        // The first failure is the one to tell; a connection that is gone has undone it by itself.
        _ = try? query("ROLLBACK")
        throw error
      }
    }

    /// Wants to be told when somebody adds something.
    func listen() throws(SQLFailure) { try query("LISTEN " + FeedStatements.channel) }

    /// Waits until somebody has added something, so many seconds at most.
    func wait(_ seconds: Double) throws(SQLFailure) {
      link.action = "waiting for the live feed"
      _ = try link.isNotified(within: seconds)
    }

    /// Makes the tables where they are missing.
    /// - Parameter epoch: the numbering, where there is none yet.
    func prepare(epoch: String) throws(SQLFailure) {
      let made = try query(FeedStatements.isMade)
      guard made.isEmpty || made[0, 0].feedText == nil else { return }
      try transaction { () throws(SQLFailure) in
        try query(FeedStatements.lock)
        for table in FeedStatements.tables { try query(table) }
        try query(FeedStatements.number, [.text(epoch)])
        for topic in LiveTopic.allCases { try query(FeedStatements.addTopic, [.text(topic.rawValue)]) }
      }
    }

    /// The numbering, and where each topic is.
    func state() throws(SQLFailure) -> FeedState {
      let epoch = try query(FeedStatements.epoch)
      let rows = try query(FeedStatements.topics)
      var state = FeedState(epoch: epoch.isEmpty ? "" : epoch[0, 0].feedText ?? "")
      for row in 0..<rows.count {
        guard let topic = rows[row, 0].feedText.flatMap(LiveTopic.init) else { continue }
        state.heads[topic] = rows[row, 1].feedNumber ?? 0
        state.floors[topic] = rows[row, 2].feedNumber ?? 0
      }
      return state
    }

    /// All that is kept, and the state it belongs to.
    func everything() throws(SQLFailure) -> (state: FeedState, items: [LiveItem]) {
      try transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") { () throws(SQLFailure) in
        (try state(), Self.items(try query(FeedStatements.everything)))
      }
    }

    /// What was added after the numbers given, in order.
    func news(after heads: [LiveTopic: Int]) throws(SQLFailure) -> [LiveItem] {
      var json = JSONWriter(indented: false)
      json.object { json in
        for (topic, head) in heads { json.string(topic.rawValue, "\(head)") }
      }
      return Self.items(try query(FeedStatements.news, [.text(json.text)]))
    }

    private static func items(_ rows: SQLBatch) -> [LiveItem] {
      (0..<rows.count).compactMap { row in
        guard let topic = rows[row, 0].feedText.flatMap(LiveTopic.init), let sequence = rows[row, 1].feedNumber,
          let key = rows[row, 2].feedText, let item = rows[row, 6].feedText
        else { return nil }
        var number: Double?
        if case .double(let value) = rows[row, 4] { number = value }
        return LiveItem(
          topic: topic, sequence: sequence, key: key, machine: rows[row, 3].feedText, number: number,
          isAtRest: rows[row, 5].feedNumber == 1, json: item)
      }
    }
  }

  extension SQLCell {
    var feedText: String? { if case .text(let text) = self { text } else { nil } }
    var feedNumber: Int? { if case .integer(let number) = self { Int(number) } else { nil } }
  }
#endif
