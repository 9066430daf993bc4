package import Plant

/// Where a database is and how to speak to it.
package struct SQLAddress: Hashable, Sendable {
  /// A file of SQLite, or a server.
  package enum Place: Hashable, Sendable {
    case file(String)
    case server(LogServer)
  }

  package let dialect: SQLDialect
  package let place: Place
  /// Longest time for one statement [s], at least 1; the database gives up after it.
  package let statementSeconds: Int
  /// Longest time to wait for a connection [s], at least 1.
  package let connectSeconds: Int

  /// A database file of SQLite.
  /// - Parameter statementSeconds: longest time for one statement [s].
  package init(sqlite path: String, statementSeconds: Int = 300) {
    (dialect, place) = (.sqlite, .file(path))
    (self.statementSeconds, connectSeconds) = (max(1, statementSeconds), 10)
  }

  /// A server.
  package init(_ server: LogServer) {
    dialect = server.engine == .postgresql ? .postgresql : .mariadb
    place = .server(server)
    let seconds = server.timeout.isFinite ? Int(min(max(server.timeout.rounded(.up), 1), 86_400)) : 30
    (statementSeconds, connectSeconds) = (seconds, seconds)
  }

  /// Database, address and user, without the password: "PostgreSQL plant on db.example:5432 as reader".
  package var words: String {
    switch place {
    case .file(let path): "SQLite \(path)"
    case .server(let server):
      server.host.hasPrefix("/")
        ? "\(dialect.name) \(server.database) at \(server.host) as \(server.user)"
        : "\(dialect.name) \(server.database) on \(server.host):\(server.port) as \(server.user)"
    }
  }
}
