/// Renders a report as Markdown (GitHub's tables), with charts as SVG files next to it.
package enum MarkdownReport {
  /// The document and the charts it refers to, as file names and contents.
  package static func render(_ content: ReportContent) -> (text: String, drawings: [(name: String, contents: String)]) {
    var parts = ["# " + escaped(content.title), escaped(content.subtitle)]
    if let badge = content.badge {
      parts.append("**Verdict: \(escaped(badge.word))**")
      if !badge.reasons.isEmpty { parts.append(list(badge.reasons)) }
    }
    if !content.facts.isEmpty {
      parts.append(
        list(
          content.facts.map { fact in
            "\(fact.label): \(fact.value)" + (fact.unit.isEmpty ? "" : " \(fact.unit)")
              + (fact.note.isEmpty ? "" : " – \(fact.note)")
          }))
    }
    for notice in content.notices {
      let lines = ["**\(escaped(notice.title))**", ""] + notice.lines.map { "- " + escaped($0) }
      parts.append(lines.map { $0.isEmpty ? ">" : "> " + $0 }.joined(separator: "\n"))
    }
    for section in content.sections {
      parts.append("## " + escaped(section.title))
      parts += section.blocks.map(text)
    }
    parts += ["---", escaped(content.colophon)]
    return (parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n", content.drawings)
  }

  private static func text(_ block: ReportContent.Block) -> String {
    switch block {
    case .paragraph(let text): escaped(text)
    case .list(let lines): list(lines)
    case .table(let table): text(table)
    case .plot(let plot): "![\(escaped(plot.title))](\(plot.id).svg)"
    case .timeline(let timeline): "![\(escaped(timeline.title))](\(timeline.id).svg)"
    case .bars(let chart): "![\(escaped(chart.title))](\(chart.id).svg)"
    case .literal(let text): literal(text)
    }
  }

  private static func list(_ lines: [String]) -> String {
    lines.map { "- " + escaped($0) }.joined(separator: "\n")
  }

  private static func text(_ table: ReportContent.Table) -> String {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
    let used = table.columns.indices.filter { i in table.rows.contains { !$0[i].text.isEmpty } }
    let title = table.title.map { "**\(escaped($0))**\n\n" } ?? ""
    let head = line(used.map { escaped(table.columns[$0].title) })
    let rule = line(used.map { table.columns[$0].alignment == .trailing ? "---:" : ":---" })
    let rows = table.rows.map { row in line(used.map { escaped(row[$0].text) }) }
    return title + ([head, rule] + rows).joined(separator: "\n")
  }

  /// An indented block cannot be ended from inside, whatever the text holds.
  private static func literal(_ text: String) -> String {
    text.split(omittingEmptySubsequences: false) { $0.isNewline }.map { "    " + $0 }.joined(separator: "\n")
  }

  /// The text on one line with the characters that mean something to Markdown or HTML made harmless.
  package static func escaped(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\", "`", "*", "_", "[", "]", "|", "#", "~": out += "\\" + String(scalar)
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case _ where scalar.value < 0x20: out += " "
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
