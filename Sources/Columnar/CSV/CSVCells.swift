/// Splits comma-separated values into rows of cells, one at a time.
struct CSVCells {
  /// Most bytes of one cell.
  static let cellMaximum = 1 << 20

  /// A cell and whether it was quoted, which tells an empty text from nothing.
  struct Cell {
    var text: String
    var isQuoted: Bool
  }

  private let bytes: [UInt8]
  private var place: Int
  /// Line of the row read last, counted from 1.
  private(set) var line = 0
  private var nextLine = 1
  /// Byte at which the row read last begins.
  private(set) var start = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    place = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  func malformed(_ found: String, _ expected: String, at offset: Int? = nil) -> ColumnarError {
    ColumnarError(.malformed, offset: offset ?? start, found: "line \(line): \(found)", expected: expected)
  }

  /// The next row of at most `cellCount` cells; empty lines are skipped unless a row has one cell. `nil` at the end.
  mutating func row(atMost cellCount: Int) throws(ColumnarError) -> [Cell]? {
    guard place < bytes.count else { return nil }
    start = place
    line = nextLine
    var cells: [Cell] = []
    while true {
      let (cell, isLast) = try self.cell()
      cells.append(cell)
      guard cells.count <= cellCount else {
        throw malformed("more than \(cellCount) cells", "\(cellCount), as the head")
      }
      if isLast { return cells }
    }
  }

  private mutating func cell() throws(ColumnarError) -> (cell: Cell, isLast: Bool) {
    while place < bytes.count, bytes[place] == 32 { place += 1 }
    guard place < bytes.count, bytes[place] == 34 else { return try bareCell() }
    let opening = place
    var content: [UInt8] = []
    place += 1
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      if byte == 34 {
        guard place < bytes.count, bytes[place] == 34 else {
          let text = try validated(content[...], at: opening)
          return (Cell(text: text, isQuoted: true), try endOfCell())
        }
        place += 1
      }
      if byte == 10 { nextLine += 1 }
      content.append(byte)
      if content.count > Self.cellMaximum { break }
    }
    let found = place < bytes.count ? "a cell of more than \(Self.cellMaximum) bytes" : "a quoted cell without end"
    throw malformed(found, "a closing quote", at: opening)
  }

  private mutating func bareCell() throws(ColumnarError) -> (cell: Cell, isLast: Bool) {
    let first = place
    while place < bytes.count, ![44, 10, 13, 34].contains(bytes[place]) { place += 1 }
    var last = place
    while last > first, bytes[last - 1] == 32 { last -= 1 }
    guard last - first <= Self.cellMaximum else {
      throw malformed("a cell of more than \(Self.cellMaximum) bytes", "a shorter one", at: first)
    }
    let text = try validated(bytes[first..<last], at: first)
    return (Cell(text: text, isQuoted: false), try endOfCell())
  }

  /// Passes what ends a cell; true at the end of a row.
  private mutating func endOfCell() throws(ColumnarError) -> Bool {
    while place < bytes.count, bytes[place] == 32 { place += 1 }
    guard place < bytes.count else { return true }
    if bytes[place] == 13, place + 1 < bytes.count, bytes[place + 1] == 10 { place += 1 }
    switch bytes[place] {
    case 44:
      place += 1
      return false
    case 10:
      place += 1
      nextLine += 1
      return true
    default: throw malformed("byte \(bytes[place]) behind a cell", "a comma or the end of the line", at: place)
    }
  }

  private func validated(_ content: ArraySlice<UInt8>, at offset: Int) throws(ColumnarError) -> String {
    guard let text = String(validating: content, as: UTF8.self) else {
      throw malformed("bytes that are no UTF-8", "UTF-8 text", at: offset)
    }
    return text
  }
}
