/// A table in plain text with aligned columns.
package struct TextTable: Hashable, Sendable {
  package typealias Column = ReportContent.Table.Column
  package typealias Cell = ReportContent.Cell

  package var columns: [Column]
  /// Missing cells at the end of a row are blank.
  package var rows: [[Cell]]

  /// A table; give it rows.
  package init(columns: [Column], rows: [[Cell]] = []) {
    self.columns = columns
    self.rows = rows
  }

  /// The table with a line per row and no trailing blanks; empty columns are left out. `colored` shows tones as ANSI
  /// colors.
  package func text(colored: Bool = false) -> String {
    let shown = columns.indices.filter { i in rows.contains { i < $0.count && !$0[i].text.isEmpty } }
    let widths = shown.map { i in
      rows.map { i < $0.count ? Self.width($0[i].text) : 0 }.reduce(Self.width(columns[i].title), max)
    }
    func line(_ cells: [Cell]) -> String {
      var out = ""
      var blanks = 0
      for (i, width) in zip(shown, widths) {
        let cell = i < cells.count ? cells[i] : Cell("")
        let fill = width - Self.width(cell.text)
        if columns[i].alignment == .trailing { blanks += fill }
        if !cell.text.isEmpty {
          out += String(repeating: " ", count: blanks) + Self.paint(cell.text, colored ? cell.tone : nil)
          blanks = 0
        }
        if columns[i].alignment == .leading || cell.text.isEmpty {
          blanks += cell.text.isEmpty && columns[i].alignment == .trailing ? 0 : fill
        }
        blanks += 2
      }
      return out + "\n"
    }
    let rule = widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")
    return line(columns.map { Cell($0.title) }) + rule + "\n" + rows.map(line).joined()
  }

  /// Columns a text takes in a terminal: combining marks none, East Asian wide characters two, all others one.
  package static func width(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { sum, scalar in
      switch scalar.properties.generalCategory {
      case .nonspacingMark, .enclosingMark, .format, .control: return sum
      default: return sum + (isWide(scalar.value) ? 2 : 1)
      }
    }
  }

  /// The text in the ANSI color of a tone, or as it is.
  package static func paint(_ text: String, _ tone: ReportContent.Tone?) -> String {
    let code =
      switch tone {
      case .good: "32"
      case .caution: "33"
      case .bad: "31"
      case .neutral, nil: ""
      }
    return code.isEmpty ? text : "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }

  private static func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
