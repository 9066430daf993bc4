package import Plant

/// What an import was asked for, for its report.
package struct ImportRequest: Hashable, Sendable {
  package var sources: [DatasourceDescription]
  package var query: ShotQuery
  package var program: String

  package init(sources: [DatasourceDescription], query: ShotQuery, program: String) {
    self.sources = sources
    self.query = query
    self.program = program
  }

  /// The filter in words, one condition each.
  package var conditions: [(name: String, value: String)] {
    var conditions: [(String, String)] = []
    if let from = query.from { conditions.append(("from", "\(from)")) }
    if let to = query.to { conditions.append(("to", "\(to), not included")) }
    for (name, values) in [
      ("mold", query.molds), ("system", query.systems), ("status", Set(query.statuses.map(\.rawValue))),
    ] where !values.isEmpty {
      conditions.append((name, values.sorted().joined(separator: ", ")))
    }
    return conditions
  }
}

/// The report of an import: for a terminal, as Markdown, HTML and JSON.
package enum ImportReport {
  /// The files of the report.
  package static func files(_ summary: ImportSummary, _ request: ImportRequest) -> [(name: String, text: String)] {
    let content = content(summary, request)
    return [
      ("summary.html", HTMLReport.render(content)), ("summary.md", MarkdownReport.render(content).text),
      ("summary.json", json(summary, request)),
    ]
  }

  /// The report for a terminal.
  package static func text(_ summary: ImportSummary, _ request: ImportRequest, colored: Bool) -> String {
    let content = content(summary, request)
    var out = content.facts.map { fact in "\(fact.label): \(fact.value)\(fact.note.isEmpty ? "" : " – \(fact.note)")\n"
    }
    .joined()
    for case .table(let table) in content.sections.flatMap(\.blocks) where !table.rows.isEmpty {
      out += "\n" + TextTable(columns: table.columns, rows: table.rows).text(colored: colored)
    }
    return out
  }

  /// The report as one JSON document.
  package static func json(_ summary: ImportSummary, _ request: ImportRequest) -> String {
    var json = JSONWriter()
    json.object { json in
      json.string("schema", "pur-mold-twin/import/1")
      json.string("program", request.program)
      json.array("sources", request.sources) { json, source in
        json.object { json in
          json.string("id", source.id)
          json.string("kind", source.connection.kind)
        }
      }
      json.object("query") { json in
        json.string("from", request.query.from?.description)
        json.string("to", request.query.to?.description)
        json.strings("molds", request.query.molds.sorted())
        json.strings("systems", request.query.systems.sorted())
        json.strings("statuses", request.query.statuses.map(\.rawValue).sorted())
      }
      json.object("shots") { json in
        json.integer("seen", summary.shots)
        json.integer("imported", summary.imported)
        json.integer("rejected", summary.rejected)
        json.integer("outside", summary.outside)
        json.integer("points", summary.points)
        json.string("first", summary.first)
        json.string("last", summary.last)
      }
      for (name, counts) in counts(summary) {
        json.object(name) { json in
          for (key, count) in counts { json.integer(key, count) }
        }
      }
      json.array("findings", summary.subjects.sorted { $0.key < $1.key }) { json, item in
        json.object { json in
          json.string("severity", item.key.severity.rawValue)
          json.string("kind", item.key.kind.rawValue)
          json.string("source", item.key.source)
          json.string("field", item.key.field.isEmpty ? nil : item.key.field)
          json.integer("count", item.value)
        }
      }
      json.array("rejections", summary.rejections) { json, finding in
        json.object { json in
          json.string("shot", finding.shot)
          json.string("source", finding.source)
          json.string("place", finding.place)
          json.string("field", finding.field.isEmpty ? nil : finding.field)
          json.string("kind", finding.kind.rawValue)
          json.string("found", finding.found)
          json.string("expected", finding.expected)
        }
      }
    }
    return json.text + "\n"
  }

  /// Counts by word, the words in order; shots that state none count under the empty word.
  private static func counts(_ summary: ImportSummary) -> [(name: String, counts: [(String, Int)])] {
    [
      ("days", summary.days), ("molds", summary.molds), ("systems", summary.systems), ("machines", summary.machines),
      ("statuses", summary.statuses), ("by_source", summary.sources),
    ].map { ($0.0, $0.1.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }) }
  }

  private static func content(_ summary: ImportSummary, _ request: ImportRequest) -> ReportContent {
    let ids = request.sources.map(\.id).joined(separator: ", ")
    let titles = [
      "days": "Days (UTC)", "molds": "Molds", "systems": "Systems", "machines": "Machines", "statuses": "Verdicts",
      "by_source": "Known to",
    ]
    let tables = counts(summary).map { name, counts in
      ReportContent.Block.table(
        ReportContent.Table(
          columns: [.init(titles[name] ?? name), .init("shots", .trailing)],
          rows: counts.map { [.init($0.isEmpty ? "not stated" : $0), .init(String($1))] }))
    }
    let range = summary.first.map { "\($0) … \(summary.last ?? $0)" } ?? ""
    return ReportContent(
      title: "Import of shots", subtitle: "From \(ids)",
      facts: [
        .init(label: "Imported", value: String(summary.imported), unit: "", note: range),
        .init(
          label: "Rejected", value: String(summary.rejected), unit: "", note: "",
          tone: summary.rejected > 0 ? .caution : .neutral),
        .init(label: "Left out by another source", value: String(summary.outside), unit: "", note: ""),
        .init(label: "Points", value: String(summary.points), unit: "", note: ""),
      ],
      sections: [
        .init("query", "Query", [query(request)]),
        .init("counts", "Counts", tables), .init("findings", "Findings", [.table(findings(summary))]),
        .init("rejected", "Rejected shots", [.table(rejections(summary))]),
      ], colophon: request.program)
  }

  private static func query(_ request: ImportRequest) -> ReportContent.Block {
    let conditions = request.conditions.map { "\($0.name): \($0.value)" }
    return conditions.isEmpty ? .paragraph("Every shot.") : .list(conditions)
  }

  private static func findings(_ summary: ImportSummary) -> ReportContent.Table {
    let tones: [LogFinding.Severity: ReportContent.Tone] = [.rejects: .bad, .repaired: .caution]
    return ReportContent.Table(
      "Findings",
      columns: [.init("severity"), .init("kind"), .init("source"), .init("field"), .init("count", .trailing)],
      rows: summary.subjects.sorted { $0.key < $1.key }.map { subject, count in
        [
          .init(subject.severity.rawValue, tones[subject.severity]), .init(subject.kind.rawValue),
          .init(subject.source), .init(subject.field), .init(String(count)),
        ]
      })
  }

  private static func rejections(_ summary: ImportSummary) -> ReportContent.Table {
    let all = summary.rejected > ImportSummary.rejectedMaximum
    return ReportContent.Table(
      all ? "The first rejections; findings.csv has all" : "Rejections",
      columns: [.init("shot"), .init("place"), .init("field"), .init("found"), .init("expected")],
      rows: summary.rejections.map {
        [.init($0.shot), .init($0.place), .init($0.field), .init($0.found), .init($0.expected)]
      })
  }
}
