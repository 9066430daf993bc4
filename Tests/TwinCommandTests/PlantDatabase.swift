import Foundation
import GRDBSQLite
import Testing

/// A real database that the program reads: a file of SQLite, or a server that `Scripts/with-databases` started.
enum PlantDatabase: String, Sendable, CaseIterable {
  case sqlite
  case postgresql
  case mariadb

  /// The owner's statement was refused.
  struct Refusal: Error {
    let message: String
  }

  /// The databases that are there.
  static let available = allCases.filter { $0 == .sqlite || $0.port != nil }

  private static func path(_ name: String) -> String {
    (ProcessInfo.processInfo.environment["PUR_DATABASES"] ?? "") + "/" + name
  }

  private var port: Int? {
    let text = try? String(contentsOfFile: Self.path("\(rawValue).port"), encoding: .utf8)
    return text.flatMap { Int($0.filter(\.isNumber)) }
  }

  /// A new database while `body` runs: it is given the description's line `connection`, and runs statements.
  func with<Result>(_ folder: URL, _ body: (_ connection: String, _ execute: (String) throws -> Void) throws -> Result)
    throws -> Result
  {
    let name = "made_" + UUID().uuidString.filter { $0 != "-" }.lowercased().prefix(16)
    guard self != .sqlite else {
      let file = folder.appending(path: "\(name).db").path(percentEncoded: false)
      return try body("{file: \(file)}") { try Self.executeSQLite($0, file) }
    }
    try execute("CREATE DATABASE \(name);", in: "plant")
    defer { _ = try? execute("DROP DATABASE \(name)\(self == .postgresql ? " WITH (FORCE)" : "");", in: "plant") }
    let connection = """
      {host: localhost, port: \(port ?? 1), database: \(name), user: reader,
        password: {file: \(Self.path("reader.password"))}, tls: {authorities: \(Self.path("authority.pem"))}}
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
    let process = Process()
    process.executableURL = URL(filePath: Self.path("\(rawValue)-owner"))
    process.arguments = [database]
    let (input, output) = (Pipe(), Pipe())
    (process.standardInput, process.standardOutput, process.standardError) = (input, output, output)
    // A client that refuses early reads no further: that is for its answer to say, not for a signal to end the tests.
    signal(SIGPIPE, SIG_IGN)
    try process.run()
    try? input.fileHandleForWriting.write(contentsOf: Data(statements.utf8))
    try? input.fileHandleForWriting.close()
    let answer = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Refusal(message: answer) }
  }

  private static func executeSQLite(_ statements: String, _ path: String) throws {
    var database: OpaquePointer?
    defer { sqlite3_close_v2(database) }
    guard sqlite3_open(path, &database) == SQLITE_OK, sqlite3_exec(database, statements, nil, nil, nil) == SQLITE_OK
    else { throw Refusal(message: database.map { String(cString: sqlite3_errmsg($0)) } ?? "no database") }
  }
}
