package import Databases
import Plant

/// The databases this program was built for.
public enum SQLConnectors {
  /// One database, whether this program can read it, and how to get it otherwise.
  public struct Connector: Hashable, Sendable {
    public let name: String
    /// The client library and its version, or `nil` when the program was built without.
    public let version: String?
    /// What to do to get it; empty when it is there.
    public let remedy: String
  }

  /// SQLite, PostgreSQL and MariaDB, in this order.
  public static var all: [Connector] {
    [sqlite, postgresql, mariadb]
  }

  /// The connector of a database.
  package static func connector(_ dialect: SQLDialect) -> Connector {
    switch dialect {
    case .sqlite: sqlite
    case .postgresql: postgresql
    case .mariadb: mariadb
    }
  }

  private static var sqlite: Connector {
    Connector(name: "SQLite", version: "libsqlite3 \(SQLiteConnection.libraryVersion)", remedy: "")
  }

  private static var postgresql: Connector {
    #if PostgreSQL
      Connector(name: "PostgreSQL", version: "libpq \(PostgresConnection.libraryVersion)", remedy: "")
    #else
      Connector(name: "PostgreSQL", version: nil, remedy: remedy("libpq-dev", "PostgreSQL"))
    #endif
  }

  private static var mariadb: Connector {
    #if MariaDB
      Connector(name: "MariaDB", version: "libmariadb \(MariaDBConnection.libraryVersion)", remedy: "")
    #else
      Connector(name: "MariaDB", version: nil, remedy: remedy("libmariadb-dev", "MariaDB"))
    #endif
  }

  private static func remedy(_ library: String, _ trait: String) -> String {
    "to get it: apt-get install \(library), then in the sources: "
      + "swift build -c release --traits default,\(trait) --product pur-mold-twin"
  }

  /// Connects to a database.
  static func connect(
    _ address: SQLAddress, environment: [String: String]
  ) throws(SQLFailure) -> any SQLConnection {
    switch address.place {
    case .file(let path):
      return try SQLiteConnection(path, address)
    case .server(let server):
      let connector = connector(address.dialect)
      guard connector.version != nil else {
        throw SQLFailure(
          .connector, at: address.words, doing: "connecting",
          found: "this program was built without \(connector.name)", remedy: connector.remedy)
      }
      return try connect(server, address, password: server.password?.value(in: environment))
    }
  }

  private static func connect(
    _ server: LogServer, _ address: SQLAddress, password: String?
  ) throws(SQLFailure) -> any SQLConnection {
    #if PostgreSQL
      if address.dialect == .postgresql { return try PostgresConnection(server, address, password: password) }
    #endif
    #if MariaDB
      if address.dialect == .mariadb { return try MariaDBConnection(server, address, password: password) }
    #endif
    throw SQLFailure(
      .setting, at: address.words, doing: "connecting", found: "\(address.dialect.name) has no servers",
      remedy: SQLFailure.Kind.setting.usualRemedy)
  }
}
