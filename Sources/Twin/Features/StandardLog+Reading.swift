package import Plant

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
    var reader = Reader(signals: signals)
    return try reader.record(line.span)
  }

  /// Reads lines one after the other; what neighboring shots have in common is read once.
  package struct Reader {
    private var vocabulary: LogVocabulary
    /// What the last line said, as long as this one says the same.
    private var machine = LastWord()
    private var mold = LastWord()
    private var system = LastWord()
    private var metadata: [String: String] = [:]
    private var metadataText: [UInt8] = []
    private var times: [Double] = []
    private var timesText: [UInt8] = []

    /// - Parameter signals: the series wanted; others are passed over. `nil` for all.
    package init(signals: Set<ShotSignal>?) { vocabulary = LogVocabulary(signals: signals) }

    /// Reads a line.
    package mutating func record(_ line: Span<UInt8>) throws(Fault) -> ShotRecord {
      do throws(JSONCursor.Fault) {
        return try shot(line)
      } catch {
        throw Fault(column: error.place + 1, found: error.found, expected: error.expected)
      }
    }
  }
}

extension StandardLog.Reader {
  private typealias Keys = LogVocabulary.Keys

  private mutating func shot(_ text: Span<UInt8>) throws(JSONCursor.Fault) -> ShotRecord {
    var cursor = JSONCursor()
    var record = ShotRecord(id: "", start: .earliest)
    var (hasID, hasStart, hasSchema) = (false, false, false)
    var otherSchema: String?
    try cursor.beginObject(text)
    while let key = try cursor.key(text) {
      switch vocabulary.fields.find(key, text) {
      case .schema:
        let word = try cursor.string(text)
        hasSchema = word.means(Keys.schema, text)
        otherSchema = hasSchema ? nil : word.string(text)
      case .id:
        record.id = try cursor.string(text).string(text)
        hasID = true
      case .start:
        let word = try cursor.string(text).string(text)
        guard let instant = Instant(word) else { throw cursor.fault("the start `\(word.prefix(40))`", "a time") }
        record.start = instant
        hasStart = true
      case .machine: record.machine = try machine.read(&cursor, text)
      case .mold: record.mold = try mold.read(&cursor, text)
      case .system: record.system = try system.read(&cursor, text)
      case .conditions: record.conditions = try Self.readings(&cursor, text, &vocabulary.conditions)
      case .quality: record.quality = try quality(&cursor, text)
      case .series: record.series = try series(&cursor, text)
      case .metadata: record.metadata = try metadata(&cursor, text)
      case nil: try cursor.skip(text)
      }
    }
    try cursor.end(text)
    guard hasSchema else {
      throw cursor.fault(otherSchema.map { "the schema `\($0)`" } ?? "no schema", "`\(StandardLog.schema)`")
    }
    guard hasID, hasStart else { throw cursor.fault("a shot without \(hasID ? "start" : "id")", "one") }
    return record
  }

  private mutating func metadata(
    _ cursor: inout JSONCursor, _ text: Span<UInt8>
  ) throws(JSONCursor.Fault) -> [String: String] {
    if cursor.passes(metadataText, text) { return metadata }
    let first = cursor.place
    metadataText = []
    metadata = [:]
    try cursor.beginObject(text)
    while let key = try cursor.key(text) { metadata[key.string(text)] = try cursor.string(text).string(text) }
    metadataText = text.copy(first..<cursor.place)
    return metadata
  }

  private mutating func quality(_ cursor: inout JSONCursor, _ text: Span<UInt8>) throws(JSONCursor.Fault) -> ShotQuality
  {
    var quality = ShotQuality()
    try cursor.beginObject(text)
    while let key = try cursor.key(text) {
      switch vocabulary.judgments.find(key, text) {
      case .status:
        guard try !cursor.null(text) else { continue }
        let word = try cursor.string(text)
        guard let status = vocabulary.verdicts.find(word, text) else {
          throw cursor.fault("the verdict `\(word.string(text).prefix(40))`", "good, marginal or scrap")
        }
        quality.status = status
      case .defects:
        var defects: [DefectClass] = []
        try cursor.beginArray(text)
        while try cursor.element(text) {
          let word = try cursor.string(text).string(text)
          guard let defect = DefectClass(rawValue: word) else {
            throw cursor.fault("the defect `\(word.prefix(40))`", "lower-case words joined by underscores")
          }
          defects.append(defect)
        }
        quality.defects = defects
      case .figures: quality.figures = try Self.readings(&cursor, text, &vocabulary.figures)
      case .remark: quality.remark = try cursor.null(text) ? nil : try cursor.string(text).string(text)
      case nil: try cursor.skip(text)
      }
    }
    return quality
  }

