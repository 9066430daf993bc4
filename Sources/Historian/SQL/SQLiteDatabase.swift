import Databases
import FileLocks
import GRDBSQLite
import Glibc

/// A database file of SQLite in WAL mode: one writer, readers beside it.
final class SQLiteDatabase: HistorianDatabase {
  let place: String
  private let path: String
  private var database: OpaquePointer?
  private var statements: [String: OpaquePointer] = [:]
  private var action = "opening"
  /// Held by the one writer.
  private var lock: FileLock?
  private var keeper: WriteAheadKeeper?
  /// Pages that are copied between two words of progress: 32 MiB.
  private static let backupPages: Int32 = 4_096

  /// How a file is opened.
  enum Access { case creating, writing, reading }

  let words = SchemaWords(
    begin: "BEGIN IMMEDIATE", snapshot: "BEGIN", whole: "INTEGER", real: "REAL", bytes: "BLOB", instant: "INTEGER",
    blockSuffix: "",
    afterTable: [:])

  init(_ path: String, _ access: Access) throws(SQLFailure) {
    self.path = path
    place = "SQLite \(path)"
    // Not as a URI: a file name must not carry options.
    let flags =
      switch access {
      case .creating: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
      case .writing, .reading: SQLITE_OPEN_READWRITE
      }
    var code = sqlite3_open_v2(path, &database, flags | SQLITE_OPEN_NOMUTEX, nil)
    if code == SQLITE_CANTOPEN, access == .reading {
      sqlite3_close_v2(database)
      code = sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nil)
    }
    try check(code)
    sqlite3_busy_timeout(database, 10_000)
    // Large pages suit blocks; they must be chosen before the first table.
    if access == .creating { try execute("PRAGMA page_size = 8192") }
    for pragma in ["trusted_schema = OFF", "cell_size_check = ON", "temp_store = MEMORY", "cache_size = -65536"] {
      try execute("PRAGMA \(pragma)")
    }
    if access == .reading {
      try execute("PRAGMA query_only = ON")
    } else {
      // NORMAL: a commit waits for no disk; the keeper sees to it that what is committed gets there.
      for pragma in ["journal_mode = WAL", "synchronous = NORMAL"] { try execute("PRAGMA \(pragma)") }
      keeper = WriteAheadKeeper(path)
      keeper?.attach(database)
    }
    _ = try query("SELECT count(*) FROM sqlite_schema", [])
  }

  deinit {
    for statement in statements.values { sqlite3_finalize(statement) }
    keeper?.close(database)
    sqlite3_close_v2(database)
  }

  func lockForWriting() throws(SQLFailure) {
    action = "becoming the writer"
    let file = path + ".writer"
    do {
      lock = try FileLock(file: file, mode: 0o644)
    } catch {
      switch error {
      case .held:
        throw failure(.busy, "another process writes to it", "stop that one first; queries need no such right")
      case .unopened(let code):
        throw failure(.permission, "\(file): \(String(cString: strerror(code)))", "make the folder writable")
      }
    }
  }

  func query(_ statement: String, _ parameters: [SQLCell]) throws(SQLFailure) -> SQLBatch {
    action = Self.words(of: statement)
    let prepared = try prepare(statement)
    for (index, parameter) in parameters.enumerated() { try check(bind(parameter, prepared, Int32(index + 1))) }
    defer { sqlite3_reset(prepared) }
    let columns = sqlite3_column_count(prepared)
    var batch = SQLBatch(columns: Int(columns))
    while true {
      let code = sqlite3_step(prepared)
      if code == SQLITE_DONE { return batch }
      guard code == SQLITE_ROW else { throw failure(code) }
      for column in 0..<columns { batch.append(cell(prepared, column)) }
    }
  }

  func insert(_ table: String, _ columns: [String], _ rows: [[SQLCell]]) throws(SQLFailure) {
    guard !rows.isEmpty else { return }
    let places = columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
    try step("INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(places))", rows)
  }

  func insertBlocks(_ rows: [[SQLCell]]) throws(SQLFailure) {
    try insert("block", Schema.blockColumns, rows)
  }

  func removeBlocks(before time: Int64) throws(SQLFailure) -> Int {
    let count = try query(
      "SELECT CAST(coalesce(sum(samples), 0) AS BIGINT) FROM block WHERE first < $1", [.instant(time)])
    _ = try query("DELETE FROM block WHERE first < $1", [.instant(time)])
    return Int(count[0, 0].whole ?? 0)
  }

  func merge(_ table: String, _ rows: [[SQLCell]]) throws(SQLFailure) {
    guard !rows.isEmpty else { return }
    let places = Schema.windowColumns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
    try step(Schema.merging(table, "VALUES (\(places))"), rows)
  }

  func damage() throws(SQLFailure) -> [String] {
    let answer = try query("PRAGMA integrity_check(20)", [])
    let lines = (0..<answer.count).compactMap { answer[$0, 0].string }
    return lines == ["ok"] ? [] : lines
  }

  func size() throws(SQLFailure) -> Int {
    let answer = try query("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()", [])
    return Int(answer[0, 0].whole ?? 0)
  }

  /// Copies the database to a new file while it is in use, and forces the copy to the disk.
  ///
  /// The copy is of one moment: a transaction holds it while pages are copied, whoever writes meanwhile.
  /// - Parameter progress: is told copied and all pages, and may end the copy by throwing.
  func backUp(
    to path: String, progress: (_ done: Int, _ total: Int) throws(SQLFailure) -> Void
  ) throws(SQLFailure) {
    action = "writing the backup \(path)"
    var target: OpaquePointer?
    defer { sqlite3_close_v2(target) }
    try check(sqlite3_open_v2(path, &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nil), target)
    try execute("BEGIN")
    defer { _ = try? query("COMMIT", []) }
    _ = try query("SELECT count(*) FROM sqlite_schema", [])
    action = "writing the backup \(path)"
    guard let backup = sqlite3_backup_init(target, "main", database, "main") else {
      throw failure(sqlite3_errcode(target), target)
    }
    var code = SQLITE_OK
    while code == SQLITE_OK {
      code = sqlite3_backup_step(backup, Self.backupPages)
      let total = Int(sqlite3_backup_pagecount(backup))
      do {
        try progress(total - Int(sqlite3_backup_remaining(backup)), total)
      } catch {
        sqlite3_backup_finish(backup)
        throw error
      }
    }
    sqlite3_backup_finish(backup)
    guard code == SQLITE_DONE else { throw failure(code, target) }
  }

  private func step(_ statement: String, _ rows: [[SQLCell]]) throws(SQLFailure) {
    action = Self.words(of: statement)
    let prepared = try prepare(statement)
    defer { sqlite3_reset(prepared) }
    for row in rows {
      for (index, cell) in row.enumerated() { try check(bind(cell, prepared, Int32(index + 1))) }
      let code = sqlite3_step(prepared)
      guard code == SQLITE_DONE else { throw failure(code) }
      sqlite3_reset(prepared)
    }
  }

  private func prepare(_ text: String) throws(SQLFailure) -> OpaquePointer {
    if let known = statements[text] { return known }
    var prepared: OpaquePointer?
    try check(sqlite3_prepare_v3(database, text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil))
    guard let prepared else { throw failure(SQLITE_MISUSE) }
    statements[text] = prepared
    return prepared
  }

  private func bind(_ cell: SQLCell, _ statement: OpaquePointer, _ index: Int32) -> Int32 {
    // Tells SQLite to copy the value before the call returns.
    let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    return switch cell {
    case .null: sqlite3_bind_null(statement, index)
    case .integer(let value), .instant(let value), .clock(let value): sqlite3_bind_int64(statement, index, value)
    case .double(let value): sqlite3_bind_double(statement, index, value)
    case .text(let value): sqlite3_bind_text(statement, index, value, Int32(clamping: value.utf8.count), copied)
    case .bytes(let value): sqlite3_bind_blob64(statement, index, value, UInt64(value.count), copied)
    }
  }

  private func cell(_ statement: OpaquePointer, _ column: Int32) -> SQLCell {
    switch sqlite3_column_type(statement, column) {
    case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, column))
    case SQLITE_FLOAT: return .double(sqlite3_column_double(statement, column))
    case SQLITE_NULL: return .null
    case SQLITE_TEXT:
      let start = sqlite3_column_text(statement, column)
      let count = Int(sqlite3_column_bytes(statement, column))
      return .text(String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self))
    default:
      let start = sqlite3_column_blob(statement, column)
      let count = Int(sqlite3_column_bytes(statement, column))
      return .bytes(Array(UnsafeRawBufferPointer(start: start, count: count)))
    }
  }

  private func check(_ code: Int32, _ target: OpaquePointer? = nil) throws(SQLFailure) {
    if code != SQLITE_OK { throw failure(code, target) }
  }

  private func failure(_ code: Int32, _ target: OpaquePointer? = nil) -> SQLFailure {
    let message =
      (target ?? database).map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(code))
    switch code & 0xff {
    case SQLITE_CANTOPEN:
      return failure(.database, message, "name a file that exists, or open the place for writing, which makes one")
    case SQLITE_NOTADB, SQLITE_CORRUPT:
      return failure(.unsupported, message, "restore a backup; a check of every block says what is damaged")
    case SQLITE_BUSY, SQLITE_LOCKED: return failure(.busy, message, "another program holds the file; try again")
    case SQLITE_FULL: return failure(.full, message, SQLFailure.Kind.full.usualRemedy)
    case SQLITE_IOERR: return failure(.lost, message, "check the disk and its file system")
    case SQLITE_PERM, SQLITE_AUTH, SQLITE_READONLY:
      return failure(.permission, message, "make the file and its folder writable")
    default:
      let kind: SQLFailure.Kind = message.hasPrefix("no such table") ? .table : .statement
      return failure(kind, message, "opening the place for writing makes what is missing")
    }
  }

  private func failure(_ kind: SQLFailure.Kind, _ found: String, _ remedy: String) -> SQLFailure {
    SQLFailure(kind, at: place, doing: action, found: found, remedy: remedy)
  }

  /// The first words of a statement: what is being done.
  static func words(of statement: String) -> String {
    statement.split(whereSeparator: \.isWhitespace).prefix(3).joined(separator: " ").lowercased()
  }
}
