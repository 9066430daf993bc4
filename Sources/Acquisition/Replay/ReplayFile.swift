import Foundation
import Plant

/// The rows of a file of samples, one after the other.
///
/// CSV with the columns `signal`, `time` and `value`, or those that `historian export` writes; or with `time` first and
/// a column for each signal, where an empty cell is no sample. JSON lines with the same names as keys.
struct ReplayFile {
  /// What a row holds.
  struct Row {
    var samples: [Sample] = []
    /// Names of signals that the plant does not have.
    var unknown: [String] = []
    /// Why the row is none.
    var fault: CSVReader.Fault?
  }

  private enum Form {
    case lines(RawLines)
    /// Rows with named cells.
    case long(CSVReader, columns: [String])
    /// A column for each signal; `nil` for one that the plant does not have.
    case wide(CSVReader, signals: [(name: String, place: SignalIndex?)])
  }

  private static let pieceBytes = 1 << 16

  private var form: Form
  private let fields: ReplayFields

  init(_ path: String, _ plant: PlantDescription) throws(SourceError) {
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw SourceError(.unavailable, place: path, found: "no readable file", expected: "a file of samples")
    }
    fields = ReplayFields(plant)
    let more = { try file.read(upToCount: Self.pieceBytes).map { Array($0) } ?? [] }
    if path.hasSuffix(".jsonl") {
      form = .lines(RawLines(more))
      return
    }
    var reader = CSVReader(more: more)
    form = .long(reader, columns: [])
    let head: CSVReader.Row?
    do {
      head = try reader.row()
    } catch {
      throw Self.failure(error, path)
    }
    let columns = head?.cells ?? []
    if columns.contains("signal"), columns.contains("time") {
      form = .long(reader, columns: columns)
    } else if columns.first == "time", columns.count > 1 {
      form = .wide(reader, signals: columns.dropFirst().map { ($0, fields.places[$0]) })
    } else {
      throw SourceError(
        .malformed, place: "\(path):1", found: columns.isEmpty ? "nothing" : columns.joined(separator: ","),
        expected: "a head with signal, time and value, or with time and a column for each signal")
    }
  }

  /// The next row; `nil` at the end.
  mutating func next() throws -> Row? {
    switch form {
    case .lines(var lines):
      defer { form = .lines(lines) }
      guard let line = try lines.next() else { return nil }
      return fields.row(line.bytes, line: line.number)
    case .long(var reader, let columns):
      defer { form = .long(reader, columns: columns) }
      return try Self.row(&reader) { row in
        fields.row(Dictionary(zip(columns, row.cells)) { first, _ in first }, line: row.line)
      }
    case .wide(var reader, let signals):
      defer { form = .wide(reader, signals: signals) }
      return try Self.row(&reader) { row in fields.row(row, signals) }
    }
  }

  /// A row of CSV. A fault of the text ends the file: what follows cannot be told apart any more.
  private static func row(_ reader: inout CSVReader, _ body: (CSVReader.Row) -> Row) throws -> Row? {
    do {
      return try reader.row().map(body)
    } catch let fault as CSVReader.Fault {
      reader = CSVReader(bytes: [])
      return Row(fault: fault)
    }
  }

  private static func failure(_ error: any Error, _ path: String) -> SourceError {
    guard let fault = error as? CSVReader.Fault else {
      return SourceError(.unavailable, place: path, found: "\(error)", expected: "a readable file")
    }
    return SourceError(
      .malformed, place: "\(path):\(fault.line):\(fault.column)", found: fault.found, expected: fault.expected)
  }
}

/// The lines of bytes that come in pieces; holds one line at a time.
struct RawLines {
  private static let lineMaximum = 1 << 20

  private let more: () throws -> [UInt8]
  private var buffer: [UInt8] = []
  private var place = 0
  private var number = 0

  init(_ more: @escaping () throws -> [UInt8]) { self.more = more }

  /// The next line that is not empty, without its end; a line that is too long comes in parts.
  mutating func next() throws -> (bytes: [UInt8], number: Int)? {
    while true {
      if let end = buffer[place...].firstIndex(of: 10) {
        let line = buffer[place..<end]
        place = end + 1
        number += 1
        if line.contains(where: { $0 > 32 }) { return (Array(line), number) }
        continue
      }
      if buffer.count - place >= Self.lineMaximum { return take() }
      buffer.removeFirst(place)
      place = 0
      let piece = try more()
      if piece.isEmpty { return buffer.contains { $0 > 32 } ? take() : nil }
      buffer += piece
    }
  }

  private mutating func take() -> (bytes: [UInt8], number: Int) {
    defer { (buffer, place) = ([], 0) }
    number += 1
    return (Array(buffer[place...]), number)
  }
}
