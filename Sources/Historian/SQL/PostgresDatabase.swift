#if PostgreSQL
  import Databases
  import Plant

  /// A schema `historian` in a database of PostgreSQL; blocks of samples lie in a partition for each day.
  ///
  /// Where the database has TimescaleDB, blocks and roll-ups are hypertables of it instead.
  final class PostgresDatabase: HistorianDatabase {
    let place: String
    let words: SchemaWords
    /// The version of TimescaleDB in this database; `nil` without.
    let timescale: String?
    private let link: PostgresLink
    private var days: Set<Int64> = []
    private var hasStage = false

    init(_ server: LogServer, environment: [String: String], isNew: Bool) throws(SQLFailure) {
      let address = SQLAddress(server)
      place = address.words
      link = try PostgresLink(server, address, password: server.password?.value(in: environment))
      let extensions = try link.run("SELECT extversion::text FROM pg_extension WHERE extname = 'timescaledb'")
      timescale = extensions.count == 0 ? nil : extensions.withValue(0, 0) { String(decoding: $0, as: UTF8.self) }
      words = timescale == nil ? Self.plain : Self.hypertables
      if isNew { _ = try link.run("CREATE SCHEMA IF NOT EXISTS historian") }
      _ = try link.run("SET search_path = historian, public")
    }

    private static let plain = SchemaWords(
      begin: "BEGIN", snapshot: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", whole: "BIGINT",
      real: "DOUBLE PRECISION", bytes: "BYTEA", instant: "TIMESTAMPTZ",
      blockSuffix: " PARTITION BY RANGE (first)",
      afterTable: ["block": [external("block")], "head": [external("head")]])

    private static let hypertables = SchemaWords(
      begin: "BEGIN", snapshot: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", whole: "BIGINT",
      real: "DOUBLE PRECISION", bytes: "BYTEA", instant: "TIMESTAMPTZ",
      blockSuffix: "",
      afterTable: [
        "head": [external("head")],
        "block": [external("block"), hypertable("block", "first", days: 1)],
        "rollup_minute": [hypertable("rollup_minute", "start", days: 30)] + compression("rollup_minute"),
        "rollup_hour": [hypertable("rollup_hour", "start", days: 365)] + compression("rollup_hour"),
      ])

    /// Blocks are compact already.
    private static func external(_ table: String) -> String {
      "ALTER TABLE \(table) ALTER payload SET STORAGE EXTERNAL"
    }

    private static func hypertable(_ table: String, _ column: String, days: Int) -> String {
      "SELECT create_hypertable('\(table)', '\(column)', chunk_time_interval => INTERVAL '\(days) days', "
        + "create_default_indexes => FALSE)"
    }

    private static func compression(_ table: String) -> [String] {
      [
        "ALTER TABLE \(table) SET (timescaledb.compress, timescaledb.compress_segmentby = 'signal', "
          + "timescaledb.compress_orderby = 'start')",
        "SELECT add_compression_policy('\(table)', INTERVAL '60 days')",
      ]
    }

    func lockForWriting() throws(SQLFailure) {
      link.action = "becoming the writer"
      // The server takes a moment to notice that the last writer has gone: 60 looks, 50 ms apart.
      for look in 0..<60 {
        if look > 0 { _ = try query("SELECT pg_sleep(0.05)", []) }
        // The number only has to be the same for all of us.
        let answer = try query("SELECT pg_try_advisory_lock(7310589438)", [])
        if answer[0, 0].whole == 1 { return }
      }
      throw SQLFailure(
        .busy, at: place, doing: link.action, found: "another process writes to it",
        remedy: "stop that one first; queries need no such right")
    }

    func query(_ statement: String, _ parameters: [SQLCell]) throws(SQLFailure) -> SQLBatch {
      link.action = SQLiteDatabase.words(of: statement)
      // Functions of TimescaleDB answer by types of their own, which nobody reads.
      return try link.run(statement, parameters).batch ?? SQLBatch(columns: 0)
    }

    func insert(_ table: String, _ columns: [String], _ rows: [[SQLCell]]) throws(SQLFailure) {
      guard !rows.isEmpty else { return }
      link.action = "copying into \(table)"
      var next = 0
      _ = try link.copy("COPY \(table) (\(columns.joined(separator: ", "))) FROM STDIN (FORMAT binary)") { piece in
        PostgresCopy.append(rows, from: &next, to: &piece)
      }
    }

    func insertBlocks(_ rows: [[SQLCell]]) throws(SQLFailure) {
      if timescale == nil {
        for day in Set(rows.compactMap { $0[1].whole }.map(Day.start)).subtracting(days).sorted() {
          let text = { (time: Int64) in CivilTime(microseconds: time).text + "+00" }
          let name = "block_" + CivilTime(microseconds: day).text.prefix(10).filter(\.isNumber)
          try execute(
            "CREATE TABLE IF NOT EXISTS \(name) PARTITION OF block "
              + "FOR VALUES FROM ('\(text(day))') TO ('\(text(day + Day.microseconds))')")
          days.insert(day)
        }
      }
      try insert("block", Schema.blockColumns, rows)
    }

    func removeBlocks(before time: Int64) throws(SQLFailure) -> Int {
      let counted = try query(
        "SELECT CAST(coalesce(sum(samples), 0) AS BIGINT) FROM block WHERE first < $1", [.instant(time)])
      if timescale != nil {
        _ = try query("SELECT drop_chunks('block', older_than => CAST($1 AS TIMESTAMPTZ))", [.instant(time)])
      } else {
        let partitions = try query(
          "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'block'::regclass", [])
        let first = "block_" + CivilTime(microseconds: time).text.prefix(10).filter(\.isNumber)
        for row in 0..<partitions.count {
          guard let name = partitions[row, 0].string, name < first else { continue }
          try execute("DROP TABLE \(name)")
        }
        days = days.filter { $0 >= time }
      }
      return Int(counted[0, 0].whole ?? 0)
    }

    func merge(_ table: String, _ rows: [[SQLCell]]) throws(SQLFailure) {
      guard !rows.isEmpty else { return }
      if !hasStage {
        try execute("CREATE TEMPORARY TABLE IF NOT EXISTS stage (LIKE rollup_minute) ON COMMIT DELETE ROWS")
        hasStage = true
      }
      try execute("DELETE FROM stage")
      try insert("stage", Schema.windowColumns, rows)
      try execute(Schema.merging(table, "SELECT \(Schema.windowColumns.joined(separator: ", ")) FROM stage"))
    }

    /// The server looks after its own structure; checksums of blocks are looked at by whoever asks for damage.
    func damage() throws(SQLFailure) -> [String] { [] }

    func size() throws(SQLFailure) -> Int {
      let answer = try query(
        """
        SELECT CAST(coalesce(sum(pg_total_relation_size(c.oid)), 0) AS BIGINT) FROM pg_class c
          JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'historian' AND c.relkind = 'r'
        """, [])
      return Int(answer[0, 0].whole ?? 0)
    }
  }

  /// Rows in the binary form of `COPY`.
  enum PostgresCopy {
    private static let header: [UInt8] = Array("PGCOPY\n".utf8) + [0xff, 13, 10, 0] + Array(repeating: 0, count: 8)
    /// Microseconds from 1970-01-01 to 2000-01-01, where PostgreSQL counts from.
    private static let epoch: Int64 = 946_684_800_000_000
    private static let pieceBytes = 1 << 19

    /// Appends rows from `next` on until the piece is large enough; nothing once all have been sent.
    static func append(_ rows: [[SQLCell]], from next: inout Int, to piece: inout [UInt8]) {
      guard next <= rows.count else { return }
      if next == 0 { piece += header }
      while next < rows.count, piece.count < pieceBytes {
        put(Int16(rows[next].count), &piece)
        for cell in rows[next] { append(cell, to: &piece) }
        next += 1
      }
      if next == rows.count {
        put(Int16(-1), &piece)
        next += 1
      }
    }

    private static func append(_ cell: SQLCell, to piece: inout [UInt8]) {
      switch cell {
      case .null: put(Int32(-1), &piece)
      case .integer(let value):
        put(Int32(8), &piece)
        put(value, &piece)
      case .instant(let value), .clock(let value):
        put(Int32(8), &piece)
        put(value - epoch, &piece)
      case .double(let value):
        put(Int32(8), &piece)
        put(value.bitPattern, &piece)
      case .text(let value):
        put(Int32(value.utf8.count), &piece)
        piece += value.utf8
      case .bytes(let value):
        put(Int32(value.count), &piece)
        piece += value
      }
    }

    private static func put<Number: FixedWidthInteger>(_ number: Number, _ piece: inout [UInt8]) {
      withUnsafeBytes(of: number.bigEndian) { piece.append(contentsOf: $0) }
    }
  }
#endif
