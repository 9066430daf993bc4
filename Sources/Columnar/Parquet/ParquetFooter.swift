/// What the end of a Parquet file says about it.
struct ParquetFooter {
  /// Where the pages of a column of a row group are.
  struct Chunk {
    let range: Range<Int>
    let compression: Compression
    let valueCount: Int
    let offset: Int
  }

  struct Group {
    let rowCount: Int
    /// One for each column, in the order of the schema.
    let chunks: [Chunk]
  }

  let columns: [ParquetColumn]
  let rowCount: Int
  let groups: [Group]
  let metadata: [String: String]
  let creator: String?

  /// Reads the footer, which is all of `reader`; pages end where it begins.
  init(_ reader: ByteReader, limits: ColumnarLimits) throws(ColumnarError) {
    var reader = reader
    let bytes = reader.bytes
    let end = reader.offset
    let root = try ThriftReader.structure(&reader)
    let elements = try root.structures(2, "schema")
    guard let top = elements.first else { throw reader.malformed("an empty schema", "a root and columns") }
    guard elements.count - 1 <= limits.columns else {
      throw ColumnarError(
        .limit, offset: root.offset, found: "\(elements.count - 1) columns", expected: "at most \(limits.columns)")
    }
    var columns: [ParquetColumn] = []
    var names: Set<String> = []
    for element in elements.dropFirst() {
      let column = try ParquetColumn(element, in: bytes)
      guard !column.name.isEmpty, names.insert(column.name).inserted else {
        throw ColumnarError(
          .malformed, offset: element.offset, column: column.name, found: "a name that is empty or there twice",
          expected: "a name of its own for each column")
      }
      columns.append(column)
    }
    guard try top.integer(5, "number of columns") == Int64(columns.count) else {
      throw reader.malformed("a root that does not hold \(columns.count) columns", "all columns below the root")
    }
    self.columns = columns
    rowCount = try root.count(3, "number of rows", maximum: limits.rows)
    guard rowCount * max(columns.count, 1) <= limits.cells else {
      throw ColumnarError(
        .limit, offset: root.offset, found: "\(rowCount) rows of \(columns.count) columns",
        expected: "at most \(limits.cells) cells")
    }
    var groups: [Group] = []
    var rest = rowCount
    for structure in try root.structures(4, "row groups") {
      let group = try Group(structure, columns, pagesEnd: end, bytes: bytes, rowMaximum: rest)
      rest -= group.rowCount
      groups.append(group)
    }
    guard rest == 0 else {
      throw ColumnarError(
        .malformed, offset: root.offset, found: "row groups of \(rowCount - rest) rows", expected: "\(rowCount)")
    }
    self.groups = groups
    metadata = try Self.metadata(root, bytes)
    creator = try? root.text(6, "creator", in: bytes)
  }

  private static func metadata(_ root: ThriftStructure, _ bytes: [UInt8]) throws(ColumnarError) -> [String: String] {
    guard root.fields[5] != nil else { return [:] }
    var metadata: [String: String] = [:]
    for pair in try root.structures(5, "metadata") {
      metadata[try pair.text(1, "key", in: bytes)] = (try? pair.text(2, "value", in: bytes)) ?? ""
    }
    return metadata
  }
}

extension ParquetFooter.Group {
  init(
    _ structure: ThriftStructure, _ columns: [ParquetColumn], pagesEnd: Int, bytes: [UInt8], rowMaximum: Int
  ) throws(ColumnarError) {
    rowCount = try structure.count(3, "rows of a group", maximum: rowMaximum)
    let parts = try structure.structures(1, "columns of a group")
    guard parts.count == columns.count else {
      throw ColumnarError(
        .malformed, offset: structure.offset, found: "a group of \(parts.count) columns",
        expected: "\(columns.count), as the schema")
    }
    var chunks: [ParquetFooter.Chunk] = []
    for (part, column) in zip(parts, columns) {
      do {
        chunks.append(
          try ParquetFooter.Chunk(part, column, pagesEnd: pagesEnd, bytes: bytes, rowCount: rowCount))
      } catch {
        throw error.of(column: column.name)
      }
    }
    self.chunks = chunks
  }
}

extension ParquetFooter.Chunk {
  init(
    _ structure: ThriftStructure, _ column: ParquetColumn, pagesEnd: Int, bytes: [UInt8], rowCount: Int
  ) throws(ColumnarError) {
    func wrong(_ kind: ColumnarError.Kind, _ found: String, _ expected: String) -> ColumnarError {
      ColumnarError(kind, offset: structure.offset, found: found, expected: expected)
    }
    if let other = structure.bytes(1, in: bytes), !other.isEmpty {
      throw wrong(.unsupported, "pages in another file", "all pages in this file")
    }
    guard structure.fields[8] == nil, structure.fields[9] == nil else {
      throw wrong(.unsupported, "an encrypted column", "one that is not")
    }
    let details = try structure.structure(3, "description of the pages")
    guard try details.integer(1, "type") == column.physical.rawValue else {
      throw wrong(.malformed, "pages of another type", "the type of the schema")
    }
    if case .list(let path) = details.fields[3] {
      guard path.count == 1, case .bytes(let range) = path[0], bytes[range].elementsEqual(column.name.utf8) else {
        throw wrong(.malformed, "pages of another column", "those of this column")
      }
    }
    offset = details.offset
    compression = try Compression(code: try details.integer(4, "codec"), offset: details.offset)
    valueCount = try details.count(5, "number of values")
    guard valueCount == rowCount else {
      throw wrong(.malformed, "\(valueCount) values", "\(rowCount), the rows of the group")
    }
    // Some writers leave no place for pages that do not exist.
    guard rowCount > 0 else {
      range = 4..<4
      return
    }
    let size = try details.count(7, "packed size", maximum: pagesEnd)
    let data = try details.count(9, "place of the pages", maximum: pagesEnd)
    // Some writers state 0 where there is no dictionary.
    let dictionary = details.optionalInteger(11).flatMap { $0 > 0 ? Int(clamping: $0) : nil }
    let start = min(dictionary ?? data, data)
    guard start >= 4, size <= pagesEnd - start else {
      throw wrong(.malformed, "pages at \(start) of \(size) bytes", "a place before byte \(pagesEnd)")
    }
    range = start..<start + size
  }
}
