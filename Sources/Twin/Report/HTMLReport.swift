/// Renders a report as one HTML file: no network, no script, light and dark, printable.
package enum HTMLReport {
  /// The document.
  package static func render(_ content: ReportContent) -> String {
    var html = Markup()
    html.raw("<!DOCTYPE html>\n")
    html.element("html", ["lang": "en"]) { html in
      html.element("head") { head(content, &$0) }
      html.newLine()
      html.element("body") { html in
        html.element("main") { html in
          header(content, &html)
          for notice in content.notices { draw(notice, &html) }
          navigation(content, &html)
          for section in content.sections { draw(section, &html) }
          html.element("footer", [:], content.colophon)
        }
      }
    }
    return html.text + "\n"
  }

  private static func head(_ content: ReportContent, _ html: inout Markup) {
    html.raw("<meta charset=\"utf-8\">")
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
    html.raw("<meta name=\"color-scheme\" content=\"light dark\">")
    html.element("title", [:], content.title)
    html.element("style") { $0.raw("\n" + PlotStyle.variables + PlotStyle.rules + HTMLStyle.rules) }
  }

  private static func header(_ content: ReportContent, _ html: inout Markup) {
    html.newLine()
    html.element("header", ["class": "head"]) { html in
      html.element("div") { html in
        html.element("h1", [:], content.title)
        html.element("p", ["class": "subtitle"], content.subtitle)
      }
      if let badge = content.badge {
        html.element("p", ["class": "badge \(badge.tone.rawValue)"], badge.word)
      }
    }
    if let badge = content.badge, !badge.reasons.isEmpty {
      html.element("ul", ["class": "reasons \(badge.tone.rawValue)"]) { html in
        for reason in badge.reasons { html.element("li", [:], reason) }
      }
    }
    guard !content.facts.isEmpty else { return }
    html.newLine()
    html.element("div", ["class": "facts"]) { html in
      for fact in content.facts {
        html.element("div", ["class": "fact \(fact.tone.rawValue)"]) { html in
          html.element("p", ["class": "label"], fact.label)
          html.element("p", ["class": "value"]) { html in
            html.write(fact.value)
            if !fact.unit.isEmpty { html.element("span", ["class": "unit"], " " + fact.unit) }
          }
          html.element("p", ["class": "note"], fact.note)
        }
      }
    }
  }

  private static func draw(_ notice: ReportContent.Notice, _ html: inout Markup) {
    html.newLine()
    html.element("aside", ["class": "notice \(notice.tone.rawValue)"]) { html in
      html.element("h2", [:], notice.title)
      list(notice.lines, &html)
    }
  }

  private static func navigation(_ content: ReportContent, _ html: inout Markup) {
    html.newLine()
    html.element("nav") { html in
      for section in content.sections { html.element("a", ["href": "#" + section.id], section.title) }
    }
  }

  private static func draw(_ section: ReportContent.Section, _ html: inout Markup) {
    html.newLine()
    html.element("section", ["id": section.id]) { html in
      html.element("h2", [:], section.title)
      for block in section.blocks {
        html.newLine()
        draw(block, &html)
      }
    }
  }

  private static func draw(_ block: ReportContent.Block, _ html: inout Markup) {
    switch block {
    case .paragraph(let text): html.element("p", [:], text)
    case .list(let lines): list(lines, &html)
    case .table(let table): draw(table, &html)
    case .plot(let plot):
      html.element("figure") { $0.raw(PlotDrawing.svg(plot, isFile: false)) }
    case .timeline(let timeline):
      html.element("figure") { $0.raw(timeline.svg(isFile: false)) }
    case .bars(let chart):
      html.element("figure") { $0.raw(chart.svg(isFile: false)) }
    case .literal(let text): html.element("pre", [:], text)
    }
  }

  private static func list(_ lines: [String], _ html: inout Markup) {
    html.element("ul") { html in
      for line in lines { html.element("li", [:], line) }
    }
  }

  private static func draw(_ table: ReportContent.Table, _ html: inout Markup) {
    let used = table.columns.indices.filter { i in table.rows.contains { !$0[i].text.isEmpty } }
    html.element("div", ["class": "scroll"]) { html in
      html.element("table") { html in
        if let title = table.title { html.element("caption", [:], title) }
        html.element("thead") { html in
          html.element("tr") { html in
            for i in used {
              html.element("th", ["scope": "col", "class": style(table.columns[i])], table.columns[i].title)
            }
          }
        }
        html.element("tbody") { html in
          for row in table.rows {
            html.element("tr") { html in
              for i in used {
                html.element("td", ["class": style(table.columns[i])]) { html in
                  if let tone = row[i].tone, !row[i].text.isEmpty {
                    html.element("span", ["class": "chip \(tone.rawValue)"], row[i].text)
                  } else {
                    html.write(row[i].text)
                  }
                }
              }
            }
            html.newLine()
          }
        }
      }
    }
  }

  private static func style(_ column: ReportContent.Table.Column) -> String {
    column.alignment == .trailing ? "number" : "text"
  }
}
