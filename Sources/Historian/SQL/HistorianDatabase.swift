import Databases

/// A connection on which a historian reads and writes, used by one thread at a time. Its calls wait.
///
/// Statements have parameters `$1`, `$2` … in the order of their first appearance, which SQLite and PostgreSQL read
/// alike. Times are ``SQLCell/instant(_:)`` both ways.
protocol HistorianDatabase: AnyObject {
  /// The database in words, without password.
  var place: String { get }
  /// Types of columns and what else the statements of ``Schema`` leave open.
  var words: SchemaWords { get }

  /// Becomes the one writer, for as long as the connection lasts.
  /// - Throws: `.unreachable` when another process is.
  func lockForWriting() throws(SQLFailure)
  /// Runs a statement and returns its rows.
  func query(_ statement: String, _ parameters: [SQLCell]) throws(SQLFailure) -> SQLBatch
  /// Inserts rows as fast as the database can.
  func insert(_ table: String, _ columns: [String], _ rows: [[SQLCell]]) throws(SQLFailure)
  /// Inserts blocks of samples; their day has room made for it.
  func insertBlocks(_ rows: [[SQLCell]]) throws(SQLFailure)
  /// Removes blocks whose first sample is before a time [µs]; returns how many samples they held.
  func removeBlocks(before time: Int64) throws(SQLFailure) -> Int
  /// Inserts windows of a roll-up, or merges them with those that are there.
  func merge(_ table: String, _ rows: [[SQLCell]]) throws(SQLFailure)
  /// Checks the database's own structure; returns what is wrong with it.
  func damage() throws(SQLFailure) -> [String]
  /// Size on the disk [bytes].
  func size() throws(SQLFailure) -> Int
}

extension HistorianDatabase {
  /// Runs a statement without parameters or rows.
  func execute(_ statement: String) throws(SQLFailure) {
    _ = try query(statement, [])
  }

  /// Runs `body` in a transaction, which is undone when it throws.
  func transaction<Result>(_ body: () throws(SQLFailure) -> Result) throws(SQLFailure) -> Result {
    try execute(words.begin)
    do {
      let result = try body()
      try execute("COMMIT")
      return result
    } catch {
      // The first failure is the one to tell; a connection that is gone has undone it by itself.
      _ = try? query("ROLLBACK", [])
      throw error
    }
  }
}

/// Where the databases differ in the statements that make tables.
struct SchemaWords: Hashable, Sendable {
  /// Starts a transaction that will write.
  let begin: String
  /// Starts a transaction that sees one state of the database.
  let snapshot: String
  let whole: String
  let real: String
  let bytes: String
  let instant: String
  /// What stands behind the columns of the table of blocks.
  let blockSuffix: String
  /// What is made of tables of time once they are there, by the name of the table.
  let afterTable: [String: [String]]

  /// A statement with the words in place of `{whole}`, `{real}`, `{bytes}`, `{instant}` and `{days}`.
  func filled(_ statement: String) -> String {
    statement.replacing("{whole}", with: whole).replacing("{real}", with: real).replacing("{bytes}", with: bytes)
      .replacing("{instant}", with: instant).replacing("{days}", with: blockSuffix)
  }
}

extension SQLCell {
  /// A whole number, or a time [µs since 1970-01-01 UTC].
  var whole: Int64? {
    switch self {
    case .integer(let value), .instant(let value): value
    default: nil
    }
  }

  var real: Double? {
    switch self {
    case .double(let value): value
    // SQLite keeps a real number without decimals as a whole one only in columns of other types; sums may be so too.
    case .integer(let value): Double(value)
    default: nil
    }
  }

  var string: String? {
    if case .text(let value) = self { value } else { nil }
  }

  var blob: [UInt8]? {
    if case .bytes(let value) = self { value } else { nil }
  }
}
