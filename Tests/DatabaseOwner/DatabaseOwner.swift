import Foundation
import GRDBSQLite

/// The owner of the databases of tests, who makes what they need: of the servers that `Scripts/with-databases` started,
/// and of files of SQLite.
package enum DatabaseOwner {
  /// The owner's statement was refused.
  package struct Refusal: Error {
    package let message: String

    package init(message: String) { self.message = message }
  }

  /// Folder of the servers, where there are some.
  package static let folder = ProcessInfo.processInfo.environment["PUR_DATABASES"]

  /// Path of one of the servers' files.
  package static func path(_ name: String) -> String { (folder ?? "") + "/" + name }

  /// The port of a server; `nil` where it is not there.
  ///
  /// - Parameter server: `postgresql` or `mariadb`.
  package static func port(of server: String) -> Int? {
    guard folder != nil, let text = try? String(contentsOfFile: path(server + ".port"), encoding: .utf8) else {
      return nil
    }
    return Int(text.filter(\.isNumber))
  }

  /// Runs statements in a database of a server, and returns what the server's own client printed.
  ///
  /// Statements and answer go through files: the ends of pipes would be inherited by programs that other tests start.
  /// - Throws: ``Refusal`` with what the client printed when it failed.
  @discardableResult
  package static func execute(_ statements: String, on server: String, database: String) throws -> String {
    let base = FileManager.default.temporaryDirectory.appending(path: "owner-\(UUID().uuidString)")
    let (input, output) = (base.appendingPathExtension("in"), base.appendingPathExtension("out"))
    defer { for file in [input, output] { try? FileManager.default.removeItem(at: file) } }
    try Data(statements.utf8).write(to: input)
    try Data().write(to: output)
    let process = Process()
    process.executableURL = URL(filePath: path(server + "-owner"))
    process.arguments = [database]
    process.standardInput = try FileHandle(forReadingFrom: input)
    let answer = try FileHandle(forWritingTo: output)
    (process.standardOutput, process.standardError) = (answer, answer)
    try process.run()
    process.waitUntilExit()
    let text = try String(contentsOf: output, encoding: .utf8)
    guard process.terminationStatus == 0 else { throw Refusal(message: text) }
    return text
  }

  /// Runs statements in a file of SQLite, which is made where it is not there.
  package static func execute(_ statements: String, inFile path: String) throws {
    var database: OpaquePointer?
    defer { sqlite3_close_v2(database) }
    guard sqlite3_open(path, &database) == SQLITE_OK, sqlite3_exec(database, statements, nil, nil, nil) == SQLITE_OK
    else { throw Refusal(message: database.map { String(cString: sqlite3_errmsg($0)) } ?? "no database") }
  }
}
