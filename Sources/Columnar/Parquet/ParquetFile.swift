/// A Parquet file of a flat table, read group by group through a function that fetches bytes.
///
/// Read are the encodings PLAIN, PLAIN_DICTIONARY, RLE_DICTIONARY, RLE of truth values and BYTE_STREAM_SPLIT in data
/// pages of both versions, not packed or by Snappy, gzip or Zstandard. Checksums of pages are checked where there are
/// any. Whole numbers of 8 and 16 bits become `int32`, unsigned ones of 32 bits `int64`, single precision `double`,
/// timestamps in UTC microseconds. Everything else is refused with the name of the column and the reason.
///
/// - Reference: Apache Parquet format 2.11, `parquet.thrift` and *Encodings*.
public struct ParquetFile {
  /// Fetches `count` bytes from `offset`, all of which lie in the file.
  public typealias Fetch = (_ offset: Int, _ count: Int) throws(ColumnarError) -> [UInt8]

  private let footer: ParquetFooter
  private let limits: ColumnarLimits
  private let fetch: Fetch

  /// Names and types in the order of the file.
  public var schema: [ColumnSchema] { footer.columns.map { ColumnSchema($0.name, $0.type) } }
  /// Rows of all groups.
  public var rowCount: Int { footer.rowCount }
  /// Rows of each group.
  public var groups: [Int] { footer.groups.map(\.rowCount) }
  /// Key and value pairs of the file.
  public var metadata: [String: String] { footer.metadata }
  /// The program that wrote the file, as it calls itself.
  public var creator: String? { footer.creator }

  /// Opens a file: reads its end, no page.
  ///
  /// - Parameters:
  ///   - size: bytes of the whole file.
  ///   - fetch: reads from it.
  public init(size: Int, limits: ColumnarLimits = ColumnarLimits(), fetch: @escaping Fetch) throws(ColumnarError) {
    func malformed(_ found: String, _ expected: String, _ offset: Int) -> ColumnarError {
      ColumnarError(.malformed, offset: offset, found: found, expected: expected)
    }
    guard size >= 12 else { throw malformed("\(size) bytes", "a Parquet file, at least 12 bytes", 0) }
    let mark = Array("PAR1".utf8)
    let tail = try Self.checked(fetch, size - 8, 8)
    if Array(tail[4...]) == Array("PARE".utf8) {
      throw ColumnarError(.unsupported, offset: size - 4, found: "an encrypted file", expected: "one that is not")
    }
    guard Array(tail[4...]) == mark else { throw malformed("no mark PAR1", "it at the end of the file", size - 4) }
    guard try Self.checked(fetch, 0, 4) == mark else { throw malformed("no mark PAR1", "it at the start", 0) }
    var lengthReader = ByteReader(tail, origin: size - 8)
    let length = Int(try lengthReader.number(UInt32.self))
    guard length <= size - 12 else {
      throw malformed("a footer of \(length) bytes", "at most \(size - 12)", size - 8)
    }
    guard length <= limits.footer else {
      throw ColumnarError(
        .limit, offset: size - 8, found: "a footer of \(length) bytes", expected: "at most \(limits.footer)")
    }
    let start = size - 8 - length
    footer = try ParquetFooter(ByteReader(try Self.checked(fetch, start, length), origin: start), limits: limits)
    self.limits = limits
    self.fetch = fetch
  }

  /// Opens a file whose bytes are all there.
  public init(_ bytes: [UInt8], limits: ColumnarLimits = ColumnarLimits()) throws(ColumnarError) {
    try self.init(size: bytes.count, limits: limits) { offset, count throws(ColumnarError) in
      Array(bytes[offset..<offset + count])
    }
  }

  /// Some or all columns of a group of rows.
  ///
  /// - Parameters:
  ///   - group: number of the group from 0.
  ///   - names: the columns wanted, in the order of the file; by default all.
  public func table(group: Int, columns names: Set<String>? = nil) throws(ColumnarError) -> ColumnTable {
    var unpacked = limits.unpacked
    return try table(group, names, &unpacked)
  }

  /// Some or all columns of all rows.
  public func table(columns names: Set<String>? = nil) throws(ColumnarError) -> ColumnTable {
    var unpacked = limits.unpacked
    var tables: [ColumnTable] = []
    for group in footer.groups.indices { tables.append(try table(group, names, &unpacked)) }
    guard tables.isEmpty else { return try ColumnTable.stacked(tables) }
    var empty = ByteReader([])
    var columns: [Column] = []
    for column in footer.columns where names?.contains(column.name) ?? true {
      columns.append(
        Column(column.name, try PhysicalValues(plain: &empty, count: 0, column.physical).cells(column, nil)))
    }
    return try ColumnTable(columns, metadata: metadata)
  }

  private func table(_ group: Int, _ names: Set<String>?, _ unpacked: inout Int) throws(ColumnarError) -> ColumnTable {
    precondition(footer.groups.indices.contains(group), "a group of the file")
    var columns: [Column] = []
    for (column, chunk) in zip(footer.columns, footer.groups[group].chunks) where names?.contains(column.name) ?? true {
      do {
        let bytes = try Self.checked(fetch, chunk.range.lowerBound, chunk.range.count)
        columns.append(
          Column(column.name, try ColumnPages.cells(of: column, chunk, bytes, limits: limits, unpacked: &unpacked)))
      } catch {
        throw error.of(column: column.name)
      }
    }
    return try ColumnTable(columns, metadata: metadata)
  }

  private static func checked(_ fetch: Fetch, _ offset: Int, _ count: Int) throws(ColumnarError) -> [UInt8] {
    let bytes = try fetch(offset, count)
    guard bytes.count == count else {
      throw ColumnarError(.malformed, offset: offset, found: "\(bytes.count) bytes", expected: "\(count)")
    }
    return bytes
  }
}

extension ColumnTable {
  /// Reads a whole Parquet file.
  public init(parquet bytes: [UInt8], limits: ColumnarLimits = ColumnarLimits()) throws(ColumnarError) {
    self = try ParquetFile(bytes, limits: limits).table()
  }
}
