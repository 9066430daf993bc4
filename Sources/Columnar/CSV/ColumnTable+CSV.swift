extension ColumnTable {
  /// Comma-separated values (RFC 4180), UTF-8, with a head.
  ///
  /// A null is an empty cell, an empty text is `""`. Numbers are the shortest text that reads back to the same bits,
  /// or `nan`, `inf`, `-inf`; timestamps are ISO 8601 in UTC.
  public func csv(hasHead: Bool = true) -> [UInt8] {
    var text: [UInt8] = []
    func end() { text += [13, 10] }
    if hasHead {
      for (index, column) in columns.enumerated() {
        if index > 0 { text.append(UInt8(ascii: ",")) }
        text += Self.quoted(column.name).utf8
      }
      end()
    }
    for row in 0..<rowCount {
      for (index, column) in columns.enumerated() {
        if index > 0 { text.append(UInt8(ascii: ",")) }
        if let cell = column.cells.text(row) { text += cell.utf8 }
      }
      end()
    }
    return text
  }

  fileprivate static func quoted(_ text: String) -> String {
    let isPlain = !text.utf8.contains { $0 == 44 || $0 == 34 || $0 == 10 || $0 == 13 }
    // Readers drop outer blanks of bare cells.
    if isPlain, let first = text.utf8.first, let last = text.utf8.last, first != 32, last != 32 { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}

extension ColumnCells {
  /// The cell as CSV has it, `nil` for null.
  fileprivate func text(_ row: Int) -> String? {
    switch self {
    case .int32(let cells): cells[row].map { String($0) }
    case .int64(let cells): cells[row].map { String($0) }
    case .double(let cells): cells[row].map { Self.shortest($0) }
    case .bool(let cells): cells[row].map { $0 ? "true" : "false" }
    case .string(let cells): cells[row].map { ColumnTable.quoted($0) }
    case .timestamp(let cells): cells[row].map { TimestampText.text($0) }
    }
  }

  private static func shortest(_ number: Double) -> String {
    let text = number.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
