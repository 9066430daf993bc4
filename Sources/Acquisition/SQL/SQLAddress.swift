/// Where a database is and how to speak to it.
package struct SQLAddress: Hashable, Sendable {
  /// A file of SQLite, or a server.
  package enum Place: Hashable, Sendable {
    case file(String)
    case server(SQLServer)
  }

  package let dialect: SQLDialect
  package let place: Place
  /// Longest time for one statement [s]; the database gives up after it.
  package var statementSeconds = 300
  /// Longest time to wait for a connection [s].
  package var connectSeconds = 10

  /// A database file of SQLite.
  package init(sqlite path: String) {
    (dialect, place) = (.sqlite, .file(path))
  }

  /// A server of PostgreSQL.
  package init(postgresql server: SQLServer) {
    (dialect, place) = (.postgresql, .server(server))
  }

  /// A server of MariaDB or MySQL.
  package init(mariadb server: SQLServer) {
    (dialect, place) = (.mariadb, .server(server))
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

/// A database server, its database and its user.
package struct SQLServer: Hashable, Sendable {
  /// Name or address; a path means a local socket (PostgreSQL: its folder).
  package var host: String
  package var port: Int
  package var database: String
  package var user: String
  /// `nil` for servers that let this user in without one.
  package var password: SQLSecret?
  package var encryption: SQLEncryption

  package init(
    host: String, port: Int, database: String, user: String, password: SQLSecret? = nil,
    encryption: SQLEncryption? = nil
  ) {
    self.host = host
    self.port = port
    self.database = database
    self.user = user
    self.password = password
    self.encryption = encryption ?? (Self.isLocal(host) ? .off : SQLEncryption(.verified))
  }

  /// Whether the connection does not leave this machine: only then is it unencrypted unless asked for.
  static func isLocal(_ host: String) -> Bool {
    host.hasPrefix("/") || ["localhost", "127.0.0.1", "::1"].contains(host)
  }
}

/// Encryption of a connection.
package struct SQLEncryption: Hashable, Sendable {
  package enum Mode: String, Hashable, Sendable, CaseIterable {
    /// In the clear.
    case off
    /// Encrypted; whoever answers is believed to be the server.
    case required
    /// Encrypted; the certificate must come from the authority and name this host.
    case verified
  }

  package var mode: Mode
  /// File with the certificates of the authorities (PEM); `nil`: those this machine trusts.
  package var authority: String?
  /// Files with our own certificate and its key (PEM), where the server asks for one.
  package var certificate: String?
  package var key: String?

  package init(_ mode: Mode, authority: String? = nil, certificate: String? = nil, key: String? = nil) {
    self.mode = mode
    self.authority = authority
    self.certificate = certificate
    self.key = key
  }

  /// In the clear.
  package static let off = SQLEncryption(.off)
}
