package import Learning

/// Why a file is no sketch of a reference.
package struct DriftSketchError: Error, Hashable, Sendable {
  /// Byte from the start of the file.
  package let place: Int
  package let found: String
  package let expected: String
}

extension DriftSketch {
  /// Whether bytes begin as a sketch does, in contrast to a table.
  package static func isSketch(_ bytes: [UInt8]) -> Bool {
    bytes.first { ![9, 10, 13, 32].contains($0) } == UInt8(ascii: "{")
  }

  /// Reads a sketch; every size and every number is checked before it is used.
  package static func reference(_ bytes: [UInt8]) throws(DriftSketchError) -> DriftReference {
    guard bytes.count <= sizeMaximum else {
      throw DriftSketchError(place: 0, found: "\(bytes.count) bytes", expected: "at most \(sizeMaximum)")
    }
    var reading = SketchReading(bytes: bytes)
    do throws(JSONCursor.Fault) {
      return try reading.reference()
    } catch {
      throw DriftSketchError(place: error.place, found: error.found, expected: error.expected)
    }
  }
}

/// Reads a sketch front to back.
struct SketchReading {
  typealias Fault = JSONCursor.Fault

  let bytes: [UInt8]
  var cursor = JSONCursor()

  mutating func reference() throws(Fault) -> DriftReference {
    var schema, featureSchema: String?
    var isSynthetic = false
    var rows = 0
    var first, last: Double?
    var groups: [DriftGroups.Group] = []
    var features: [FeatureProfile] = []
    var empty: [String] = []
    var joint: JointProfile?
    var performance: PerformanceProfile?
    try members("a sketch") { reading, key throws(Fault) in
      switch key {
      case "schema":
        schema = try reading.text()
        guard schema == DriftSketch.schema else {
          throw reading.cursor.fault("the schema `\(schema ?? "")`", "`\(DriftSketch.schema)`")
        }
      case "feature_schema": featureSchema = try reading.optionalText()
      case "synthetic": isSynthetic = try reading.flag()
      case "rows": rows = try reading.whole(0...Int(Int32.max))
      case "first_us": first = try reading.optionalNumber()
      case "last_us": last = try reading.optionalNumber()
      case "groups":
        groups = try reading.list(64) { reading throws(Fault) in try reading.group() }
      case "features":
        features = try reading.list(DriftReference.featureMaximum) { reading throws(Fault) in try reading.feature() }
      case "empty": empty = try reading.texts(DriftReference.featureMaximum)
      case "joint": joint = try reading.null() ? nil : try reading.joint()
      case "performance": performance = try reading.null() ? nil : try reading.performance()
      default: throw reading.unknown(key)
      }
    }
    let bytes = bytes
    try cursor.end(bytes.span)
    try require(schema != nil, "no `schema`", "`\(DriftSketch.schema)`")
    try require(Set(features.map(\.name)).count == features.count, "a feature twice", "each once")
    for feature in features {
      try require(
        feature.groupMeans.isEmpty || feature.groupMeans.count == groups.count,
        "\(feature.groupMeans.count) means by group of `\(feature.name)`", "\(groups.count)")
    }
    var period: ClosedRange<Int64>?
    if let first, let last {
      guard let from = Int64(exactly: first), let to = Int64(exactly: last), from <= to else {
        throw cursor.fault("a period from \(first) to \(last)", "whole microseconds in their order")
      }
      period = from...to
    }
    return DriftReference(
      featureSchema: featureSchema, isSynthetic: isSynthetic, rows: rows, period: period, groups: groups,
      features: features, empty: empty, joint: joint, performance: performance)
  }

  private mutating func group() throws(Fault) -> DriftGroups.Group {
    var (column, name, rows) = ("", "", 0)
    try members("a group") { reading, key throws(Fault) in
      switch key {
      case "column": column = try reading.text()
      case "name": name = try reading.text()
      case "rows": rows = try reading.whole(0...Int(Int32.max))
      default: throw reading.unknown(key)
      }
    }
    return DriftGroups.Group(column: column, name: name, rows: rows)
  }

  // MARK: Values

  /// Reads an object, each key once.
  mutating func members(
    _ what: String, _ body: (inout SketchReading, String) throws(Fault) -> Void
  ) throws(Fault) {
    var met: Set<String> = []
    let bytes = bytes
    try cursor.beginObject(bytes.span)
    while let word = try cursor.key(bytes.span) {
      let key = word.string(bytes.span)
      guard met.insert(key).inserted else { throw cursor.fault("`\(key)` twice", "each member once in \(what)") }
      try body(&self, key)
    }
  }

  mutating func list<Element>(
    _ limit: Int, _ element: (inout SketchReading) throws(Fault) -> Element
  ) throws(Fault) -> [Element] {
    var elements: [Element] = []
    let bytes = bytes
    try cursor.beginArray(bytes.span)
    while try cursor.element(bytes.span) {
      guard elements.count < limit else { throw cursor.fault("more than \(limit) elements", "at most \(limit)") }
      elements.append(try element(&self))
    }
    return elements
  }

  func unknown(_ key: String) -> Fault { cursor.fault("the unknown member `\(key.prefix(60))`", "a known one") }

  func require(_ holds: Bool, _ found: String, _ expected: String) throws(Fault) {
    guard holds else { throw cursor.fault(found, expected) }
  }

  mutating func text() throws(Fault) -> String {
    let bytes = bytes
    let text = try cursor.string(bytes.span).string(bytes.span)
    try require(text.utf8.count <= 200, "a text of \(text.utf8.count) bytes", "at most 200")
    return text
  }

  mutating func null() throws(Fault) -> Bool {
    let bytes = bytes
    return try cursor.null(bytes.span)
  }

  private mutating func number() throws(Fault) -> Double {
    let bytes = bytes
    return try cursor.number(bytes.span)
  }

  mutating func optionalText() throws(Fault) -> String? { try null() ? nil : try text() }
  mutating func optionalNumber() throws(Fault) -> Double? { try null() ? nil : try number() }

  mutating func texts(_ limit: Int) throws(Fault) -> [String] {
    try list(limit) { reading throws(Fault) in try reading.text() }
  }

  mutating func flag() throws(Fault) -> Bool {
    let bytes = bytes
    guard let flag = try cursor.flag(bytes.span) else { throw cursor.fault("something else", "true or false") }
    return flag
  }

  mutating func whole(_ range: ClosedRange<Int>) throws(Fault) -> Int {
    let number = try number()
    guard let whole = Int(exactly: number), range.contains(whole) else {
      throw cursor.fault("\(number)", "a whole number \(range.lowerBound) … \(range.upperBound)")
    }
    return whole
  }

  /// Numbers within bounds that no sum can overflow.
  mutating func numbers(_ limit: Int) throws(Fault) -> [Double] {
    try list(limit) { reading throws(Fault) in try reading.bounded() }
  }

  /// Numbers, with NaN for `null`.
  mutating func gappy(_ limit: Int) throws(Fault) -> [Double] {
    try list(limit) { reading throws(Fault) in try reading.null() ? .nan : try reading.bounded() }
  }

  mutating func bounded() throws(Fault) -> Double {
    let number = try number()
    try require(abs(number) <= 1e150, "\(number)", "a number of magnitude up to 1e150")
    return number
  }

  /// A mean and a standard deviation.
  mutating func spread() throws(Fault) -> WindowSpread {
    let pair = try numbers(2)
    try require(pair.count == 2 && pair[1] >= 0, "\(pair.count) numbers", "a mean and a standard deviation")
    return WindowSpread(mean: pair[0], deviation: pair[1])
  }
}
