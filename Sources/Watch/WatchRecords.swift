import Foundation
public import Historian
public import Plant

/// What a watch writes down beside samples, as records of a historian, and how it is read back.
public enum WatchRecords {
  /// What is kept of an alarm between two runs.
  struct Memory: Codable {
    var version = AlarmBoard.Memory.newest
    var state: AlarmState
    /// The group in which the alarm came first, if it did.
    var firstOf: String?
  }

  /// A step of an alarm. The same step has the same identity, however often it is written down.
  static func record(_ step: AlarmTransition, machine: String) throws(HistorianFailure) -> HistorianRecord {
    HistorianRecord(
      .alarmEvent, id: "\(step.alarm)@\(step.time.microseconds)-\(step.cause.rawValue)", time: step.time,
      machine: machine, state: step.cause.rawValue, document: try json(step))
  }

  /// How an alarm stands.
  static func record(
    _ rule: AlarmRule, _ state: AlarmState, firstOf group: String?, machine: String, time: Instant
  ) throws(HistorianFailure) -> HistorianRecord {
    HistorianRecord(
      .alarm, id: rule.id, time: time, machine: machine, state: state.stage.rawValue,
      document: try json(Memory(state: state, firstOf: group)))
  }

  /// An entry of the review queue. Its time is that of its first sample, so that a later form replaces it.
  static func record(_ entry: QuarantineEntry) throws(HistorianFailure) -> HistorianRecord {
    HistorianRecord(
      .quarantine, id: entry.id, time: entry.first, machine: entry.machine, state: entry.state.rawValue,
      document: try json(entry))
  }

  /// The step that a record tells of.
  /// - Throws: a failure of kind `.damaged` when the record is none.
  public static func step(_ record: HistorianRecord) throws(HistorianFailure) -> AlarmTransition {
    try value(record)
  }

  /// How an alarm stands by its record.
  /// - Throws: a failure of kind `.damaged` when the record is none.
  public static func state(_ record: HistorianRecord) throws(HistorianFailure) -> AlarmState {
    try (value(record) as Memory).state
  }

  /// The entry of the review queue that a record holds.
  /// - Throws: a failure of kind `.damaged` when the record is none.
  public static func entry(_ record: HistorianRecord) throws(HistorianFailure) -> QuarantineEntry {
    try value(record)
  }

  /// What all alarms remember, from their records.
  static func memory(_ records: [HistorianRecord]) throws(HistorianFailure) -> AlarmBoard.Memory {
    var memory = AlarmBoard.Memory(states: [:], firstOut: [:])
    for record in records {
      let kept: Memory = try value(record)
      memory.states[record.id] = kept.state
      if let group = kept.firstOf { memory.firstOut[group] = record.id }
    }
    return memory
  }

  /// All records of a kind, page by page.
  static func all(
    _ query: RecordQuery, of historian: any Historian, limit: Int = .max
  ) async throws(HistorianFailure) -> [HistorianRecord] {
    var (query, found) = (query, [HistorianRecord]())
    while found.count < limit {
      let page = try await historian.records(query, limit: min(pageSize, limit - found.count))
      found += page
      guard page.count == pageSize else { break }
      query.after = page.last
    }
    return found
  }

  private static let pageSize = 1_000

  /// The time of everything.
  public static let ever = Instant.earliest..<Instant.latest

  private static func json(_ value: some Encodable) throws(HistorianFailure) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    do {
      return String(decoding: try encoder.encode(value), as: UTF8.self)
    } catch {
      throw HistorianFailure(
        .request, at: "record", doing: "writing JSON", found: "\(error)", remedy: "report this as a defect")
    }
  }

  private static func value<Value: Decodable>(_ record: HistorianRecord) throws(HistorianFailure) -> Value {
    do {
      return try JSONDecoder().decode(Value.self, from: Data(record.document.utf8))
    } catch {
      throw HistorianFailure(
        .damaged, at: "record \(record.kind.rawValue) \(record.id)", doing: "reading", found: "\(error)",
        remedy: "restore a backup, or remove the record")
    }
  }
}
