extension ColumnTable {
  /// Reads comma-separated values with a head.
  ///
  /// - Parameters:
  ///   - schema: the columns expected, in their order. Without, each column gets the narrowest type that fits all its
  ///     cells: `int64`, `double`, `bool`, `timestamp`, `string`.
  ///   - limits: what is accepted at most.
  /// - Throws: ``ColumnarError`` with the byte, and with the line in its words.
  public init(
    csv bytes: [UInt8], schema: [ColumnSchema]? = nil, limits: ColumnarLimits = ColumnarLimits()
  ) throws(ColumnarError) {
    var reader = CSVCells(bytes)
    guard let head = try reader.row(atMost: limits.columns) else {
      throw ColumnarError(.malformed, offset: 0, found: "nothing", expected: "a head with the names of the columns")
    }
    if let schema, schema.map(\.name) != head.map(\.text) {
      let names = zip(schema.map(\.name), head.map(\.text)).first { $0 != $1 }
      throw reader.malformed(
        names.map { "the column `\($0.1)`" } ?? "\(head.count) columns",
        names.map { "`\($0.0)`" } ?? "\(schema.count)")
    }
    var columns = head.map { _ in [String?]() }
    var quoted = [Bool](repeating: false, count: head.count)
    var places: [(offset: Int, line: Int)] = []
    while let row = try reader.row(atMost: head.count) {
      if row.count == 1, head.count > 1, row[0].text.isEmpty, !row[0].isQuoted { continue }
      guard row.count == head.count else {
        throw reader.malformed("\(row.count) cells", "\(head.count), as the head")
      }
      guard places.count < limits.rows, (places.count + 1) * head.count <= limits.cells else {
        throw ColumnarError(.limit, offset: reader.start, found: "more rows", expected: "at most \(places.count)")
      }
      places.append((reader.start, reader.line))
      for (index, cell) in row.enumerated() {
        columns[index].append(cell.text.isEmpty && !cell.isQuoted ? nil : cell.text)
        if cell.isQuoted { quoted[index] = true }
      }
    }
    var result: [Column] = []
    for (index, cells) in columns.enumerated() {
      let name = head[index].text
      let type = schema?[index].type ?? (quoted[index] ? .string : Self.type(of: cells))
      switch Self.cells(cells, as: type) {
      case .success(let column): result.append(Column(name, column))
      case .failure(let row):
        throw ColumnarError(
          .malformed, offset: places[row.number].offset, column: name,
          found: "line \(places[row.number].line): `\((cells[row.number] ?? "").prefix(60))`",
          expected: Self.words(type))
      }
    }
    try self.init(result)
  }

  private struct WrongRow: Error { let number: Int }

  private static func type(of cells: [String?]) -> ColumnType {
    guard cells.contains(where: { $0 != nil }) else { return .string }
    for type in [ColumnType.int64, .double, .bool, .timestamp] {
      if case .success = Self.cells(cells, as: type) { return type }
    }
    return .string
  }

  private static func cells(_ texts: [String?], as type: ColumnType) -> Result<ColumnCells, WrongRow> {
    func parsed<Value>(_ placeholder: Value, _ parse: (String) -> Value?) -> Result<Cells<Value>, WrongRow> {
      var values: [Value?] = []
      values.reserveCapacity(texts.count)
      for (row, text) in texts.enumerated() {
        guard let text else {
          values.append(nil)
          continue
        }
        guard let value = parse(text) else { return .failure(WrongRow(number: row)) }
        values.append(value)
      }
      return .success(Cells(values, placeholder: placeholder))
    }
    return switch type {
    case .int32: parsed(0) { Int32($0) }.map(ColumnCells.int32)
    case .int64: parsed(0) { Int64($0) }.map(ColumnCells.int64)
    case .double: parsed(0, number).map(ColumnCells.double)
    case .bool: parsed(false) { $0 == "true" ? true : $0 == "false" ? false : nil }.map(ColumnCells.bool)
    case .string: parsed("") { $0 }.map(ColumnCells.string)
    case .timestamp: parsed(0) { TimestampText.microseconds($0) }.map(ColumnCells.timestamp)
    }
  }

  /// A decimal number, or `nan`, `inf`, `-inf`; nothing else that `Double` would read.
  private static func number(_ text: String) -> Double? {
    if text == "nan" || text == "inf" || text == "-inf" { return Double(text) }
    guard text.utf8.allSatisfy({ (48...57).contains($0) || [43, 45, 46, 69, 101].contains($0) }) else { return nil }
    return Double(text)
  }

  private static func words(_ type: ColumnType) -> String {
    switch type {
    case .int32: "a whole number of 32 bits"
    case .int64: "a whole number of 64 bits"
    case .double: "a number"
    case .bool: "true or false"
    case .string: "a text"
    case .timestamp: "a time such as 2026-03-01T07:15:00Z"
    }
  }
}
