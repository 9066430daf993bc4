/// Writes the pages of one column of one group, and what the footer says about them.
struct ColumnChunkWriter: Sendable {
  /// Rows of a page at most.
  private static let pageRows = 1 << 16
  /// Texts of a dictionary at most.
  private static let dictionaryMaximum = 1 << 15

  /// Byte of the file at which the chunk begins.
  var start = 0
  private let compression: Compression
  private let hasChecksums: Bool
  /// Bytes of the chunk before its first page of data.
  private var dataOffset = 0
  private var hasDictionary = false
  private var valueCount = 0
  private var statistics: ColumnStatistics?
  /// Bytes unpacked, and as written; heads of pages included.
  private(set) var size = 0
  private(set) var packedSize = 0

  init(compression: Compression, hasChecksums: Bool) {
    self.compression = compression
    self.hasChecksums = hasChecksums
  }

  /// The pages of a column.
  mutating func write(_ column: Column, _ version: ParquetWriter.PageVersion) throws(ColumnarError) -> [UInt8] {
    valueCount = column.cells.count
    var bytes: [UInt8] = []
    let dictionary = TextDictionary(column.cells, atMost: Self.dictionaryMaximum)
    statistics = ColumnStatistics(column.cells, distinct: dictionary?.texts)
    if let dictionary {
      hasDictionary = true
      let content = dictionary.content
      bytes += try page(content, kind: 2) { writer in
        writer.structure(7) {
          $0.i32(1, Int64(dictionary.count))
          $0.i32(2, 0)
        }
      }
    }
    dataOffset = bytes.count
    for first in stride(from: 0, to: valueCount, by: Self.pageRows) {
      let rows = first..<min(first + Self.pageRows, valueCount)
      bytes += try dataPage(column.cells[rows], dictionary?.places(rows), version)
    }
    return bytes
  }

  private mutating func dataPage(
    _ cells: ColumnCells, _ places: (values: [Int32], width: Int)?, _ version: ParquetWriter.PageVersion
  ) throws(ColumnarError) -> [UInt8] {
    let levels = HybridRuns.encode(cells.levels, width: 1)
    let values = places.map { [UInt8($0.width)] + HybridRuns.encode($0.values, width: $0.width) } ?? cells.plain
    let encoding: Int64 = places == nil ? 0 : 8
    let count = Int64(cells.count)
    switch version {
    case .v1:
      var content: [UInt8] = []
      content.append(littleEndian: UInt32(levels.count))
      return try page(content + levels + values, kind: 0) { writer in
        writer.structure(5) {
          $0.i32(1, count)
          $0.i32(2, encoding)
          $0.i32(3, 3)
          $0.i32(4, 3)
        }
      }
    case .v2:
      let nulls = Int64(cells.nullCount)
      return try page(values, levels: levels, kind: 3) { writer in
        writer.structure(8) {
          $0.i32(1, count)
          $0.i32(2, nulls)
          $0.i32(3, count)
          $0.i32(4, encoding)
          $0.i32(5, Int64(levels.count))
          $0.i32(6, 0)
        }
      }
    }
  }

  /// A page with its head; `levels` stay as they are.
  private mutating func page(
    _ content: [UInt8], levels: [UInt8] = [], kind: Int64, _ details: (inout ThriftWriter) -> Void
  ) throws(ColumnarError) -> [UInt8] {
    let body = levels + (try compression.pack(content))
    guard body.count <= Int(Int32.max), content.count <= Int(Int32.max) - levels.count else {
      throw ColumnarError(.limit, found: "a page of \(content.count) bytes", expected: "less than 2 GiB of texts")
    }
    let head = ThriftWriter.structure { writer in
      writer.i32(1, kind)
      writer.i32(2, Int64(levels.count + content.count))
      writer.i32(3, Int64(body.count))
      if hasChecksums { writer.i32(4, Int64(Int32(bitPattern: CRC32.checksum(body[...])))) }
      details(&writer)
    }
    size += head.count + levels.count + content.count
    packedSize += head.count + body.count
    return head + body
  }

