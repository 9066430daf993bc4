import Databases
public import Plant
import Synchronization

/// What a historian in a database holds, in figures.
public struct HistorianSummary: Hashable, Sendable {
  /// Version of its tables.
  public internal(set) var version = 0
  /// Size on the disk [bytes].
  public internal(set) var size = 0
  public internal(set) var signals = 0
  /// Samples in blocks and in the head.
  public internal(set) var samples = 0
  public internal(set) var blocks = 0
  public internal(set) var records = 0
  public internal(set) var artifacts = 0
  /// Times of the earliest and the latest sample in blocks; `nil` without any.
  public internal(set) var times: ClosedRange<Instant>?
  public internal(set) var retention = Retention.standard
  /// Start of the oldest day that samples may be of; `nil` when any may.
  public internal(set) var oldest: Instant?
}

/// What a look at every stored byte found.
public struct HistorianDiagnosis: Hashable, Sendable {
  public internal(set) var blocks = 0
  public internal(set) var samples = 0
  public internal(set) var artifacts = 0
  /// What is wrong, in words; at most 100.
  public private(set) var problems: [String] = []

  mutating func note(_ problem: String) {
    if problems.count < 100 { problems.append(problem) }
  }
}

extension SQLHistorian {
  /// What is there, in figures.
  public nonisolated func summary() async throws(HistorianFailure) -> HistorianSummary {
    let retention = try await retention()
    let oldest = try await oldestSamples()
    return try await reader.read { database throws(SQLFailure) in
      func count(_ statement: String) throws(SQLFailure) -> Int {
        let rows = try database.query(statement, [])
        return Int(rows[0, 0].whole ?? 0)
      }
      var summary = HistorianSummary()
      summary.version = try Schema.version(database) ?? 0
      summary.size = try database.size()
      summary.signals = try count("SELECT count(*) FROM signal")
      summary.blocks = try count("SELECT count(*) FROM block")
      summary.samples = try count("SELECT CAST(coalesce(sum(samples), 0) AS BIGINT) FROM block")
      summary.samples += try WriterState.load(database).head.count
      summary.records = try count("SELECT count(*) FROM record")
      summary.artifacts = try count("SELECT count(*) FROM artifact")
      let times = try database.query("SELECT min(first), max(last) FROM block", [])
      if let first = times[0, 0].whole.flatMap({ Instant(microseconds: $0) }),
        let last = times[0, 1].whole.flatMap({ Instant(microseconds: $0) }), first <= last
      {
        summary.times = first...last
      }
      summary.retention = retention
      summary.oldest = oldest
      return summary
    }
  }

  /// Reads every stored byte and compares it with its checksum, and the ledger with what is there.
  /// - Parameter progress: is told how many samples have been looked at, and may end the work by throwing.
  public nonisolated func diagnosis(
    progress: @escaping @Sendable (Int) throws(HistorianFailure) -> Void = { _ in }
  ) async throws(HistorianFailure) -> HistorianDiagnosis {
    let place = place
    return try await reader.read { database throws(SQLFailure) in
      let ledger = try Self.ledger(database)
      var diagnosis = HistorianDiagnosis()
      for problem in try database.damage() { diagnosis.note("database: \(problem)") }
      let signals = try database.query("SELECT number, id FROM signal ORDER BY number", [])
      for row in 0..<signals.count {
        let name = signals[row, 1].string ?? "?"
        for table in ["block", "rollup_second"] {
          try Self.look(at: table, Int(signals[row, 0].whole ?? -1), name, database, &diagnosis) {
            samples throws(SQLFailure) in
            do { try progress(samples) } catch { throw Self.canceled(place, "checking") }
          }
        }
      }
      do throws(SQLFailure) {
        diagnosis.samples += try WriterState.load(database).head.count
      } catch {
        diagnosis.note("head: \(error.found)")
      }
      try Self.lookAtArtifacts(database, &diagnosis)
      for (source, missing) in ledger.imbalances { diagnosis.note("ledger: \(source) misses \(missing) samples") }
      if try WriterState.setting("oldest", database) == nil, ledger.total.stored != diagnosis.samples {
        diagnosis.note("ledger: \(ledger.total.stored) samples were stored and \(diagnosis.samples) are there")
      }
      return diagnosis
    }
  }

  /// What ends work that its caller no longer wants.
  static func canceled(_ place: String, _ action: String) -> SQLFailure {
    SQLFailure(
      .canceled, at: place, doing: action, found: "the word to stop", remedy: SQLFailure.Kind.canceled.usualRemedy)
  }

  private static func look(
    at table: String, _ signal: Int, _ name: String, _ database: any HistorianDatabase,
    _ diagnosis: inout HistorianDiagnosis, _ progress: (Int) throws(SQLFailure) -> Void
  ) throws(SQLFailure) {
    // Rows that are alike in both columns are read with the row before them, so none is left out between two pages.
    var (first, last) = (Instant.earliest.microseconds, Instant.earliest.microseconds)
    var seen = 0
    while true {
      let rows = try database.query(
        "SELECT first, checksum, payload, last, samples FROM \(table) WHERE signal = $1 AND (first, last) >= ($2, $3) "
          + "ORDER BY first, last LIMIT 64 OFFSET $4",
        [.integer(Int64(signal)), .instant(first), .instant(last), .integer(Int64(seen))])
      for row in 0..<rows.count { look(at: table, rows, row, name, &diagnosis) }
      try progress(diagnosis.samples)
      guard rows.count == 64, let nextFirst = rows[63, 0].whole, let nextLast = rows[63, 3].whole else { return }
      var alike = 0
      for row in 0..<64 where rows[row, 0].whole == nextFirst && rows[row, 3].whole == nextLast { alike += 1 }
      seen = alike + (alike == 64 && (first, last) == (nextFirst, nextLast) ? seen : 0)
      (first, last) = (nextFirst, nextLast)
    }
  }

  private static func look(
    at table: String, _ rows: SQLBatch, _ row: Int, _ name: String, _ diagnosis: inout HistorianDiagnosis
  ) {
    diagnosis.blocks += 1
    let place = "\(table) of \(name) at \(rows[row, 0].whole.flatMap { Instant(microseconds: $0) }?.description ?? "?")"
    guard let payload = rows[row, 2].blob, Int64(CRC32C.checksum(payload)) == rows[row, 1].whole else {
      diagnosis.note("\(place): its checksum is wrong")
      return
    }
    let times: [Int64]?
    if table == "block" {
      times = SampleCodec.decode(payload)?.samples.map(\.key.time)
      diagnosis.samples += times?.count ?? 0
    } else {
      times = RollUpCodec.decode(payload)?.map(\.start)
    }
    let isWhole =
      times?.first == rows[row, 0].whole && times?.last == rows[row, 3].whole
      && times.map { Int64($0.count) } == rows[row, 4].whole
    if !isWhole { diagnosis.note("\(place): it is not what its row says") }
  }

  private static func lookAtArtifacts(
    _ database: any HistorianDatabase, _ diagnosis: inout HistorianDiagnosis
  ) throws(SQLFailure) {
    let digests = try database.query("SELECT digest FROM artifact ORDER BY digest", [])
    for row in 0..<digests.count {
      guard let digest = digests[row, 0].string else { continue }
      let rows = try database.query("SELECT payload FROM artifact WHERE digest = $1", [.text(digest)])
      diagnosis.artifacts += 1
      let bytes = rows.isEmpty ? nil : rows[0, 0].blob
      if bytes.map({ Self.digest($0) }) != digest {
        diagnosis.note("artifact \(digest.prefix(12)): its bytes have another digest")
      }
    }
  }
}
