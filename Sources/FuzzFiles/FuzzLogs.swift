import Acquisition
import Plant
import Twin

/// Random bytes as a datasource, a YAML document of a log, a CSV file and a standardized log: any must end in a value
/// or in located faults, and whatever was read must survive the transformation.
enum FuzzLogs {
  static func check(_ bytes: [UInt8]) {
    checkTable(bytes)
    checkRecord(bytes)
    checkDocument(bytes)
    guard let text = try? fileText(bytes: bytes, file: "fuzz.yaml") else { return }
    do {
      _ = try DatasourceDescription.read(text, file: "fuzz.yaml")
    } catch {
      precondition(!error.errors.isEmpty && error.errors.allSatisfy { !$0.found.isEmpty && !$0.expected.isEmpty })
    }
    if let cursor = ShotCursor(text) { precondition(ShotCursor(cursor.description) == cursor, "a cursor reads back") }
    if let instant = Instant(text) { precondition(Instant(instant.description) == instant, "a time reads back") }
  }

  /// A line of a standardized log that is read is written and read again as the same.
  static func checkRecord(_ bytes: [UInt8]) {
    guard let record = try? StandardLog.record(bytes[...]) else { return }
    let again = try? StandardLog.record(Array(StandardLog.line(record).utf8)[...])
    precondition(again == record, "a standardized log reads back")
  }

  /// A YAML document of a shot is read or refused, and what was read survives the transformation.
  static func checkDocument(_ bytes: [UInt8]) {
    let (fields, faults) = LogDocument.fields(bytes, file: "shot.yaml")
    precondition(fields.isEmpty || faults.isEmpty, "a document is read or refused")
    assemble(RawShot(key: ShotKey(start: nil, id: ""), fields: fields, faults: faults, origin: .file("shot.yaml")))
  }

  /// The same rows, or the same fault, however the bytes come.
  static func checkTable(_ bytes: [UInt8]) {
    let piece = 1 + Int(bytes.first ?? 0) % 7
    var rest = bytes[...]
    let whole = rows(CSVReader(bytes: bytes))
    let pieces = rows(
      CSVReader {
        defer { rest = rest.dropFirst(piece) }
        return Array(rest.prefix(piece))
      })
    precondition(whole.rows == pieces.rows && whole.fault == pieces.fault, "pieces do not matter")
    guard let head = whole.rows.first, whole.fault == nil else { return }
    var columns = head.cells.map { RawColumn(name: $0, unit: "°C") }
    for row in whole.rows.dropFirst() where row.cells.count == columns.count {
      for (index, cell) in row.cells.enumerated() {
        columns[index].append(PlainNumber.read(cell).map(RawValue.number) ?? (cell.isEmpty ? .null : .text(cell)))
      }
    }
    let series = RawSeries(name: "x", time: columns[0], columns: Array(columns.dropFirst()), origin: .file("x.csv"))
    assemble(RawShot(key: ShotKey(start: nil, id: ""), series: [series], origin: .file("x.csv")))
  }

  private static func rows(_ reader: CSVReader) -> (rows: [CSVReader.Row], fault: CSVReader.Fault?) {
    var reader = reader
    var rows: [CSVReader.Row] = []
    do {
      while let row = try reader.row() { rows.append(row) }
      return (rows, nil)
    } catch {
      return (rows, error as? CSVReader.Fault)
    }
  }

  private static func assemble(_ shot: RawShot) {
    guard let assembly else { return }
    let assessment = assembly.assemble([ShotAssembly.Part(source: 0, shot: shot)])
    precondition(assessment.record != nil || assessment.findings.contains { $0.severity == .rejects })
    if let record = assessment.record { _ = StandardLog.line(record) }
    for finding in assessment.findings { precondition(LogFinding(cells: finding.cells) == finding) }
  }

  private static let assembly: ShotAssembly? = {
    let description = try? DatasourceDescription.read(
      """
      schema: pur-mold-twin/datasource/1
      id: fuzz
      kind: folder
      connection: {folder: ., layout: shots}
      """, file: "fuzz.yaml")
    guard let description, let now = Instant("2030-01-01") else { return nil }
    return ShotAssembly([ShotAssembly.Source(description, clock: .utc)], now: now)
  }()
}
