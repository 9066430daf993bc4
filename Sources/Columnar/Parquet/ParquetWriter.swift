/// Writes a Parquet file piece by piece: the head, one piece for each group of rows, the end.
///
///     var writer = try ParquetWriter(schema: table.schema)
///     file.write(writer.head)
///     file.write(try writer.group(table))
///     file.write(writer.end())
///
/// Columns are optional; texts are stored by a dictionary where few differ, everything else plainly. Pages have a
/// checksum, groups have minimum, maximum and number of nulls of each column.
public struct ParquetWriter: Sendable {
  /// Which of the two layouts of data pages.
  public enum PageVersion: Int, Hashable, Sendable, CaseIterable {
    case v1 = 1
    case v2 = 2
  }

  private struct Group: Sendable {
    let rowCount: Int
    let chunks: [ColumnChunkWriter]
  }

  /// The bytes before the first group.
  public let head = Array("PAR1".utf8)
  private let schema: [ColumnSchema]
  private let metadata: [String: String]
  private let compression: Compression
  private let pageVersion: PageVersion
  private let hasChecksums: Bool
  private var groups: [Group] = []
  private var position = 4

  /// A file of these columns.
  ///
  /// - Parameters:
  ///   - metadata: key and value pairs, written in the order of their keys.
  ///   - compression: `zstd` where this program has it, by default.
  ///   - hasChecksums: whether each page gets one.
  /// - Throws: ``ColumnarError`` when this program cannot write with `compression`, or names are empty or twice there.
  public init(
    schema: [ColumnSchema], metadata: [String: String] = [:], compression: Compression = .preferred,
    pageVersion: PageVersion = .v1, hasChecksums: Bool = true
  ) throws(ColumnarError) {
    _ = try compression.pack([])
    var names: Set<String> = []
    for column in schema where column.name.isEmpty || !names.insert(column.name).inserted {
      throw ColumnarError(
        .invalid, column: column.name, found: "a name that is empty or there twice", expected: "a name of its own")
    }
    self.schema = schema
    self.metadata = metadata
    self.compression = compression
    self.pageVersion = pageVersion
    self.hasChecksums = hasChecksums
  }

  /// The bytes of the next group of rows; empty for no rows.
  /// - Throws: ``ColumnarError`` of kind `invalid` when the table has other columns than the file.
  public mutating func group(_ table: ColumnTable) throws(ColumnarError) -> [UInt8] {
    guard table.schema == schema else {
      throw ColumnarError(.invalid, found: "a table of other columns", expected: "the columns of the file")
    }
    guard table.rowCount > 0 else { return [] }
    var parts: [Part] = []
    for column in table.columns { parts.append(try part(column)) }
    return try group(parts)
  }

  /// A column of a group, ready to be written.
  public struct Part: Sendable {
    fileprivate let schema: ColumnSchema
    fileprivate let rowCount: Int
    fileprivate var chunk: ColumnChunkWriter
    fileprivate let bytes: [UInt8]
  }

  /// Packs a column of a group: the work of ``group(_:)-([Part])``, which can be done for several columns at once.
  /// - Throws: ``ColumnarError`` when the column is too large for a page.
  public func part(_ column: Column) throws(ColumnarError) -> Part {
    var chunk = ColumnChunkWriter(compression: compression, hasChecksums: hasChecksums)
    let bytes = try chunk.write(column, pageVersion)
    return Part(schema: column.schema, rowCount: column.cells.count, chunk: chunk, bytes: bytes)
  }

