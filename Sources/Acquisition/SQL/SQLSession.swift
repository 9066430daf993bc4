package import Databases
import Glibc
import Synchronization

/// A connection with a read-only transaction, and the rows of one query at a time in bounded batches.
///
/// Waits for the database on a thread of its own. When the task is canceled, a call in progress ends with a failure of
/// kind `.canceled` and the session is of no further use.
package actor SQLSession {
  package nonisolated let address: SQLAddress
  private let executor: QueueExecutor
  private var connection: (any SQLConnection)?
  private let socket = Breakable()
  /// Whether a failure may have left the connection in the middle of something.
  package private(set) var isBroken = false

  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// A session that is not yet connected.
  package init(_ address: SQLAddress) {
    self.address = address
    executor = QueueExecutor("database")
  }

  /// Connects.
  /// - Throws: ``SQLFailure``.
  package func open(environment: [String: String]) throws(SQLFailure) {
    let connection = try SQLConnectors.connect(address, environment: environment)
    socket.watch(connection.socket)
    self.connection = connection
  }

  /// Starts the read-only transaction.
  package func begin() async throws(SQLFailure) {
    try await run { connection throws(SQLFailure) in try connection.begin() }
  }

  /// Ends the transaction.
  package func end() async throws(SQLFailure) {
    try await run { connection throws(SQLFailure) in try connection.end() }
  }

  /// Starts a query and tells its columns.
  package func start(_ query: SQLQuery) async throws(SQLFailure) -> [String] {
    try await run { connection throws(SQLFailure) in try connection.start(query) }
  }

  /// The next rows, at most about `count` and 4 MiB; empty after the last.
  package func rows(_ count: Int) async throws(SQLFailure) -> SQLBatch {
    try await run { connection throws(SQLFailure) in try connection.rows(count) }
  }

  /// Ends a query before its last row.
  package func stop() async throws(SQLFailure) {
    try await run { connection throws(SQLFailure) in try connection.stop() }
  }

  /// All rows of a query, for answers that are known to be small; more than `maximum` are a failure.
  package func all(_ query: SQLQuery, maximum: Int) async throws(SQLFailure) -> SQLBatch {
    let columns = try await start(query)
    var all = SQLBatch(columns: columns.count)
    while true {
      let batch = try await rows(maximum + 1)
      if batch.isEmpty { return all }
      for cell in batch.cells { all.append(cell) }
      guard all.count <= maximum else {
        throw SQLFailure(
          .unsupported, at: address.words, doing: query.purpose, found: "more than \(maximum) rows",
          remedy: "narrow the query")
      }
    }
  }

  /// Disconnects.
  package func close() {
    socket.watch(nil)
    connection = nil
  }

  /// Runs a call that waits for the database; after a failure the session is broken.
  private func run<Result: Sendable>(
    _ body: (any SQLConnection) throws(SQLFailure) -> Result
  ) async throws(SQLFailure) -> Result {
    guard let connection, !isBroken else {
      throw SQLFailure(
        .lost, at: address.words, doing: "using the connection", found: "it is closed",
        remedy: SQLFailure.Kind.lost.usualRemedy)
    }
    let socket = socket
    do {
      return try await withTaskCancellationHandler {
        try body(connection)
      } onCancel: {
        socket.shut()
      }
    } catch let failure as SQLFailure {
      isBroken = true
      throw Task.isCancelled ? failure.canceled : failure
    } catch {
      isBroken = true
      throw SQLFailure(
        .statement, at: address.words, doing: "using the connection", found: "\(error)",
        remedy: SQLFailure.Kind.statement.usualRemedy)
    }
  }
}

extension SQLFailure {
  /// The same, as the consequence of a cancellation.
  fileprivate var canceled: SQLFailure {
    SQLFailure(
      .canceled, at: place, doing: action, found: "canceled", remedy: SQLFailure.Kind.canceled.usualRemedy)
  }
}

/// The socket of a connection while it may be shut down from outside.
private final class Breakable: Sendable {
  private let descriptor = Mutex<Int32?>(nil)

  func watch(_ socket: Int32?) {
    descriptor.withLock { $0 = socket }
  }

  func shut() {
    descriptor.withLock { descriptor in
      if let open = descriptor { _ = shutdown(open, Int32(SHUT_RDWR)) }
    }
  }
}
