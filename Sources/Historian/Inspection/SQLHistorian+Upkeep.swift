import Databases
public import Plant
import Synchronization

extension SQLHistorian {
  /// Makes the roll-ups of a minute and of an hour anew from the samples that are kept.
  /// - Parameter progress: is told how many samples have been read, and may end the work by throwing; signals that are
  ///   done stay so.
  /// - Returns: how many windows there are now.
  public func rebuildRollUps(
    progress: @Sendable (Int) throws(HistorianFailure) -> Void = { _ in }
  ) throws(HistorianFailure) -> Int {
    try seal(everything: true)
    let numbers = head.withLock { $0.ids.count }
    let oldest = max(state.oldest, Instant.earliest.microseconds)
    var (count, read) = (0, 0)
    for number in 0..<numbers {
      count += try write { database throws(SQLFailure) in
        let reading = Reading(database: database, signal: number, head: [])
        var windows: [RollUpLevel: [RollUp]] = [:]
        var key: SampleKey?
        while true {
          let page = try reading.samples(from: oldest, to: Instant.latest.microseconds, after: key, limit: 65_536)
          for level in [RollUpLevel.minute, .hour] {
            windows[level] = RollUp.merged((windows[level] ?? []) + RollUp.windows(of: page.samples, level))
          }
          read += page.samples.count
          do { try progress(read) } catch { throw Self.canceled(place, "rolling up") }
          guard page.hasMore, let last = page.samples.last else { break }
          key = last.key
        }
        for (level, windows) in windows {
          _ = try database.query(
            "DELETE FROM \(level.table) WHERE signal = $1 AND start >= $2",
            [.integer(Int64(number)), .instant(oldest)])
          try database.merge(level.table, windows.map { Sealing.row($0, number) })
        }
        return windows.values.reduce(0) { $0 + $1.count }
      }
    }
    return count
  }

  /// What ``retain(now:)`` would drop, were it called now; nothing is dropped.
  public nonisolated func prospect(now: Instant) async throws(HistorianFailure) -> RetentionOutcome {
    let rule = try await retention()
    let oldest = try await oldestSamples()
    return try await reader.read { database throws(SQLFailure) in
      func count(_ what: String, _ table: String, _ column: String, _ start: Int64) throws(SQLFailure) -> Int {
        let rows = try database.query(
          "SELECT CAST(\(what) AS BIGINT) FROM \(table) WHERE \(column) < $1", [.instant(start)])
        return Int(rows[0, 0].whole ?? 0)
      }
      var outcome = RetentionOutcome()
      outcome.oldest = oldest
      if let start = Retention.start(rule.samples, now: now.microseconds),
        start > oldest?.microseconds ?? .min
      {
        outcome.samples = try count("coalesce(sum(samples), 0)", "block", "first", start)
        let head = try WriterState.load(database).head
        for signal in head.fresh { outcome.samples += signal.count { $0.key.time < start } }
        outcome.oldest = Instant(microseconds: start)
      }
      if let start = Retention.start(rule.records, now: now.microseconds) {
        outcome.records = try count(
          "count(*)", "record", "\(HistorianRecord.pastCondition) AND time", start)
      }
      for level in RollUpLevel.allCases {
        guard let start = Retention.start(rule.days(level), now: now.microseconds) else { continue }
        outcome.windows +=
          level == .second
          ? try count("coalesce(sum(samples), 0)", level.table, "first", start)
          : try count("count(*)", level.table, "start", start)
      }
      return outcome
    }
  }

  /// Copies a historian in SQLite to a new file while it is in use: the copy is of one moment.
  /// - Parameter progress: is told copied and all pages of the file, and may end the copy by throwing.
  public nonisolated func backUp(
    toFile path: String, progress: @escaping @Sendable (Int, Int) throws(HistorianFailure) -> Void = { _, _ in }
  ) async throws(HistorianFailure) {
    let place = place
    try await reader.use { database throws(SQLFailure) in
      guard let file = database as? SQLiteDatabase else {
        throw SQLFailure(
          .setting, at: place, doing: "making a backup", found: "a historian that is no file",
          remedy: "copy it to a file first")
      }
      try file.backUp(to: path) { done, total throws(SQLFailure) in
        do { try progress(done, total) } catch { throw Self.canceled(place, "making a backup") }
      }
    }
  }
}
