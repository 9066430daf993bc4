import Foundation
import GRDBSQLite
import Plant

/// The peer: a table of rows in SQLite with an index by signal and time, filled by one prepared statement.
enum PlainTable {
  /// Seconds for the same samples in the same batches, without the time to make them.
  static func insert(_ path: String, millions: Int) throws -> Double {
    var database: OpaquePointer?
    guard sqlite3_open(path, &database) == SQLITE_OK else { throw CocoaError(.fileReadUnknown) }
    defer { sqlite3_close(database) }
    for statement in [
      "PRAGMA page_size = 8192", "PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL",
      "PRAGMA cache_size = -65536",
      """
      CREATE TABLE sample (signal INTEGER NOT NULL, time INTEGER NOT NULL, sequence INTEGER NOT NULL,
        received INTEGER NOT NULL, value REAL, quality INTEGER NOT NULL, PRIMARY KEY (signal, time, sequence))
        WITHOUT ROWID
      """,
    ] { sqlite3_exec(database, statement, nil, nil, nil) }
    var insert: OpaquePointer?
    sqlite3_prepare_v2(database, "INSERT OR IGNORE INTO sample VALUES (?, ?, ?, ?, ?, ?)", -1, &insert, nil)
    defer { sqlite3_finalize(insert) }
    var seconds = 0.0
    let clock = ContinuousClock()
    for number in 0..<millions * 1_000_000 / HistorianBenchmark.batchRows {
      let rows = HistorianBenchmark.rows(number)
      let begin = clock.now
      sqlite3_exec(database, "BEGIN", nil, nil, nil)
      for row in rows {
        sqlite3_bind_int64(insert, 1, Int64(row.signal.rawValue))
        sqlite3_bind_int64(insert, 2, row.time.microseconds)
        sqlite3_bind_int64(insert, 3, Int64(row.sequence))
        sqlite3_bind_int64(insert, 4, row.received.microseconds)
        sqlite3_bind_double(insert, 5, row.value?.number ?? 0)
        sqlite3_bind_int64(insert, 6, Int64(row.quality.level))
        guard sqlite3_step(insert) == SQLITE_DONE else { throw CocoaError(.fileWriteUnknown) }
        sqlite3_reset(insert)
      }
      sqlite3_exec(database, "COMMIT", nil, nil, nil)
      seconds += (clock.now - begin) / .seconds(1)
    }
    return seconds
  }
}
