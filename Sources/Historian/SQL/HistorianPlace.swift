import Databases
import Foundation
public import Plant

/// Where a historian is: a file of SQLite, a database of PostgreSQL, or memory.
public enum HistorianPlace: Hashable, Sendable {
  case memory
  /// The path of a file of SQLite.
  case sqlite(path: String)
  case postgresql(LogServer)

  /// Reads `memory:`, `sqlite:plant.db`, `plant.db`, or `postgresql://user@host:5432/database?…`.
  ///
  /// A password never stands in the address: `password_file=path` or `password_variable=NAME` say where it is. Further
  /// parameters are `sslmode`, `sslrootcert` and `timeout` [s].
  /// - Throws: a failure of kind `.request`.
  public init(_ text: String) throws(HistorianFailure) {
    if text == "memory:" || text == "memory" {
      self = .memory
    } else if text.hasPrefix("postgresql:") || text.hasPrefix("postgres:") {
      self = .postgresql(try Self.server(text))
    } else {
      let path = text.hasPrefix("sqlite:") ? String(text.dropFirst("sqlite:".count)) : text
      guard !path.isEmpty, !path.contains("://") else {
        throw Self.refusal(text, "an address of no known kind", "write plant.db, or postgresql://user@host/database")
      }
      self = .sqlite(path: path)
    }
  }

  private static func server(_ text: String) throws(HistorianFailure) -> LogServer {
    guard let parts = URLComponents(string: text), let user = parts.user, !user.isEmpty else {
      throw refusal("postgresql:…", "no address with a user", "write postgresql://user@host:5432/database")
    }
    let database = String(parts.path.dropFirst())
    let shown = "postgresql://\(user)@\(parts.host ?? "")/\(database)"
    guard parts.password == nil else {
      throw refusal(
        shown, "a password in the address", "name its place: ?password_file=path or ?password_variable=NAME")
    }
    guard !database.isEmpty, !database.contains("/") else {
      throw refusal(shown, "no database", "write postgresql://user@host:5432/database")
    }
    var server = LogServer(
      engine: .postgresql, host: parts.host.flatMap { $0.isEmpty ? nil : $0 } ?? "/var/run/postgresql",
      port: parts.port ?? 5_432, database: database, user: user)
    for item in parts.queryItems ?? [] {
      guard let value = item.value, !value.isEmpty else {
        throw refusal(shown, "parameter \(item.name) without value", "write \(item.name)=…")
      }
      try set(item.name, value, &server, shown)
    }
    if server.host.hasPrefix("/"), server.tls.mode == .verifyFull { server.tls.mode = .disable }
    return server
  }

  private static func set(
    _ name: String, _ value: String, _ server: inout LogServer, _ shown: String
  ) throws(HistorianFailure) {
    switch name {
    case "host": server.host = value
    case "password_file": server.password = .file(value)
    case "password_variable": server.password = .environment(value)
    case "sslrootcert": server.tls.authorities = value
    case "sslmode":
      guard let mode = TLSOptions.Mode(rawValue: value) else {
        let modes = TLSOptions.Mode.allCases.map(\.rawValue).joined(separator: ", ")
        throw refusal(shown, "sslmode \(value)", "write one of \(modes)")
      }
      server.tls.mode = mode
    case "timeout":
      guard let seconds = Double(value), seconds >= 1, seconds <= 86_400 else {
        throw refusal(shown, "timeout \(value)", "write 1 … 86400 s")
      }
      server.timeout = seconds
    default:
      throw refusal(
        shown, "unknown parameter \(name)",
        "known are host, password_file, password_variable, sslmode, sslrootcert and timeout")
    }
  }

  private static func refusal(_ place: String, _ found: String, _ remedy: String) -> HistorianFailure {
    HistorianFailure(.request, at: place, doing: "reading the address", found: found, remedy: remedy)
  }

  /// The place in words, without password.
  public var words: String {
    switch self {
    case .memory: "memory"
    case .sqlite(let path): "SQLite \(path)"
    case .postgresql(let server): SQLAddress(server).words
    }
  }

  /// How it is opened.
  enum Access { case creating, writing, reading }

  /// A connection; memory has none.
  func connect(_ access: Access, environment: [String: String]) throws(SQLFailure) -> any HistorianDatabase {
    switch self {
    case .memory:
      throw SQLFailure(.setting, at: words, doing: "connecting", found: "memory", remedy: "name a file")
    case .sqlite(let path):
      return try SQLiteDatabase(
        path, access == .creating ? .creating : access == .writing ? .writing : .reading)
    case .postgresql(let server):
      #if PostgreSQL
        return try PostgresDatabase(server, environment: environment, isNew: access == .creating)
      #else
        throw SQLFailure(
          .connector, at: words, doing: "connecting", found: "this program was built without PostgreSQL",
          remedy: "install libpq-dev and build again; trait PostgreSQL of \(server.engine.rawValue)")
      #endif
    }
  }
}
