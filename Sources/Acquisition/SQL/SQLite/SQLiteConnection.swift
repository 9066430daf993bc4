import Databases
import GRDBSQLite

/// A database file of SQLite, opened for reading only.
final class SQLiteConnection: SQLConnection {
  private let place: String
  private let statementSeconds: Int
  private var database: OpaquePointer?
  private var statement: OpaquePointer?
  private var action = "opening the file"
  private var deadline = ContinuousClock.now

  static var libraryVersion: String { String(cString: sqlite3_libversion()) }

  let socket: Int32? = nil

  init(_ path: String, _ address: SQLAddress) throws(SQLFailure) {
    place = address.words
    statementSeconds = address.statementSeconds
    // Not as a URI: a file name must not carry options.
    let flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX
    try check(sqlite3_open_v2(path, &database, flags, nil))
    sqlite3_busy_timeout(database, Int32(clamping: address.connectSeconds * 1_000))
    sqlite3_limit(database, SQLITE_LIMIT_LENGTH, Int32(SQLBounds.cellBytes))
    sqlite3_progress_handler(
      database, 10_000, { SQLiteConnection.shallStop($0) }, Unmanaged.passUnretained(self).toOpaque())
    // A file from elsewhere may hold views that call functions; none with effects may run.
    for pragma in ["trusted_schema = OFF", "query_only = ON", "cell_size_check = ON"] {
      try execute("PRAGMA \(pragma)", "opening the file")
    }
    try execute("SELECT count(*) FROM sqlite_schema", "opening the file")
  }

  deinit {
    sqlite3_finalize(statement)
    sqlite3_close_v2(database)
  }

  func begin() throws(SQLFailure) {
    try execute("BEGIN", "starting to read")
  }

  func end() throws(SQLFailure) {
    try stop()
    try execute("COMMIT", "ending the reading")
  }

  func start(_ query: SQLQuery) throws(SQLFailure) -> [String] {
    try stop()
    action = query.purpose
    startClock()
    try check(sqlite3_prepare_v2(database, query.text, -1, &statement, nil))
    for (index, parameter) in query.parameters.enumerated() {
      try check(bind(parameter, at: Int32(index + 1)))
    }
    return (0..<sqlite3_column_count(statement)).map { String(cString: sqlite3_column_name(statement, $0)) }
  }

  func rows(_ count: Int) throws(SQLFailure) -> SQLBatch {
    let columns = sqlite3_column_count(statement)
    var batch = SQLBatch(columns: Int(columns))
    guard statement != nil else { return batch }
    startClock()
    batch.reserve(rows: min(count, 4_096))
    var bytes = 0
    while batch.count < count, bytes < SQLBounds.batchBytes {
      let code = sqlite3_step(statement)
      if code == SQLITE_DONE {
        try stop()
        break
      }
      guard code == SQLITE_ROW else { throw failure(code) }
      for column in 0..<columns { batch.append(try cell(column, &bytes)) }
    }
    return batch
  }

  func stop() throws(SQLFailure) {
    sqlite3_finalize(statement)
    statement = nil
  }

  private func cell(_ column: Int32, _ bytes: inout Int) throws(SQLFailure) -> SQLCell {
    switch sqlite3_column_type(statement, column) {
    case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, column))
    case SQLITE_FLOAT: return .double(sqlite3_column_double(statement, column))
    case SQLITE_NULL: return .null
    case SQLITE_TEXT:
      guard let start = sqlite3_column_text(statement, column) else { throw failure(SQLITE_NOMEM) }
      let buffer = UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))
      bytes += buffer.count
      return .text(String(decoding: buffer, as: UTF8.self))
    default:
      let start = sqlite3_column_blob(statement, column)
      let buffer = UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))
      bytes += buffer.count
      return .bytes(Array(buffer))
    }
  }

  /// SQLite keeps dates as text, so that is how they are compared.
  private func bind(_ parameter: SQLCell, at index: Int32) -> Int32 {
    // Tells SQLite to copy the value before the call returns.
    let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    switch parameter {
    case .null: return sqlite3_bind_null(statement, index)
    case .integer(let value): return sqlite3_bind_int64(statement, index, value)
    case .double(let value): return sqlite3_bind_double(statement, index, value)
    case .text(let value): return sqlite3_bind_text(statement, index, value, Int32(clamping: value.utf8.count), copied)
    case .bytes(let value): return sqlite3_bind_blob64(statement, index, value, UInt64(value.count), copied)
    case .instant(let value), .clock(let value):
      let text = CivilTime(microseconds: value).text
      return sqlite3_bind_text(statement, index, text, Int32(text.utf8.count), copied)
    }
  }

  private func execute(_ text: String, _ action: String) throws(SQLFailure) {
    self.action = action
    startClock()
    try check(sqlite3_exec(database, text, nil, nil, nil))
  }

  private func startClock() {
    deadline = ContinuousClock.now + .seconds(statementSeconds)
  }

  /// SQLite asks this every ten thousand of its instructions.
  private static func shallStop(_ pointer: UnsafeMutableRawPointer?) -> Int32 {
    guard let pointer else { return 0 }
    let connection = Unmanaged<SQLiteConnection>.fromOpaque(pointer).takeUnretainedValue()
    return Task.isCancelled || ContinuousClock.now > connection.deadline ? 1 : 0
  }

  private func check(_ code: Int32) throws(SQLFailure) {
    if code != SQLITE_OK { throw failure(code) }
  }

  private func failure(_ code: Int32) -> SQLFailure {
    let message = database.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(code))
    let kind: SQLFailure.Kind
    switch code & 0xff {
    case SQLITE_CANTOPEN, SQLITE_NOTADB, SQLITE_CORRUPT, SQLITE_IOERR: kind = .database
    case SQLITE_BUSY, SQLITE_LOCKED: kind = .unreachable
    case SQLITE_PERM, SQLITE_AUTH: kind = .permission
    case SQLITE_READONLY: kind = .readOnly
    case SQLITE_INTERRUPT: kind = Task.isCancelled ? .canceled : .timeout
    case SQLITE_TOOBIG: kind = .unsupported
    default:
      kind =
        message.hasPrefix("no such table")
        ? .table
        : message.contains("no such column") ? .column : message.contains("attempt to write") ? .readOnly : .statement
    }
    return SQLFailure(kind, at: place, doing: action, found: message, remedy: remedy(kind, code))
  }

  private func remedy(_ kind: SQLFailure.Kind, _ code: Int32) -> String {
    switch code & 0xff {
    case SQLITE_CANTOPEN: "check that the file exists and may be read; with a -wal file, its folder must be writable"
    case SQLITE_NOTADB, SQLITE_CORRUPT: "the file is no database of SQLite, or is damaged"
    case SQLITE_BUSY, SQLITE_LOCKED: "another program holds the file for writing; try again when it is done"
    default: kind.usualRemedy
    }
  }
}
