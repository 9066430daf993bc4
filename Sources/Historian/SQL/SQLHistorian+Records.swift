import Databases
import Integrators
public import Plant
import Synchronization

extension SQLHistorian {
  public nonisolated func signals() async throws(HistorianFailure) -> [StoredSignal] {
    try await reader.read { database throws(SQLFailure) in
      let rows = try database.query("SELECT id, name, unit FROM signal ORDER BY id", [])
      return (0..<rows.count).compactMap { row in
        rows[row, 0].string.flatMap { SignalID(rawValue: $0) }.map {
          StoredSignal(id: $0, unit: rows[row, 2].string, name: rows[row, 1].string)
        }
      }.sorted { $0.id < $1.id }
    }
  }

  public func describe(_ signals: [StoredSignal]) throws(HistorianFailure) {
    _ = try connect()
    var numbers = head.withLock { $0.numbers }
    var created: [SignalID] = []
    for signal in signals where numbers[signal.id] == nil {
      numbers[signal.id] = numbers.count
      created.append(signal.id)
    }
    try write { database throws(SQLFailure) in
      try database.insert(
        "signal", ["number", "id"], created.map { [.integer(Int64(numbers[$0] ?? 0)), .text($0.rawValue)] })
      for signal in signals {
        _ = try database.query(
          "UPDATE signal SET name = $1, unit = $2 WHERE id = $3",
          [signal.name.map { .text($0) } ?? .null, signal.unit.map { .text($0) } ?? .null, .text(signal.id.rawValue)])
      }
    }
    state.newest += Array(repeating: nil, count: created.count)
    head.withLock { $0.take(created) }
  }

  public func record(_ records: [HistorianRecord]) throws(HistorianFailure) {
    try write { database throws(SQLFailure) in
      for record in records {
        _ = try database.query(
          """
          INSERT INTO record (kind, id, time, machine, state, document) VALUES ($1, $2, $3, $4, $5, $6)
          ON CONFLICT (kind, id) DO UPDATE SET time = excluded.time, machine = excluded.machine,
            state = excluded.state, document = excluded.document WHERE record.time <= excluded.time
          """,
          [
            .text(record.kind.rawValue), .text(record.id), .instant(record.time.microseconds), .text(record.machine),
            .text(record.state), .text(record.document),
          ])
      }
    }
  }

  public nonisolated func records(_ query: RecordQuery, limit: Int) async throws(HistorianFailure) -> [HistorianRecord]
  {
    var cells: [SQLCell] = [
      .text(query.kind.rawValue), .instant(query.range.lowerBound.microseconds),
      .instant(query.range.upperBound.microseconds),
    ]
    var text = "SELECT id, time, machine, state, document FROM record WHERE kind = $1 AND time >= $2 AND time < $3"
    func add(_ condition: (String) -> String, _ cell: SQLCell) {
      cells.append(cell)
      text += " AND " + condition("$\(cells.count)")
    }
    if let machine = query.machine { add({ "machine = \($0)" }, .text(machine)) }
    if let state = query.state { add({ "state = \($0)" }, .text(state)) }
    if let after = query.after {
      cells += [.instant(after.time.microseconds), .text(after.id)]
      text += " AND (time, id) > ($\(cells.count - 1), $\(cells.count))"
    }
    cells.append(.integer(Int64(max(0, limit))))
    text += " ORDER BY time, id LIMIT $\(cells.count)"
    let (statement, parameters) = (text, cells)
    return try await reader.read { database throws(SQLFailure) in
      let rows = try database.query(statement, parameters)
      return (0..<rows.count).compactMap { row in
        guard let id = rows[row, 0].string, let time = rows[row, 1].whole.flatMap({ Instant(microseconds: $0) }),
          let machine = rows[row, 2].string, let state = rows[row, 3].string, let document = rows[row, 4].string
        else { return nil }
        return HistorianRecord(query.kind, id: id, time: time, machine: machine, state: state, document: document)
      }
    }
  }

  /// SHA-256 in hexadecimal digits.
  static func digest(_ bytes: [UInt8]) -> String { SHA256Digest(bytes).description }

  public func keep(_ bytes: [UInt8], kind: String, created: Instant) throws(HistorianFailure) -> String {
    let digest = SHA256Digest(bytes).description
    try write { database throws(SQLFailure) in
      let known = try database.query("SELECT size FROM artifact WHERE digest = $1", [.text(digest)])
      if known.isEmpty {
        try database.insert(
          "artifact", ["digest", "kind", "created", "size", "payload"],
          [
            [
              .text(digest), .text(kind), .instant(created.microseconds), .integer(Int64(bytes.count)), .bytes(bytes),
            ]
          ])
      }
    }
    return digest
  }

  public nonisolated func artifact(_ digest: String) async throws(HistorianFailure) -> [UInt8]? {
    let bytes = try await reader.read { database throws(SQLFailure) in
      let rows = try database.query("SELECT payload FROM artifact WHERE digest = $1", [.text(digest)])
      return rows.isEmpty ? nil : rows[0, 0].blob
    }
    if let bytes, SHA256Digest(bytes).description != digest {
      throw HistorianFailure(
        .damaged, at: place, doing: "reading artifact \(digest.prefix(12))", found: "bytes of another digest",
        remedy: "restore a backup")
    }
    return bytes
  }

  public nonisolated func artifacts() async throws(HistorianFailure) -> [Artifact] {
    try await reader.read { database throws(SQLFailure) in
      let rows = try database.query("SELECT digest, kind, size, created FROM artifact", [])
      return (0..<rows.count).compactMap { row in
        guard let digest = rows[row, 0].string, let kind = rows[row, 1].string, let size = rows[row, 2].whole,
          let created = rows[row, 3].whole.flatMap({ Instant(microseconds: $0) })
        else { return nil }
        return Artifact(digest: digest, kind: kind, size: Int(size), created: created)
      }.sorted { $0.digest < $1.digest }
    }
  }

  public nonisolated func ledger() async throws(HistorianFailure) -> SampleLedger {
    try await reader.read { database throws(SQLFailure) in try Self.ledger(database) }
  }

  /// The ledger as one state of the database has it.
  static func ledger(_ database: any HistorianDatabase) throws(SQLFailure) -> SampleLedger {
    let rows = try database.query("SELECT source, entry, samples FROM ledger", [])
    var ledger = SampleLedger()
    for row in 0..<rows.count {
      guard let source = rows[row, 0].string, let entry = rows[row, 1].string, let samples = rows[row, 2].whole,
        ledger[source].add(entry, Int(samples))
      else { throw Reading.damage("an entry of the ledger that is none", database.place) }
    }
    return ledger
  }
}
