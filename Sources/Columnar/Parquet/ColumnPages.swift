/// Decodes the pages of one column of one row group.
struct ColumnPages {
  private let column: ParquetColumn
  private let compression: Compression
  private let rowCount: Int
  private let limits: ColumnarLimits
  private var reader: ByteReader
  private var dictionary: PhysicalValues?
  private var values: PhysicalValues?
  private var validity: [Bool]?
  private var count = 0

  /// Decodes `bytes`, which begin at `origin` in the file.
  ///
  /// - Parameter unpacked: bytes that may still be unpacked of this file; lowered by what is.
  static func cells(
    of column: ParquetColumn, _ chunk: ParquetFooter.Chunk, _ bytes: [UInt8], limits: ColumnarLimits,
    unpacked: inout Int
  ) throws(ColumnarError) -> ColumnCells {
    var pages = ColumnPages(
      column: column, compression: chunk.compression, rowCount: chunk.valueCount, limits: limits,
      reader: ByteReader(bytes, origin: chunk.range.lowerBound))
    while pages.count < pages.rowCount { try pages.page(&unpacked) }
    let empty = try PhysicalValues(plain: &pages.reader, count: 0, column.physical)
    return try (pages.values ?? empty).cells(column, pages.validity)
  }

  private init(
    column: ParquetColumn, compression: Compression, rowCount: Int, limits: ColumnarLimits, reader: ByteReader
  ) {
    self.column = column
    self.compression = compression
    self.rowCount = rowCount
    self.limits = limits
    self.reader = reader
  }

  private mutating func page(_ unpacked: inout Int) throws(ColumnarError) {
    let start = reader.offset
    let head = try ThriftReader.structure(&reader)
    let size = try head.count(2, "size of a page", maximum: limits.page)
    let packed = try reader.take(try head.count(3, "packed size of a page"), "a page")
    guard size <= unpacked else {
      throw ColumnarError(
        .limit, offset: start, found: "more unpacked bytes", expected: "at most \(limits.unpacked) in a file")
    }
    unpacked -= size
    if let stated = head.optionalInteger(4) {
      let found = CRC32.checksum(reader.bytes[packed])
      guard UInt32(truncatingIfNeeded: stated) == found else {
        throw ColumnarError(
          .malformed, offset: start, found: "a page with checksum \(found)",
          expected: "\(UInt32(truncatingIfNeeded: stated)), as its head says")
      }
    }
    let body = ByteReader(
      reader.bytes, from: packed.lowerBound, to: packed.upperBound, origin: reader.origin)
    switch try head.integer(1, "kind of page") {
    case 0: try dataPage(head.structure(5, "head of a data page"), body, size: size, start)
    case 1: break
    case 2: try dictionaryPage(head.structure(7, "head of a dictionary"), body, size: size, start)
    case 3: try secondDataPage(head.structure(8, "head of a data page"), body, size: size, start)
    case let kind: throw ColumnarError(.malformed, offset: start, found: "a page of kind \(kind)", expected: "0 … 3")
    }
  }

  private mutating func dictionaryPage(
    _ head: ThriftStructure, _ body: ByteReader, size: Int, _ start: Int
  ) throws(ColumnarError) {
    guard dictionary == nil, values == nil else {
      throw ColumnarError(.malformed, offset: start, found: "a dictionary here", expected: "one, before all pages")
    }
    let encoding = try head.integer(2, "encoding")
    guard encoding == 0 || encoding == 2 else { throw unknown(encoding, start) }
    let count = try head.count(1, "size of the dictionary", maximum: Int(Int32.max))
    var content = try self.content(body, size: size, start)
    dictionary = try PhysicalValues(plain: &content, count: count, column.physical)
  }

  private func content(_ body: ByteReader, size: Int, _ start: Int) throws(ColumnarError) -> ByteReader {
    ByteReader(try compression.unpack(body, size: size), origin: start, isUnpacked: true)
  }

  private func pageCount(_ head: ThriftStructure) throws(ColumnarError) -> Int {
    try head.count(1, "number of values in a page", maximum: rowCount - count)
  }