  /// The bytes of the next group of rows; empty for no rows.
  /// - Throws: ``ColumnarError`` of kind `invalid` when these are not the columns of the file, or of different lengths.
  public mutating func group(_ parts: [Part]) throws(ColumnarError) -> [UInt8] {
    let rowCount = parts.first?.rowCount ?? 0
    guard parts.map(\.schema) == schema, parts.allSatisfy({ $0.rowCount == rowCount }) else {
      throw ColumnarError(.invalid, found: "a table of other columns", expected: "the columns of the file")
    }
    guard rowCount > 0 else { return [] }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(parts.reduce(0) { $0 + $1.bytes.count })
    var chunks: [ColumnChunkWriter] = []
    for part in parts {
      var chunk = part.chunk
      chunk.start = position + bytes.count
      bytes += part.bytes
      chunks.append(chunk)
    }
    position += bytes.count
    groups.append(Group(rowCount: rowCount, chunks: chunks))
    return bytes
  }

  /// The bytes behind the last group.
  public func end() -> [UInt8] {
    let footer = ThriftWriter.structure { writer in
      writer.i32(1, 2)
      let root = ThriftWriter.structure { root in
        root.binary(4, "schema".utf8)
        root.i32(5, Int64(schema.count))
      }
      writer.structures(2, [root] + schema.map(Self.element))
      writer.i64(3, Int64(groups.reduce(0) { $0 + $1.rowCount }))
      writer.structures(4, groups.map(self.structure))
      if !metadata.isEmpty {
        writer.structures(
          5,
          metadata.sorted { $0.key < $1.key }.map { pair in
            ThriftWriter.structure {
              $0.binary(1, pair.key.utf8)
              $0.binary(2, pair.value.utf8)
            }
          })
      }
      writer.binary(6, "pur-mold-twin".utf8)
      // Minimum and maximum mean what the order of each type says.
      writer.structures(7, schema.map { _ in ThriftWriter.structure { $0.structure(1) { _ in } } })
    }
    var bytes = footer
    bytes.append(littleEndian: UInt32(footer.count))
    return bytes + head
  }

  private static func element(_ column: ColumnSchema) -> [UInt8] {
    ThriftWriter.structure { element in
      element.i32(1, column.type.physical.rawValue)
      element.i32(3, 1)
      element.binary(4, column.name.utf8)
      switch column.type {
      case .string:
        element.i32(6, 0)
        element.structure(10) { $0.structure(1) { _ in } }
      case .timestamp:
        element.i32(6, 10)
        element.structure(10) {
          $0.structure(8) {
            $0.bool(1, true)
            $0.structure(2) { $0.structure(2) { _ in } }
          }
        }
      default: break
      }
    }
  }

  private func structure(_ group: Group) -> [UInt8] {
    ThriftWriter.structure { writer in
      writer.structures(1, zip(group.chunks, schema).map { $0.structure($1) })
      writer.i64(2, Int64(group.chunks.reduce(0) { $0 + $1.size }))
      writer.i64(3, Int64(group.rowCount))
      writer.i64(6, Int64(group.chunks.reduce(0) { $0 + $1.packedSize }))
    }
  }
}

extension ColumnType {
  var physical: ParquetColumn.Physical {
    switch self {
    case .bool: .bool
    case .int32: .int32
    case .int64, .timestamp: .int64
    case .double: .double
    case .string: .bytes
    }
  }
}

extension ColumnTable {
  /// The table as a Parquet file.
  ///
  /// - Parameter groupRows: rows of a group at most, at least 1.
  public func parquet(
    compression: Compression = .preferred, pageVersion: ParquetWriter.PageVersion = .v1, hasChecksums: Bool = true,
    groupRows: Int = 1 << 20
  ) throws(ColumnarError) -> [UInt8] {
    precondition(groupRows >= 1, "a group holds rows")
    var writer = try ParquetWriter(
      schema: schema, metadata: metadata, compression: compression, pageVersion: pageVersion,
      hasChecksums: hasChecksums)
    var bytes = writer.head
    for start in stride(from: 0, to: rowCount, by: groupRows) {
      let rows = start..<min(start + groupRows, rowCount)
      bytes += try writer.group(try ColumnTable(columns.map { Column($0.name, $0.cells[rows]) }))
    }
    return bytes + writer.end()
  }
}
