/// Writes comma-separated values (RFC 4180): CRLF line ends, `.` as decimal point, quotes only where needed.
package struct CSVWriter: Sendable {
  /// The table so far.
  package private(set) var text = ""

  /// An empty table.
  package init() {}

  /// Appends one row of text cells.
  package mutating func row(_ cells: [String]) {
    text += cells.map(Self.quoted).joined(separator: ",") + "\r\n"
  }

  /// Appends one row of numbers in their shortest exact form; a number that is not finite becomes an empty cell.
  package mutating func row(_ cells: [Double]) {
    text += cells.map { $0.isFinite ? $0.shortestText : "" }.joined(separator: ",") + "\r\n"
  }

  /// The cell as written: quoted when it holds a comma, a quote or a line end.
  package static func quoted(_ cell: String) -> String {
    let isPlain = !cell.unicodeScalars.contains { $0 == "," || $0 == "\"" || $0 == "\n" || $0 == "\r" }
    if isPlain { return cell }
    return "\"" + cell.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
  }
}
