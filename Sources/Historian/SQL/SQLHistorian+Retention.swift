import Databases
public import Plant
import Synchronization

extension SQLHistorian {
  public nonisolated func retention() async throws(HistorianFailure) -> Retention {
    let text = try await reader.read { database throws(SQLFailure) in
      try WriterState.setting("retention", database)
    }
    return text.flatMap { Retention(text: $0) } ?? .standard
  }

  public func setRetention(_ retention: Retention) throws(HistorianFailure) {
    try write { database throws(SQLFailure) in
      try WriterState.set("retention", retention.text, database)
    }
  }

  public nonisolated func oldestSamples() async throws(HistorianFailure) -> Instant? {
    try await reader.read { database throws(SQLFailure) in
      try WriterState.setting("oldest", database).flatMap { Int64($0) }.flatMap { Instant(microseconds: $0) }
    }
  }

  public func retain(now: Instant) async throws(HistorianFailure) -> RetentionOutcome {
    let rule = try await retention()
    var outcome = RetentionOutcome()
    if let start = Retention.start(rule.samples, now: now.microseconds), start > state.oldest {
      // Nothing that is about to go may wait in the head.
      try seal(everything: true)
      outcome.samples = try drop(before: start, keepingSeconds: rule.second != rule.samples)
      state.oldest = start
    }
    for level in RollUpLevel.allCases {
      guard let start = Retention.start(rule.days(level), now: now.microseconds) else { continue }
      outcome.windows += try write { database throws(SQLFailure) in
        let count = level == .second ? "coalesce(sum(samples), 0)" : "count(*)"
        let column = level == .second ? "first" : "start"
        let rows = try database.query(
          "SELECT CAST(\(count) AS BIGINT) FROM \(level.table) WHERE \(column) < $1", [.instant(start)])
        _ = try database.query("DELETE FROM \(level.table) WHERE \(column) < $1", [.instant(start)])
        return Int(rows[0, 0].whole ?? 0)
      }
    }
    if let start = Retention.start(rule.records, now: now.microseconds) {
      outcome.records = try write { database throws(SQLFailure) in
        let past = "FROM record WHERE \(HistorianRecord.pastCondition) AND time < $1"
        let rows = try database.query("SELECT CAST(count(*) AS BIGINT) \(past)", [.instant(start)])
        _ = try database.query("DELETE \(past)", [.instant(start)])
        return Int(rows[0, 0].whole ?? 0)
      }
    }
    outcome.oldest = state.oldest == .min ? nil : Instant(microseconds: state.oldest)
    return outcome
  }

  /// Drops the days before `start`, one after the other; each is gone, with its seconds left behind, or untouched.
  private func drop(before start: Int64, keepingSeconds: Bool) throws(HistorianFailure) -> Int {
    var dropped = 0
    while true {
      let day = try use { database throws(SQLFailure) -> Int64? in
        let rows = try database.query("SELECT min(first) FROM block WHERE first < $1", [.instant(start)])
        return rows.isEmpty ? nil : rows[0, 0].whole.map { Day.start(of: $0) }
      }
      guard let day else { break }
      dropped += try write { database throws(SQLFailure) in
        let end = min(day + Day.microseconds, start)
        if keepingSeconds { try Self.keepSeconds(from: day, to: end, database) }
        try WriterState.set("oldest", "\(end)", database)
        return try database.removeBlocks(before: end)
      }
    }
    try write { database throws(SQLFailure) in try WriterState.set("oldest", "\(start)", database) }
    return dropped
  }

  /// Writes the seconds of the samples of a day.
  private static func keepSeconds(
    from lower: Int64, to upper: Int64, _ database: any HistorianDatabase
  ) throws(SQLFailure) {
    let signals = try database.query(
      "SELECT DISTINCT signal FROM block WHERE first >= $1 AND first < $2 ORDER BY signal",
      [.instant(lower), .instant(upper)])
    for row in 0..<signals.count {
      let signal = Int(signals[row, 0].whole ?? 0)
      let reading = Reading(database: database, signal: signal, head: [])
      let windows = try reading.windows(.second, from: lower, to: upper, limit: .max - 2).windows
      try database.insert("rollup_second", Schema.blockColumns, secondRows(windows, signal))
    }
  }

  /// Rows of seconds, each of one day.
  private static func secondRows(_ windows: [RollUp], _ signal: Int) -> [[SQLCell]] {
    var rows: [[SQLCell]] = []
    var start = 0
    while start < windows.count {
      let day = Day.start(of: windows[start].start)
      var end = start + 1
      while end < windows.count, end - start < Sealing.longestBlock, Day.start(of: windows[end].start) == day {
        end += 1
      }
      let piece = Array(windows[start..<end])
      rows.append(
        Sealing.row(signal, piece[0].start, piece[piece.count - 1].start, piece.count, RollUpCodec.encode(piece)))
      start = end
    }
    return rows
  }

  public func restore(
    _ windows: [RollUp], _ level: RollUpLevel, of signal: SignalID
  ) async throws(HistorianFailure) {
    if head.withLock({ $0.numbers[signal] }) == nil { try describe([StoredSignal(id: signal)]) }
    guard let number = head.withLock({ $0.numbers[signal] }), !windows.isEmpty else { return }
    try write { database throws(SQLFailure) in
      guard level == .second else { return try database.merge(level.table, windows.map { Sealing.row($0, number) }) }
      try database.insert(level.table, Schema.blockColumns, Self.secondRows(windows, number))
    }
  }

  public func restore(_ ledger: SampleLedger, oldest: Instant?) throws(HistorianFailure) {
    let start = max(state.oldest, oldest?.microseconds ?? .min)
    try write { database throws(SQLFailure) in
      for (source, account) in ledger.accounts.sorted(by: { $0.key < $1.key }) {
        try WriterState.add(account, of: source, to: database)
      }
      if start != .min { try WriterState.set("oldest", "\(start)", database) }
    }
    state.oldest = start
  }
}
