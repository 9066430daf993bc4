public import Plant

/// Reads comma-separated values (RFC 4180) row by row from bytes that come in pieces; holds one row at a time.
///
/// Accepted beyond the standard: a byte order mark, LF line ends, other separators, empty lines (skipped). Refused,
/// with line and column: text that is no UTF-8, control characters, a quote inside an unquoted cell, letters behind a
/// closing quote, a quoted cell that never ends, rows of more than ``rowMaximum`` bytes or ``cellMaximum`` cells.
public struct CSVReader {
  /// Most bytes of one row.
  public static let rowMaximum = 1 << 20
  /// Most cells of one row.
  public static let cellMaximum = 1024

  /// One row.
  public struct Row: Hashable, Sendable {
    /// Without outer blanks, unless they were quoted.
    public var cells: [String]
    /// Line on which the row begins, counted from 1.
    public var line: Int
  }

  /// What is wrong with the text, and where.
  public struct Fault: Error, Hashable, Sendable {
    public var line: Int
    /// In letters from 1.
    public var column: Int
    public var found: String
    public var expected: String

    /// A fault at a place.
    public init(line: Int, column: Int, found: String, expected: String) {
      self.line = line
      self.column = column
      self.found = found
      self.expected = expected
    }
  }

  private let form: CSVForm
  private let more: () throws -> [UInt8]
  private var buffer: [UInt8] = []
  private var next = 0
  private var isAtEnd = false
  private var line = 1
  private var isFirst = true

  /// A reader of what `more` gives piece by piece; an empty piece is the end.
  public init(_ form: CSVForm = CSVForm(), more: @escaping () throws -> [UInt8]) {
    self.form = form
    self.more = more
  }

  /// A reader of bytes that are all there.
  public init(_ form: CSVForm = CSVForm(), bytes: [UInt8]) {
    var rest = bytes
    self.init(form) {
      defer { rest = [] }
      return rest
    }
  }

  /// The next row, or `nil` at the end.
  /// - Throws: ``Fault``, or what the source of the bytes throws; after that there is nothing more to read.
  public mutating func row() throws -> Row? {
    if isFirst { try skipMark() }
    while true {
      let first = line
      guard let bytes = try rowBytes(from: first) else { return nil }
      if bytes.isEmpty { continue }
      return Row(cells: try cells(bytes, line: first), line: first)
    }
  }

  // MARK: Rows

  private mutating func skipMark() throws {
    isFirst = false
    while buffer.count < 3, try fill() {}
    if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { next = 3 }
    if buffer.starts(with: [0xFF, 0xFE]) || buffer.starts(with: [0xFE, 0xFF]) {
      throw Fault(line: 1, column: 1, found: "UTF-16", expected: "UTF-8")
    }
  }

  /// Takes in the next piece; false at the end.
  private mutating func fill() throws -> Bool {
    guard !isAtEnd else { return false }
    let piece = try more()
    if piece.isEmpty {
      isAtEnd = true
      return false
    }
    if next > 0 {
      buffer.removeFirst(next)
      next = 0
    }
    buffer += piece
    return true
  }

  /// The bytes of a row without its line end; line ends within quotes belong to the row. `nil` at the end.
  private mutating func rowBytes(from first: Int) throws -> ArraySlice<UInt8>? {
    var length = 0
    var place = Place.start
    while true {
      if next + length >= buffer.count {
        if length > Self.rowMaximum { throw tooLong(first) }
        guard try fill() else {
          guard length > 0 else { return nil }
          if place == .quoted {
            throw Fault(line: first, column: 1, found: "a quoted cell without end", expected: "a closing quote")
          }
          defer { next += length }
          line += 1
          return trimmed(buffer[next..<next + length])
        }
        continue
      }
      let byte = buffer[next + length]
      place = place.after(byte, separator: form.separator)
      if byte == 10 {
        line += 1
        if place != .quoted {
          let bytes = buffer[next..<next + length]
          next += length + 1
          if length > Self.rowMaximum { throw tooLong(first) }
          return trimmed(bytes)
        }
      }
      length += 1
      if length > Self.rowMaximum { throw tooLong(first) }
    }
  }

