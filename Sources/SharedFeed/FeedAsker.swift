#if PostgreSQL
  import Databases
  import Foundation
  import Plant

  /// Asks the process that watches the plant, through the tables of a shared feed.
  actor FeedAsker {
    private let executor = QueueExecutor("shared feed, asking")
    private var connection: FeedConnection

    /// Between two looks for a reply [s].
    private static let period = 0.02

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(_ server: LogServer, environment: [String: String]) {
      connection = FeedConnection(server, environment: environment)
    }

    /// - Returns: the reply; `nil` when there was none within so many seconds. The request is withdrawn then, unless
    ///   the watch has taken it.
    func ask(_ request: String, by actor: String, within seconds: Double) async throws(SQLFailure) -> String? {
      do throws(SQLFailure) {
        let id = UUID().uuidString
        let database = try pose(id, request, by: actor)
        let end = ContinuousClock.now + .seconds(seconds)
        var reply: String?
        while reply == nil, ContinuousClock.now < end {
          let rows = try database.query(FeedStatements.reply, [.text(id)])
          reply = rows.isEmpty ? nil : rows[0, 0].feedText
          if reply == nil {
            do { try await Task.sleep(for: .seconds(Self.period)) } catch { break }
          }
        }
        try database.query(FeedStatements.withdraw, [.text(id)])
        return reply
      } catch {
        connection.forget()
        throw error
      }
    }

    /// Writes a request down. A connection that had been lost is noticed only now; it is made anew once, and what may
    /// have been written is not written twice.
    private func pose(_ id: String, _ request: String, by actor: String) throws(SQLFailure) -> FeedDatabase {
      let isOld = connection.isMade
      do throws(SQLFailure) {
        let database = try connection()
        try database.transaction { () throws(SQLFailure) in
          try database.query(FeedStatements.ask, [.text(id), .text(actor), .text(request)])
          try database.query(FeedStatements.tell)
        }
        return database
      } catch {
        connection.forget()
        guard isOld else { throw error }
        return try pose(id, request, by: actor)
      }
    }

    /// Forgets the connection.
    func close() { connection.forget() }
  }
#endif
