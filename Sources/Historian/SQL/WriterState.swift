import Databases
import Plant

/// What the one writer knows of its database besides the head.
struct WriterState {
  /// The newest key of each signal, by number; `nil` for one without samples.
  var newest: [SampleKey?] = []
  /// Start of the oldest day that is kept [µs].
  var oldest = Int64.min
  var nextHead: Int64 = 1
  /// Last batch of each spool that was appended while this process wrote.
  var deliveries: [UInt64: UInt64] = [:]

  /// Follows a batch that was stored.
  mutating func take(_ admission: BatchAdmission, _ batch: SampleBatch) {
    newest = admission.newest
    nextHead += 1
    if let delivery = batch.delivery { deliveries[delivery.spool] = delivery.number }
  }

  /// Reads the signals, the head, and the newest key of each signal.
  static func load(_ database: any HistorianDatabase) throws(SQLFailure) -> (state: WriterState, head: Head) {
    var (state, head) = (WriterState(), Head(generation: try generation(database)))
    state.oldest = try setting("oldest", database).flatMap { Int64($0) } ?? .min
    let signals = try database.query("SELECT number, id FROM signal ORDER BY number", [])
    for row in 0..<signals.count {
      guard let id = signals[row, 1].string.flatMap({ SignalID(rawValue: $0) }), signals[row, 0].whole == Int64(row)
      else { throw Reading.damage("a signal that is none", database.place) }
      _ = head.add(id)
    }
    state.newest = Array(repeating: nil, count: head.ids.count)
    let last = try database.query("SELECT signal, max(last) FROM block GROUP BY signal", [])
    for row in 0..<last.count {
      guard let signal = last[row, 0].whole, let time = last[row, 1].whole, state.newest.indices ~= Int(signal) else {
        throw Reading.damage("a block of no signal", database.place)
      }
      // The sequence of the last sample is not looked up: one of the same time will be.
      state.newest[Int(signal)] = SampleKey(time: time, sequence: .max)
    }
    let rows = try database.query("SELECT number, checksum, payload FROM head ORDER BY number", [])
    for row in 0..<rows.count {
      let payload = try Reading.payload(of: rows, row, at: database.place)
      guard let decoded = SampleCodec.decode(payload), let numbers = decoded.signals,
        numbers.allSatisfy({ Int($0) < head.ids.count })
      else { throw Reading.damage("a batch that is none", database.place) }
      head.append(decoded.samples, of: numbers)
      for (sample, number) in zip(decoded.samples, numbers) {
        if state.newest[Int(number)].map({ $0 < sample.key }) ?? true { state.newest[Int(number)] = sample.key }
      }
      state.nextHead = (rows[row, 0].whole ?? 0) + 1
    }
    return (state, head)
  }

  /// Writes a batch, new signals, and the entry in the ledger.
  static func store(
    _ admission: BatchAdmission, _ batch: SampleBatch, _ receipt: AppendReceipt, number: Int64,
    into database: any HistorianDatabase
  ) throws(SQLFailure) {
    let first = admission.newest.count - admission.created.count
    try database.insert(
      "signal", ["number", "id"],
      admission.created.enumerated().map { [.integer(Int64(first + $0)), .text($1.rawValue)] })
    if !admission.accepted.isEmpty {
      try insertHead(admission.accepted, admission.signals, number: number, into: database)
    }
    if batch.isAccounted { try add(receipt.account(of: batch), of: batch.source, to: database) }
    if let delivery = batch.delivery {
      _ = try database.query(
        "INSERT INTO delivery (spool, number) VALUES ($1, $2) "
          + "ON CONFLICT (spool) DO UPDATE SET number = excluded.number",
        [.text("\(delivery.spool)"), .integer(Int64(delivery.number))])
    }
  }

  static func insertHead(
    _ samples: [StoredSample], _ signals: [UInt32], number: Int64, into database: any HistorianDatabase
  ) throws(SQLFailure) {
    let payload = SampleCodec.encode(samples, signals: signals)
    try database.insert(
      "head", ["number", "checksum", "payload"],
      [[.integer(number), .integer(Int64(CRC32C.checksum(payload))), .bytes(payload)]])
  }

  /// Adds to the account of a source.
  static func add(
    _ account: SampleLedger.Account, of source: String, to database: any HistorianDatabase
  ) throws(SQLFailure) {
    let entries = account.entries
    guard !entries.isEmpty else { return }
    var cells: [SQLCell] = []
    for (entry, samples) in entries { cells += [.text(source), .text(entry), .integer(Int64(samples))] }
    let rows = entries.indices.map { "($\(3 * $0 + 1), $\(3 * $0 + 2), $\(3 * $0 + 3))" }
    _ = try database.query(
      "INSERT INTO ledger (source, entry, samples) VALUES \(rows.joined(separator: ", ")) "
        + "ON CONFLICT (source, entry) DO UPDATE SET samples = ledger.samples + excluded.samples", cells)
  }

  static func generation(_ database: any HistorianDatabase) throws(SQLFailure) -> Int64 {
    try setting("generation", database).flatMap { Int64($0) } ?? 0
  }

  static func setting(_ name: String, _ database: any HistorianDatabase) throws(SQLFailure) -> String? {
    let rows = try database.query("SELECT value FROM setting WHERE name = $1", [.text(name)])
    return rows.isEmpty ? nil : rows[0, 0].string
  }

  static func set(_ name: String, _ value: String, _ database: any HistorianDatabase) throws(SQLFailure) {
    _ = try database.query(
      "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      [.text(name), .text(value)])
  }
}

extension SampleLedger.Account {
  private static let droppedPrefix = "dropped."

  /// Entries that are not 0, by the name under which they are kept.
  var entries: [(String, Int)] {
    let plain = [
      ("received", received), ("stored", stored), ("quarantined", quarantined), ("deduplicated", deduplicated),
    ]
    let reasons = dropped.sorted { $0.key < $1.key }.map { (Self.droppedPrefix + $0.key.rawValue, $0.value) }
    return (plain + reasons).filter { $0.1 != 0 }
  }

  /// Adds an entry by its name; false for a name that is none.
  mutating func add(_ entry: String, _ samples: Int) -> Bool {
    switch entry {
    case "received": received += samples
    case "stored": stored += samples
    case "quarantined": quarantined += samples
    case "deduplicated": deduplicated += samples
    default:
      guard entry.hasPrefix(Self.droppedPrefix),
        let reason = DropReason(rawValue: String(entry.dropFirst(Self.droppedPrefix.count)))
      else { return false }
      dropped[reason, default: 0] += samples
    }
    return true
  }
}
