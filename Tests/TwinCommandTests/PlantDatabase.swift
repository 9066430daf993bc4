import DatabaseOwner
import Foundation
import Testing

/// A real database that the program reads: a file of SQLite, or a server that `Scripts/with-databases` started.
enum PlantDatabase: String, Sendable, CaseIterable {
  case sqlite
  case postgresql
  case mariadb

  /// The databases that are there.
  static let available = allCases.filter { $0 == .sqlite || $0.port != nil }

  private var port: Int? { DatabaseOwner.port(of: rawValue) }

  /// A new database while `body` runs: it is given the description's line `connection`, and runs statements.
  func with<Result>(_ folder: URL, _ body: (_ connection: String, _ execute: (String) throws -> Void) throws -> Result)
    throws -> Result
  {
    let name = "made_" + UUID().uuidString.filter { $0 != "-" }.lowercased().prefix(16)
    guard self != .sqlite else {
      let file = folder.appending(path: "\(name).db").path(percentEncoded: false)
      return try body("{file: \(file)}") { try DatabaseOwner.execute($0, inFile: file) }
    }
    try execute("CREATE DATABASE \(name);", in: "plant")
    defer { _ = try? execute("DROP DATABASE \(name)\(self == .postgresql ? " WITH (FORCE)" : "");", in: "plant") }
    let connection = """
      {host: localhost, port: \(port ?? 1), database: \(name), user: reader,
        password: {file: \(DatabaseOwner.path("reader.password"))},
        tls: {authorities: \(DatabaseOwner.path("authority.pem"))}}
      """
    return try body(connection) { try execute($0, in: name) }
  }

  /// A statement that lets the program's user read the tables.
  func grant(_ tables: [String]) -> String {
    switch self {
    case .sqlite: ""
    case .postgresql: "GRANT SELECT ON \(tables.joined(separator: ", ")) TO reader;\n"
    case .mariadb: tables.map { "GRANT SELECT ON \($0) TO 'reader'@'%';\n" }.joined()
    }
  }

  /// Types of a point in time and of a key.
  var types: (instant: String, text: String) {
    switch self {
    case .sqlite: ("TEXT", "TEXT")
    case .postgresql: ("timestamptz", "text")
    case .mariadb: ("timestamp(6) NULL", "varchar(100)")
    }
  }

  private func execute(_ statements: String, in database: String) throws {
    try DatabaseOwner.execute(statements, on: rawValue, database: database)
  }
}
