import Foundation
import GRDBSQLite
import Plant
import Testing

/// A real database for tests: a file of SQLite, or a server that `Scripts/with-databases` started.
struct TestDatabase: Sendable, CustomTestStringConvertible {
  enum Kind: String, Sendable, CaseIterable {
    case sqlite = "SQLite"
    case postgresql = "PostgreSQL"
    case mariadb = "MariaDB"
  }

  /// The owner's statement was refused.
  struct Refusal: Error {
    let message: String
  }

  let kind: Kind
  var testDescription: String { kind.rawValue }

  /// Folder of the servers, where there are some.
  static let folder = ProcessInfo.processInfo.environment["PUR_DATABASES"]

  /// The databases that are there; the others are named on standard error.
  static let available: [TestDatabase] = Kind.allCases.filter { kind in
    let isThere = kind == .sqlite || port(kind) != nil
    if !isThere {
      print("skipped: tests on \(kind.rawValue); run them by Scripts/with-databases swift test, with it installed")
    }
    return isThere
  }.map { TestDatabase(kind: $0) }

  static let servers = available.filter { $0.kind != .sqlite }

  static func port(_ kind: Kind) -> Int? {
    let name = kind == .postgresql ? "postgresql.port" : "mariadb.port"
    guard let folder, let text = try? String(contentsOfFile: folder + "/" + name, encoding: .utf8) else { return nil }
    return Int(text.filter(\.isNumber))
  }

  static func path(_ name: String) -> String { (folder ?? "") + "/" + name }

  /// The server as the reader, who may only read what was granted.
  func server(host: String = "localhost", database: String = "plant", user: String = "reader") -> LogServer {
    LogServer(
      engine: kind == .postgresql ? .postgresql : .mariadb, host: host, port: Self.port(kind) ?? 1,
      database: database, user: user, password: .file(Self.path("reader.password")),
      tls: TLSOptions(mode: .verifyFull, authorities: Self.path("authority.pem")), poolSize: 2)
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
    guard kind != .sqlite else { return try Self.executeSQLite(statements, Self.file(test)) }
    let process = Process()
    process.executableURL = URL(filePath: Self.path(kind == .postgresql ? "postgresql-owner" : "mariadb-owner"))
    process.arguments = [database]
    let (input, output) = (Pipe(), Pipe())
    (process.standardInput, process.standardOutput, process.standardError) = (input, output, output)
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(statements.utf8))
    try input.fileHandleForWriting.close()
    let answer = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Refusal(message: answer) }
    return answer
  }

  private static func executeSQLite(_ statements: String, _ path: String) throws -> String {
    var database: OpaquePointer?
    defer { sqlite3_close_v2(database) }
    guard sqlite3_open(path, &database) == SQLITE_OK, sqlite3_exec(database, statements, nil, nil, nil) == SQLITE_OK
    else { throw Refusal(message: database.map { String(cString: sqlite3_errmsg($0)) } ?? "no database") }
    return ""
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