  private mutating func dataPage(
    _ head: ThriftStructure, _ body: ByteReader, size: Int, _ start: Int
  ) throws(ColumnarError) {
    let valueCount = try pageCount(head)
    var content = try self.content(body, size: size, start)
    var flags: [Bool]?
    if column.isOptional {
      guard try head.integer(3, "encoding of levels") == 3 else { throw unknown(try head.integer(3, "levels"), start) }
      let length = Int(try content.number(UInt32.self, "the length of the levels"))
      let range = try content.take(length, "the levels")
      var levels = ByteReader(
        content.bytes, from: range.lowerBound, to: range.upperBound, origin: start, isUnpacked: true)
      flags = try HybridRuns.decode(&levels, count: valueCount, width: 1, maximum: 1).map { $0 == 1 }
    }
    try append(&content, try head.integer(2, "encoding"), valueCount, flags, start)
  }

  private mutating func secondDataPage(
    _ head: ThriftStructure, _ body: ByteReader, size: Int, _ start: Int
  ) throws(ColumnarError) {
    let valueCount = try pageCount(head)
    var body = body
    let levelSize = try head.count(5, "size of the levels")
    guard try head.count(6, "size of repetition levels") == 0 else {
      throw ColumnarError(.unsupported, offset: start, found: "repetition levels", expected: "a flat table")
    }
    let range = try body.take(levelSize, "the levels")
    var flags: [Bool]?
    if column.isOptional {
      var levels = ByteReader(body.bytes, from: range.lowerBound, to: range.upperBound, origin: body.origin)
      flags = try HybridRuns.decode(&levels, count: valueCount, width: 1, maximum: 1).map { $0 == 1 }
    }
    guard levelSize <= size else { throw body.malformed("levels of \(levelSize) bytes", "at most \(size)") }
    let isPacked = head.bool(7) ?? true
    let bytes = try (isPacked ? compression : .uncompressed).unpack(body, size: size - levelSize)
    var content = ByteReader(bytes, origin: start, isUnpacked: true)
    try append(&content, try head.integer(4, "encoding"), valueCount, flags, start)
  }

  private mutating func append(
    _ content: inout ByteReader, _ encoding: Int64, _ valueCount: Int, _ flags: [Bool]?, _ start: Int
  ) throws(ColumnarError) {
    let present = flags?.count { $0 } ?? valueCount
    var decoded = try decode(&content, encoding, present, start)
    if let flags, present < valueCount { decoded = decoded.spread(flags) }
    if let flags, validity != nil || present < valueCount {
      validity = (validity ?? Array(repeating: true, count: count)) + flags
    } else if let known = validity {
      validity = known + Array(repeating: true, count: valueCount)
    }
    if values == nil {
      values = decoded
    } else {
      _ = values?.append(decoded)
    }
    count += valueCount
  }

  private func decode(
    _ content: inout ByteReader, _ encoding: Int64, _ present: Int, _ start: Int
  ) throws(ColumnarError) -> PhysicalValues {
    switch encoding {
    case 0: return try PhysicalValues(plain: &content, count: present, column.physical)
    case 2, 8:
      guard let dictionary else {
        throw ColumnarError(.malformed, offset: start, found: "no dictionary", expected: "one before this page")
      }
      guard present > 0 else { return dictionary.gathered([]) }
      let width = Int(try content.byte("the width of places"))
      guard width <= 32 else { throw content.malformed("places of \(width) bits", "at most 32") }
      return dictionary.gathered(
        try HybridRuns.decode(&content, count: present, width: width, maximum: dictionary.count - 1))
    case 3 where column.physical == .bool:
      let size = Int(try content.number(UInt32.self, "the length of runs"))
      try content.require(size, "runs")
      return .bool(try HybridRuns.decode(&content, count: present, width: 1, maximum: 1).map { $0 == 1 })
    case 9: return try PhysicalValues(split: &content, count: present, column.physical)
    default: throw unknown(encoding, start)
    }
  }

  private func unknown(_ encoding: Int64, _ start: Int) -> ColumnarError {
    let names: [Int64: String] = [
      4: "BIT_PACKED", 5: "DELTA_BINARY_PACKED", 6: "DELTA_LENGTH_BYTE_ARRAY", 7: "DELTA_BYTE_ARRAY",
    ]
    return ColumnarError(
      .unsupported, offset: start, found: "the encoding \(names[encoding] ?? "\(encoding)")",
      expected: "PLAIN, PLAIN_DICTIONARY, RLE_DICTIONARY, RLE of truth values or BYTE_STREAM_SPLIT")
  }
}
