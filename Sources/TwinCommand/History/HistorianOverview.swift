import ArgumentParser
import Historian
import Plant
import Twin

/// `historian info`.
struct HistorianOverview: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info", abstract: "Show what a historian holds: samples, signals, times, size, retention, ledger.")

  @OptionGroup var historian: HistorianOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let opened = try await historian.open(isWriter: false)
    let sheet = HistorianSheet(
      place: opened.place, summary: try await opened.summary(), signals: try await opened.signals(),
      ledger: try await opened.ledger())
    await opened.close()
    try StandardStream.print(output.output == .json ? sheet.json : sheet.text)
  }
}

/// What a historian holds, for a person or a program.
struct HistorianSheet {
  let place: String
  let summary: HistorianSummary
  let signals: [StoredSignal]
  let ledger: SampleLedger

  var text: String {
    let total = ledger.total
    var table = TextTable("Historian", place)
    table.row("Tables", "version \(summary.version)")
    table.row("Size", "\((Double(summary.size) / 1_048_576).text(significant: 4)) MiB")
    table.row("Signals", "\(summary.signals)")
    table.row("Samples", "\(summary.samples), in \(summary.blocks) blocks and the head")
    table.row("Earliest", summary.times.map { "\($0.lowerBound)" } ?? "–")
    table.row("Latest", summary.times.map { "\($0.upperBound)" } ?? "–")
    table.row("Records", "\(summary.records)")
    table.row("Artifacts", "\(summary.artifacts)")
    table.row("Retention", summary.retention.words)
    table.row("Oldest day", summary.oldest.map { "\($0)" } ?? "any")
    table.row(
      "Ledger",
      "received \(total.received) = stored \(total.stored) + quarantined \(total.quarantined) + deduplicated "
        + "\(total.deduplicated) + dropped \(total.droppedTotal) + waiting \(total.waiting)"
        + (ledger.isBalanced ? "" : ", NOT BALANCED"))
    return table.text
  }

  var json: String {
    let total = ledger.total
    var json = JSONWriter()
    json.object { json in
      json.string("schema", "pur-mold-twin/historian/1")
      json.string("historian", place)
      json.integer("version", summary.version)
      json.integer("bytes", summary.size)
      json.integer("samples", summary.samples)
      json.integer("blocks", summary.blocks)
      json.integer("records", summary.records)
      json.integer("artifacts", summary.artifacts)
      json.string("earliest", summary.times.map { "\($0.lowerBound)" })
      json.string("latest", summary.times.map { "\($0.upperBound)" })
      json.string("oldest_day", summary.oldest.map { "\($0)" })
      json.retention("retention", summary.retention)
      json.object("ledger") { json in
        json.integer("received", total.received)
        json.integer("stored", total.stored)
        json.integer("quarantined", total.quarantined)
        json.integer("deduplicated", total.deduplicated)
        json.integer("dropped", total.droppedTotal)
        json.integer("waiting", total.waiting)
        json.boolean("balanced", ledger.isBalanced)
      }
      json.array("signals", signals) { json, signal in
        json.object { json in
          json.string("id", signal.id.rawValue)
          json.string("name", signal.name)
          json.string("unit", signal.unit)
        }
      }
    }
    return json.text + "\n"
  }
}

extension Retention {
  /// How long samples, seconds, minutes, hours and records are kept, for people.
  var words: String {
    let parts = [
      ("samples", samples), ("seconds", second), ("minutes", minute), ("hours", hour), ("records", records),
    ]
    return parts.map { "\($0.0) \($0.1.map { "\($0) d" } ?? "for ever")" }.joined(separator: ", ")
  }
}

extension JSONWriter {
  /// Writes days, or `null` for what is kept for ever.
  mutating func retention(_ key: String, _ retention: Retention) {
    object(key) { json in
      let parts = [
        ("samples", retention.samples), ("seconds", retention.second), ("minutes", retention.minute),
        ("hours", retention.hour), ("records", retention.records),
      ]
      for (name, days) in parts {
        if let days { json.integer(name + "_days", days) } else { json.null(name + "_days") }
      }
    }
  }
}