  /// What the footer says about the chunk.
  func structure(_ column: ColumnSchema) -> [UInt8] {
    ThriftWriter.structure { chunk in
      chunk.i64(2, 0)
      chunk.structure(3) { writer in
        writer.i32(1, column.type.physical.rawValue)
        writer.integers(2, hasDictionary ? [0, 3, 8] : [0, 3])
        writer.texts(3, [column.name])
        writer.i32(4, compression.code)
        writer.i64(5, Int64(valueCount))
        writer.i64(6, Int64(size))
        writer.i64(7, Int64(packedSize))
        writer.i64(9, Int64(start + dataOffset))
        if hasDictionary { writer.i64(11, Int64(start)) }
        if let statistics { writer.structure(12) { statistics.write(to: &$0) } }
      }
    }
  }
}

/// The different texts of a column in the order they come.
private struct TextDictionary {
  let texts: [String]
  /// Of each row the place of its text, -1 for null.
  private let rows: [Int32]

  var count: Int { texts.count }

  /// `nil` unless the cells are texts of which few differ.
  init?(_ cells: ColumnCells, atMost maximum: Int) {
    guard case .string(let cells) = cells else { return nil }
    let most = min(maximum, cells.count / 2 + 1)
    var texts: [String] = []
    var index: [SampledText: Int32] = [:]
    var rows: [Int32] = []
    rows.reserveCapacity(cells.count)
    var last: (key: SampledText, place: Int32)?
    for row in 0..<cells.count {
      guard let text = cells[row] else {
        rows.append(-1)
        continue
      }
      let key = SampledText(text: text)
      // Neighbors are often the same.
      if let last, last.key == key {
        rows.append(last.place)
        continue
      }
      let place: Int32
      if let known = index[key] {
        place = known
      } else {
        guard texts.count < most else { return nil }
        place = Int32(texts.count)
        index[key] = place
        texts.append(text)
      }
      last = (key, place)
      rows.append(place)
    }
    guard !texts.isEmpty else { return nil }
    self.texts = texts
    self.rows = rows
  }

  var content: [UInt8] { ColumnCells.string(Cells(texts)).plain }

  /// The places of the texts of some rows, nulls left out, and their width.
  func places(_ range: Range<Int>) -> (values: [Int32], width: Int) {
    (rows[range].filter { $0 >= 0 }, max(1, HybridRuns.width(count - 1)))
  }
}

/// A text by its bytes, whose hash looks at its length and some of them: texts may be long, and few in a column differ.
private struct SampledText: Hashable {
  /// Bytes hashed at most.
  private static let samples = 16

  let text: String

  /// Texts that mean the same by different bytes are different: cells keep their bytes.
  static func == (left: Self, right: Self) -> Bool {
    left.text == right.text
      && (left.text.utf8Span.isKnownASCII || left.text.utf8.elementsEqual(right.text.utf8))
  }

  func hash(into hasher: inout Hasher) {
    let text = text.utf8Span
    guard text.isKnownASCII, text.count > Self.samples else { return hasher.combine(self.text) }
    hasher.combine(text.count)
    let step = text.count / Self.samples
    for sample in 0..<Self.samples { hasher.combine(text.span[sample * step]) }
  }
}

extension ColumnCells {
  /// 1 for a value, 0 for null.
  fileprivate var levels: [Int32] {
    let validity: [Bool]? =
      switch self {
      case .int32(let cells): cells.validity
      case .int64(let cells), .timestamp(let cells): cells.validity
      case .double(let cells): cells.validity
      case .bool(let cells): cells.validity
      case .string(let cells): cells.validity
      }
    return validity?.map { $0 ? 1 : 0 } ?? Array(repeating: 1, count: count)
  }

  /// The values one behind the other, nulls left out.
  fileprivate var plain: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 * count)
    func each<Value>(_ cells: Cells<Value>, _ append: (Value) -> Void) {
      for row in 0..<cells.count where cells.validity?[row] ?? true { append(cells.values[row]) }
    }
    switch self {
    case .int32(let cells): each(cells) { bytes.append(littleEndian: $0) }
    case .int64(let cells), .timestamp(let cells): each(cells) { bytes.append(littleEndian: $0) }
    case .double(let cells): each(cells) { bytes.append(littleEndian: $0.bitPattern) }
    case .bool(let cells):
      var place = 0
      each(cells) {
        if place % 8 == 0 { bytes.append(0) }
        if $0 { bytes[bytes.count - 1] |= 1 << UInt8(place % 8) }
        place += 1
      }
    case .string(let cells):
      each(cells) {
        bytes.append(littleEndian: UInt32(truncatingIfNeeded: $0.utf8.count))
        bytes += $0.utf8
      }
    }
    return bytes
  }
}
