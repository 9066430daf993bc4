import DatabaseOwner
import Foundation
import Plant
import Testing

/// A real database for tests: a file of SQLite, or a server that `Scripts/with-databases` started.
struct TestDatabase: Sendable, CustomTestStringConvertible {
  enum Kind: String, Sendable, CaseIterable {
    case sqlite = "SQLite"
    case postgresql = "PostgreSQL"
    case mariadb = "MariaDB"

    var server: String { rawValue.lowercased() }
  }

  let kind: Kind
  var testDescription: String { kind.rawValue }

  /// The databases that are there; the others are named on standard error.
  static let available: [TestDatabase] = Kind.allCases.filter { kind in
    let isThere = kind == .sqlite || port(kind) != nil
    if !isThere {
      print("skipped: tests on \(kind.rawValue); run them by Scripts/with-databases swift test, with it installed")
    }
    return isThere
  }.map { TestDatabase(kind: $0) }

  static let servers = available.filter { $0.kind != .sqlite }

  static func port(_ kind: Kind) -> Int? { DatabaseOwner.port(of: kind.server) }

  /// The server as the reader, who may only read what was granted.
  func server(host: String = "localhost", database: String = "plant", user: String = "reader") -> LogServer {
    LogServer(
      engine: kind == .postgresql ? .postgresql : .mariadb, host: host, port: Self.port(kind) ?? 1,
      database: database, user: user, password: .file(DatabaseOwner.path("reader.password")),
      tls: TLSOptions(mode: .verifyFull, authorities: DatabaseOwner.path("authority.pem")), poolSize: 2)
  }

  /// How a test reaches its tables; SQLite has a file for each test.
  func connection(_ test: String) -> LogConnection {
    kind == .sqlite ? .sqlite(path: Self.file(test)) : .server(server())
  }

  static func file(_ test: String) -> String {
    FileManager.default.temporaryDirectory.appending(
      path: "pur-\(test)-\(ProcessInfo.processInfo.processIdentifier).db"
    )
    .path(percentEncoded: false)
  }

  /// Runs statements of the owner.
  @discardableResult
  func execute(_ statements: String, in test: String, database: String = "plant") throws -> String {
    guard kind != .sqlite else {
      try DatabaseOwner.execute(statements, inFile: Self.file(test))
      return ""
    }
    return try DatabaseOwner.execute(statements, on: kind.server, database: database)
  }

  /// A statement that lets the reader read a table.
  func grant(_ table: String) -> String {
    switch kind {
    case .sqlite: ""
    case .postgresql: "GRANT SELECT ON \(table) TO reader;"
    case .mariadb: "GRANT SELECT ON plant.\(table) TO 'reader'@'%';"
    }
  }

  /// The type of a point in time, of a time without zone, and of text.
  var types: (instant: String, clock: String, text: String) {
    switch kind {
    case .sqlite: ("TEXT", "TEXT", "TEXT")
    case .postgresql: ("timestamptz", "timestamp", "text")
    case .mariadb: ("timestamp(6) null", "datetime(6)", "varchar(200)")
    }
  }
}