  private static func readings<Key>(
    _ cursor: inout JSONCursor, _ text: Span<UInt8>, _ keys: inout LogVocabulary.Figures<Key>
  ) throws(JSONCursor.Fault) -> Readings<Key> {
    var readings = Readings<Key>(expecting: keys.expected)
    try cursor.beginObject(text)
    while let key = try cursor.key(text) {
      if let known = keys.stated.find(key, text) {
        readings[known] = .value(try cursor.number(text))
      } else if key.means(Keys.missing, text) {
        try cursor.beginObject(text)
        while let key = try cursor.key(text) {
          let word = try cursor.string(text).string(text)
          guard let reason = MissingReason(rawValue: word) else {
            throw cursor.fault("the reason `\(word.prefix(40))`", "a reason why a value is missing")
          }
          if let known = keys.missing.find(key, text) { readings[known] = .missing(reason) }
        }
      } else {
        try cursor.skip(text)
      }
    }
    keys.expected = max(keys.expected, readings.count)
    return readings
  }

  private mutating func series(
    _ cursor: inout JSONCursor, _ text: Span<UInt8>
  ) throws(JSONCursor.Fault) -> [ShotSeries] {
    var series: [ShotSeries] = []
    series.reserveCapacity(vocabulary.wanted)
    try cursor.beginArray(text)
    while try cursor.element(text) {
      if let course = try course(&cursor, text) { series.append(course) }
    }
    return series
  }

  /// The next series; `nil` when it is not wanted.
  private mutating func course(
    _ cursor: inout JSONCursor, _ text: Span<UInt8>
  ) throws(JSONCursor.Fault) -> ShotSeries? {
    var signal: ShotSignal?
    var times: [Double] = []
    var values: [Double] = []
    var isWanted = true
    try cursor.beginObject(text)
    while let key = try cursor.key(text) {
      if key.means(Keys.signal, text) {
        let word = try cursor.string(text)
        guard let known = vocabulary.signals.find(word, text) else {
          throw cursor.fault("the signal `\(word.string(text).prefix(40))`", "a signal of the vocabulary")
        }
        (signal, isWanted) = (known.signal, known.isWanted)
      } else if key.means(Keys.time, text) {
        if isWanted { times = try self.times(&cursor, text) } else { try cursor.skipNumbers(text) }
      } else if key.begins(Keys.value, text) {
        if isWanted {
          values.reserveCapacity(times.count)
          try cursor.numbers(text, into: &values)
        } else {
          try cursor.skipNumbers(text)
        }
      } else {
        try cursor.skip(text)
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

  private mutating func times(_ cursor: inout JSONCursor, _ text: Span<UInt8>) throws(JSONCursor.Fault) -> [Double] {
    if cursor.passes(timesText, text) { return times }
    let first = cursor.place
    timesText = []
    var read: [Double] = []
    read.reserveCapacity(times.count)
    try cursor.numbers(text, into: &read)
    times = read
    timesText = text.copy(first..<cursor.place)
    return times
  }
}

/// A word that the next line is likely to repeat.
private struct LastWord {
  private var bytes: [UInt8] = []
  private var word = ""

  /// The next word, `nil` for null.
  mutating func read(_ cursor: inout JSONCursor, _ text: Span<UInt8>) throws(JSONCursor.Fault) -> String? {
    if try cursor.null(text) { return nil }
    let next = try cursor.string(text)
    if !next.means(bytes, text) {
      word = next.string(text)
      bytes = Array(word.utf8)
    }
    return word
  }
}
