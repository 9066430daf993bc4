package import Plant
import Quantities

extension StandardLog {
  /// Why a line is no shot.
  package struct Fault: Error, Hashable, Sendable {
    /// Byte of the line, counted from 1.
    package let column: Int
    package let found: String
    package let expected: String
  }

  /// Reads a line as ``line(_:)`` writes it; unknown keys are passed over.
  ///
  /// - Parameter signals: the series wanted; others are passed over. `nil` for all.
  package static func record(
    _ line: ArraySlice<UInt8>, signals: Set<ShotSignal>? = nil
  ) throws(Fault) -> ShotRecord {
    var reader = RecordReader(line, signals: signals)
    do throws(JSONCursor.Fault) {
      return try reader.record()
    } catch {
      throw Fault(column: error.place + 1, found: error.found, expected: error.expected)
    }
  }
}

/// The reading of one line.
private struct RecordReader {
  private var cursor: JSONCursor
  private var schema: String?
  private var id: String?
  private var start: Instant?
  private var machine, mold, system: String?
  private var conditions = Readings<ShotCondition>()
  private var quality = ShotQuality()
  private var series: [ShotSeries] = []
  private var metadata: [String: String] = [:]
  private let signals: Set<ShotSignal>?
  /// The times of the last series: the next one often has the same.
  private var times: [Double] = []
  private var timesText: ArraySlice<UInt8> = []

  private typealias Fault = JSONCursor.Fault

  private static let conditions = keys(ShotCondition.allCases) { ($0.rawValue, $0.dimension) }
  private static let figures = keys(QualityFigure.allCases) { ($0.rawValue, $0.dimension) }

  private static func keys<Key>(
    _ all: [Key], _ describe: (Key) -> (name: String, dimension: any Dimension.Type)
  ) -> [String: Key] {
    Dictionary(
      uniqueKeysWithValues: all.map { key in
        let (name, dimension) = describe(key)
        return (name + StandardLog.suffix(dimension), key)
      })
  }

  init(_ line: ArraySlice<UInt8>, signals: Set<ShotSignal>?) {
    cursor = JSONCursor(line)
    self.signals = signals
  }

  mutating func record() throws(JSONCursor.Fault) -> ShotRecord {
    var cursor = cursor
    try cursor.object { cursor, key throws(Fault) in try field(key, &cursor) }
    try cursor.end()
    guard schema == StandardLog.schema else {
      throw cursor.fault(schema.map { "the schema `\($0)`" } ?? "no schema", "`\(StandardLog.schema)`")
    }
    guard let id, let start else { throw cursor.fault("a shot without \(id == nil ? "id" : "start")", "one") }
    return ShotRecord(
      id: id, machine: machine, mold: mold, system: system, start: start, conditions: conditions, series: series,
      quality: quality, metadata: metadata)
  }

  private mutating func field(_ key: String, _ cursor: inout JSONCursor) throws(JSONCursor.Fault) {
    switch key {
    case "schema": schema = try cursor.string()
    case "id": id = try cursor.string()
    case "start":
      let text = try cursor.string()
      guard let instant = Instant(text) else { throw cursor.fault("the start `\(text.prefix(40))`", "a time") }
      start = instant
    case "machine": machine = try Self.word(&cursor)
    case "mold": mold = try Self.word(&cursor)
    case "system": system = try Self.word(&cursor)
    case "conditions": conditions = try Self.readings(&cursor, Self.conditions) { $0.rawValue }
    case "quality":
      var quality = ShotQuality()
      try cursor.object { cursor, key throws(Fault) in try Self.judgment(key, &quality, &cursor) }
      self.quality = quality
    case "series":
      var series: [ShotSeries] = []
      try cursor.array { cursor throws(Fault) in
        if let course = try self.course(&cursor) { series.append(course) }
      }
      self.series = series
    case "metadata":
      var metadata: [String: String] = [:]
      try cursor.object { cursor, key throws(Fault) in metadata[key] = try cursor.string() }
      self.metadata = metadata
    default: try cursor.skip()
    }
  }

  private static func word(_ cursor: inout JSONCursor) throws(JSONCursor.Fault) -> String? {
    try cursor.null() ? nil : try cursor.string()
  }

  private static func judgment(
    _ key: String, _ quality: inout ShotQuality, _ cursor: inout JSONCursor
  ) throws(JSONCursor.Fault) {
    switch key {
    case "status":
      guard let word = try word(&cursor) else { return }
      guard let status = QualityStatus(rawValue: word) else {
        throw cursor.fault("the verdict `\(word.prefix(40))`", "good, marginal or scrap")
      }
      quality.status = status
    case "defects":
      var defects: [DefectClass] = []
      try cursor.array { cursor throws(Fault) in
        let word = try cursor.string()
        guard let defect = DefectClass(rawValue: word) else {
          throw cursor.fault("the defect `\(word.prefix(40))`", "lower-case words joined by underscores")
        }
        defects.append(defect)
      }
      quality.defects = defects
    case "figures": quality.figures = try readings(&cursor, figures) { $0.rawValue }
    case "remark": quality.remark = try word(&cursor)
    default: try cursor.skip()
    }
  }

  private static func readings<Key>(
    _ cursor: inout JSONCursor, _ keys: [String: Key], _ name: (Key) -> String
  ) throws(JSONCursor.Fault) -> Readings<Key> {
    var readings = Readings<Key>()
    try cursor.object { cursor, key throws(Fault) in
      if key == "missing" {
        try cursor.object { cursor, missing throws(Fault) in
          let word = try cursor.string()
          guard let reason = MissingReason(rawValue: word) else {
            throw cursor.fault("the reason `\(word.prefix(40))`", "a reason why a value is missing")
          }
          if let key = keys.values.first(where: { name($0) == missing }) { readings[key] = .missing(reason) }
        }
      } else if let known = keys[key] {
        readings[known] = .value(try cursor.number())
      } else {
        try cursor.skip()
      }
    }
    return readings
  }

  /// The next series; `nil` when it is not wanted.
  private mutating func course(_ cursor: inout JSONCursor) throws(JSONCursor.Fault) -> ShotSeries? {
    var signal: ShotSignal?
    var times: [Double] = []
    var values: [Double] = []
    var isWanted = true
    try cursor.object { cursor, key throws(Fault) in
      if key == "signal" {
        let word = try cursor.string()
        signal = ShotSignal(rawValue: word)
        guard let signal else { throw cursor.fault("the signal `\(word.prefix(40))`", "a signal of the vocabulary") }
        isWanted = signals?.contains(signal) ?? true
      } else if key == "time_s" {
        if isWanted { times = try self.times(&cursor) } else { try cursor.skipNumbers() }
      } else if key.hasPrefix("value") {
        if isWanted { values = try cursor.numbers(expected: times.count) } else { try cursor.skipNumbers() }
      } else {
        try cursor.skip()
      }
    }
    if signal != nil, !isWanted { return nil }
    guard let signal, times.count <= ShotSeries.pointMaximum,
      let series = ShotSeries(signal: signal, times: times, values: values)
    else {
      throw cursor.fault("a series that is none", "a signal, times that rise, and as many values")
    }
    return series
  }

  private mutating func times(_ cursor: inout JSONCursor) throws(JSONCursor.Fault) -> [Double] {
    if cursor.passes(timesText) { return times }
    let first = cursor.place
    times = try cursor.numbers(expected: times.count)
    timesText = cursor.bytes(from: first)
    return times
  }
}