  /// Where in a cell a byte stands: only a quote that opens a cell makes a line end part of it.
  private enum Place {
    case start
    case plain
    case quoted
    /// Behind a quote that closes the cell, unless another quote follows.
    case closed

    func after(_ byte: UInt8, separator: UInt8) -> Place {
      let isQuote = byte == UInt8(ascii: "\"")
      switch self {
      case .quoted: return isQuote ? .closed : .quoted
      case .closed where isQuote: return .quoted
      case .start where isQuote: return .quoted
      case .start where byte == 32 || (byte == 9 && separator != 9): return .start
      case .start, .plain, .closed: return byte == separator ? .start : .plain
      }
    }
  }

  private func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> { bytes.last == 13 ? bytes.dropLast() : bytes }

  private func tooLong(_ line: Int) -> Fault {
    Fault(
      line: line, column: 1, found: "a row of more than \(Self.rowMaximum) bytes",
      expected: "shorter rows, or a closing quote")
  }

  // MARK: Cells

  private func cells(_ bytes: ArraySlice<UInt8>, line first: Int) throws(Fault) -> [String] {
    var cells: [String] = []
    var index = bytes.startIndex
    while true {
      if cells.count == Self.cellMaximum {
        throw fault("more than \(Self.cellMaximum) cells", "fewer", at: index, in: bytes, first)
      }
      cells.append(try cell(bytes, &index, first))
      guard index < bytes.endIndex else { return cells }
      // The cell ended at a separator, behind which another cell follows, be it empty.
      index += 1
    }
  }

  private func cell(_ bytes: ArraySlice<UInt8>, _ index: inout Int, _ first: Int) throws(Fault) -> String {
    while index < bytes.endIndex, isBlank(bytes[index]) { index += 1 }
    guard index < bytes.endIndex, bytes[index] == UInt8(ascii: "\"") else {
      let start = index
      while index < bytes.endIndex, bytes[index] != form.separator {
        if bytes[index] == UInt8(ascii: "\"") {
          throw fault("a quote inside a cell", "the whole cell in quotes", at: index, in: bytes, first)
        }
        index += 1
      }
      var end = index
      while end > start, isBlank(bytes[end - 1]) { end -= 1 }
      return try text(bytes[start..<end], at: start, in: bytes, first)
    }
    let start = index
    var content: [UInt8] = []
    index += 1
    while index < bytes.endIndex {
      if bytes[index] == UInt8(ascii: "\"") {
        index += 1
        guard index < bytes.endIndex, bytes[index] == UInt8(ascii: "\"") else { break }
      }
      content.append(bytes[index])
      index += 1
    }
    while index < bytes.endIndex, isBlank(bytes[index]) { index += 1 }
    if index < bytes.endIndex, bytes[index] != form.separator {
      throw fault("text behind a closing quote", "the separator", at: index, in: bytes, first)
    }
    return try text(content[...], at: start, in: bytes, first)
  }

  private func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (byte == 9 && form.separator != 9) }

  private func text(
    _ cell: ArraySlice<UInt8>, at index: Int, in bytes: ArraySlice<UInt8>, _ first: Int
  ) throws(Fault) -> String {
    for byte in cell where byte < 0x20 && byte != 9 && byte != 10 && byte != 13 {
      throw fault("the control character \(byte)", "printable text", at: index, in: bytes, first)
    }
    guard let text = String(validating: cell, as: UTF8.self) else {
      throw fault("bytes that are no UTF-8", "UTF-8 text", at: index, in: bytes, first)
    }
    return text
  }

  private func fault(
    _ found: String, _ expected: String, at index: Int, in bytes: ArraySlice<UInt8>, _ first: Int
  ) -> Fault {
    let before = bytes[bytes.startIndex..<index]
    let lines = before.count { $0 == 10 }
    let lineStart = before.lastIndex(of: 10).map { $0 + 1 } ?? bytes.startIndex
    let letters = before[lineStart...].count { $0 & 0xC0 != 0x80 }
    return Fault(line: first + lines, column: letters + 1, found: found, expected: expected)
  }
}
