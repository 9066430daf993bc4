import Databases

/// One connection of a client library, used by one thread at a time. Its calls wait for the database.
///
/// Conformances look at the cancellation of the current task while they wait, or can be broken off from outside by
/// their ``socket``.
protocol SQLConnection: AnyObject {
  /// File descriptor that ends a call in progress when it is shut down, for libraries that cannot be asked to stop.
  var socket: Int32? { get }

  /// Starts a transaction in which nothing can be written and everything stays as it was at its start.
  func begin() throws(SQLFailure)
  /// Ends the transaction.
  func end() throws(SQLFailure)
  /// Starts a query; its rows come by ``rows(_:)``. There is at most one at a time.
  /// - Returns: the names of the columns.
  func start(_ query: SQLQuery) throws(SQLFailure) -> [String]
  /// The next rows of the query, at most about `count`; empty when there are no more, which ends the query.
  func rows(_ count: Int) throws(SQLFailure) -> SQLBatch
  /// Ends a query before its last row.
  func stop() throws(SQLFailure)
}
