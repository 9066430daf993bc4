import Plant

/// Reads a CSV file with a head and a column of times as a series.
enum SeriesFile {
  /// Reads all rows up to ``ShotSeries/pointMaximum``.
  ///
  /// - Parameters:
  ///   - name: path of the file below the folder of the source, for messages.
  ///   - times: names that a column of times may have, the preferred first; else the first column is taken.
  /// - Throws: `CSVReader.Fault`, or what the source of the bytes throws.
  static func read(
    _ name: String, times: [String], form: CSVForm, more: @escaping () throws -> [UInt8]
  ) throws -> RawSeries? {
    var reader = CSVReader(form, more: more)
    guard let head = try reader.row() else { return nil }
    var columns = head.cells.map(column)
    for (index, column) in columns.enumerated() {
      let first = columns.firstIndex { $0.name == column.name } ?? index
      if first != index || column.name.isEmpty {
        throw CSVReader.Fault(
          line: head.line, column: 1, found: column.name.isEmpty ? "a column without name" : "`\(column.name)` twice",
          expected: "a name of its own for each column")
      }
    }
    let time = times.lazy.compactMap { name in columns.firstIndex { $0.name == name } }.first ?? 0
    var isTruncated = false
    while let row = try reader.row() {
      if columns[0].count == ShotSeries.pointMaximum {
        isTruncated = true
        break
      }
      guard row.cells.count == columns.count else {
        throw CSVReader.Fault(
          line: row.line, column: 1, found: "\(row.cells.count) cells", expected: "\(columns.count), as in the head")
      }
      for (index, cell) in row.cells.enumerated() { append(cell, to: &columns[index], form) }
    }
    let values = columns.enumerated().filter { $0.offset != time }.map(\.element)
    return RawSeries(
      name: name, time: columns[time], columns: values, isTruncated: isTruncated, origin: .file(name))
  }

  private static func append(_ cell: String, to column: inout RawColumn, _ form: CSVForm) {
    if cell.isEmpty {
      column.append(.null)
    } else if let number = PlainNumber.read(cell, hasDecimalComma: form.hasDecimalComma) {
      column.append(number)
    } else {
      column.append(.text(cell))
    }
  }

  /// `core_temperature [°C]` names the unit in brackets.
  private static func column(_ head: String) -> RawColumn {
    guard head.hasSuffix("]"), let open = head.lastIndex(of: "[") else { return RawColumn(name: head) }
    var name = head[..<open]
    while name.last == " " { name.removeLast() }
    return RawColumn(name: String(name), unit: String(head[head.index(after: open)...].dropLast()))
  }
}
