import Databases

/// A connection that only reads, on a thread of its own.
actor SQLReader {
  private let target: HistorianPlace
  private let environment: [String: String]
  private let executor = QueueExecutor("historian reader")
  private var database: (any HistorianDatabase)?

  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  init(_ place: HistorianPlace, environment: [String: String]) {
    target = place
    self.environment = environment
  }

  /// Runs `body` on one state of the database, and connects first where needed.
  func read<Result: Sendable>(
    _ body: @Sendable (any HistorianDatabase) throws(SQLFailure) -> Result
  ) throws(HistorianFailure) -> Result {
    do {
      let database = try connected()
      try database.execute(database.words.snapshot)
      let result = try body(database)
      try database.execute("COMMIT")
      return result
    } catch {
      database = nil
      throw HistorianFailure(error)
    }
  }

  /// Runs `body` outside of a transaction.
  func use<Result: Sendable>(
    _ body: @Sendable (any HistorianDatabase) throws(SQLFailure) -> Result
  ) throws(HistorianFailure) -> Result {
    do {
      return try body(try connected())
    } catch {
      database = nil
      throw HistorianFailure(error)
    }
  }

  /// The version of the tables; `nil` when there are none.
  func version() throws(HistorianFailure) -> Int? {
    do {
      return try Schema.version(connected())
    } catch {
      database = nil
      throw HistorianFailure(error)
    }
  }

  private func connected() throws(SQLFailure) -> any HistorianDatabase {
    if let database { return database }
    let opened = try target.connect(.reading, environment: environment)
    database = opened
    return opened
  }

  func close() { database = nil }
}
