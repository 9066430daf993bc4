package import Learning

/// What an evaluation came to: how often the diagnosis was right on cycles that had no part in it.
package struct HydraulicCard: Sendable {
  /// One target under one division of the recording.
  package struct Entry: Sendable {
    package var division: String
    package var score: HydraulicScore
    /// How the ballot was chosen in each fold.
    package var selections: [HydraulicSelection]

    package init(division: String, score: HydraulicScore, selections: [HydraulicSelection]) {
      (self.division, self.score, self.selections) = (division, score, selections)
    }
  }

  package var entries: [Entry]
  /// What was evaluated.
  package var cycles: Int
  package var recording: String
  /// File or rule of the folds.
  package var folds: String
  package var baseline: Int?
  package var trees: String
  package var seed: Int

  package init(
    entries: [Entry], cycles: Int, recording: String, folds: String, baseline: Int?, trees: String, seed: Int
  ) {
    (self.entries, self.cycles, self.recording, self.folds) = (entries, cycles, recording, folds)
    (self.baseline, self.trees, self.seed) = (baseline, trees, seed)
  }

  /// Divisions in the order of their first entry.
  var divisions: [String] {
    entries.reduce(into: []) { if !$0.contains($1.division) { $0.append($1.division) } }
  }
}

extension HydraulicCard {
  /// Value of the key `schema` of the card.
  package static let schema = "pur-mold-twin/hydraulic-card/1"

  /// The card as one JSON document.
  package var json: String {
    var json = JSONWriter()
    json.object { json in
      json.string("schema", Self.schema)
      json.integer("cycles", cycles)
      json.string("recording", recording)
      json.string("folds", folds)
      json.string("feature_schema", HydraulicFeatureSchema.current.hash)
      if let baseline { json.integer("baseline_cycles", baseline) } else { json.null("baseline_cycles") }
      json.string("trees", trees)
      json.integer("seed", seed)
      json.array("results", entries) { json, entry in Self.write(entry, &json) }
    }
    return json.text + "\n"
  }

  private static func write(_ entry: Entry, _ json: inout JSONWriter) {
    let score = entry.score
    json.object { json in
      json.string("target", score.target.rawValue)
      json.string("division", entry.division)
      json.integer("cycles", score.count)
      json.integer("unjudged", score.unjudged)
      write("accuracy", score.accuracy, &json)
      write("macro_f1", score.macroF1, &json)
      if score.target.isOrdinal { write("level_error", score.levelError, &json) } else { json.null("level_error") }
      json.number("calibration_error", score.calibrationError)
      json.number("brier", score.brier)
      json.number("false_alarms_per_day", score.falseAlarmsPerDay)
      json.number("false_fault_share", score.falseFaultShare)
      json.number("unseen_share", score.unseenShare)
      json.number("accuracy_seen", score.accuracySeen)
      json.array("confusion", score.confusion.counts) { json, row in json.numbers(nil, row.map { Double($0) }) }
      json.array("folds", entry.selections) { json, selection in
        json.object { json in
          json.string("inner_folds", selection.folds)
          json.strings("members", selection.trials[selection.chosen].members)
          json.array("trials", selection.trials) { json, trial in
            json.object { json in
              json.strings("members", trial.members)
              json.number("error", trial.error)
              json.number("level_error", trial.levelError)
            }
          }
        }
      }
    }
  }

  private static func write(_ key: String, _ figure: HydraulicScore.Figure, _ json: inout JSONWriter) {
    json.object(key) { json in
      json.number("value", figure.value)
      json.number("low", figure.interval?.lowerBound)
      json.number("high", figure.interval?.upperBound)
    }
  }

  // MARK: Table

  /// The columns of the card's tables.
  private static let columns: [ReportContent.Table.Column] = [
    .init("Division"), .init("Target"), .init("Accuracy %", .trailing), .init("95 % sure", .trailing),
    .init("Macro-F1", .trailing), .init("Level error", .trailing), .init("ECE", .trailing),
    .init("False alarms/day", .trailing), .init("Unseen %", .trailing), .init("Accuracy seen %", .trailing),
    .init("Cycles", .trailing),
  ]

  private static func row(_ entry: Entry) -> [ReportContent.Cell] {
    let score = entry.score
    func percent(_ value: Double) -> String { (100 * value).text(decimals: 1) }
    let interval = score.accuracy.interval.map { percent($0.lowerBound) + " … " + percent($0.upperBound) } ?? "–"
    return [
      .init(entry.division), .init(score.target.rawValue), .init(percent(score.accuracy.value)), .init(interval),
      .init(score.macroF1.value.text(decimals: 3)),
      .init(score.target.isOrdinal ? score.levelError.value.text(decimals: 3) : "–"),
      .init(score.calibrationError.text(decimals: 3)), .init(score.falseAlarmsPerDay.text(decimals: 1)),
      .init(percent(score.unseenShare)), .init(score.accuracySeen.map(percent) ?? "–"), .init("\(score.count)"),
    ]
  }

  /// The card for a person.
  package func text(colored: Bool) -> String {
    let table = TextTable(columns: Self.columns, rows: entries.map(Self.row))
    return table.text(colored: colored) + "\n" + words.map { $0 + "\n" }.joined()
  }

  /// What the figures are and are not.
  private var words: [String] {
    var words = [
      "\(cycles) cycles; folds: \(folds); every cycle was judged by a model that had neither learned from it nor been "
        + "chosen by it.",
      "False alarms: \(HydraulicScore.alarmCycles) cycles in a row judged faulty on a sound component, for each day of "
        + "sound cycles. Unseen: cycles outside of what was learned from, which a diagnosis would not act on.",
    ]
    if divisions.contains("random5") {
      words.append("random5 leaves neighbors of every judged cycle in training: it says little about another day.")
    }
    if let baseline {
      words.append(
        "Each regime was commissioned with \(baseline) cycles known to be sound; they are neither learned from nor "
          + "scored.")
    }
    return words
  }

  // MARK: Report

  /// The files of a report's folder: the page, the text, its charts, the card.
  package func files(_ reproduction: Reproduction) -> [(name: String, text: String)] {
    let content = content(reproduction)
    let markdown = MarkdownReport.render(content)
    return [("report.html", HTMLReport.render(content)), ("report.md", markdown.text), ("card.json", json)]
      + markdown.drawings.map { ($0.name, $0.contents) }
  }

  private func content(_ reproduction: Reproduction) -> ReportContent {
    var sections = [
      ReportContent.Section(
        "accuracy", "Accuracy", [.bars(chart)] + [.table(.init(columns: Self.columns, rows: entries.map(Self.row)))])
    ]
    sections += HydraulicTarget.allCases.compactMap(section)
    var blocks: [ReportContent.Block] = [
      .table(
        .init(
          columns: [.init("What"), .init("Value")],
          rows: [
            ["Program", "pur-mold-twin \(reproduction.version)"],
            ["Git hash of the sources", "\(reproduction.revision ?? "not known")"],
            ["Recording", "\(recording)"], ["Feature schema", "\(HydraulicFeatureSchema.current.hash)"],
            ["Folds", "\(folds)"], ["Trees", "\(trees)"], ["Seed", "\(seed)"],
          ]))
    ]
    if let command = reproduction.command {
      blocks += [.paragraph("The same numbers again, with:"), .literal(command)]
    }
    sections.append(ReportContent.Section("reproduction", "How to reproduce", blocks))
    return ReportContent(
      title: "Hydraulic diagnosis: accuracy card", subtitle: "\(cycles) load cycles · \(folds)",
      notices: [ReportContent.Notice(title: "What these figures say", tone: .neutral, lines: words)],
      sections: sections,
      colophon: "pur-mold-twin \(reproduction.version)" + (reproduction.revision.map { " (\($0))" } ?? ""))
  }

  private var chart: BarChart {
    let divisions = divisions
    let rows = HydraulicTarget.allCases.compactMap { target -> BarChart.Row? in
      let bars = divisions.compactMap { division in
        entries.first { $0.division == division && $0.score.target == target }.map { entry in
          BarChart.Bar(
            100 * entry.score.accuracy.value,
            entry.score.accuracy.interval.map { 100 * $0.lowerBound...100 * $0.upperBound })
        }
      }
      return bars.count == divisions.count ? BarChart.Row(target.rawValue, bars) : nil
    }
    return BarChart(
      id: "accuracy", title: "Share of cycles judged rightly",
      summary: "Bars of accuracy by target, one for each division of the recording.", axis: "accuracy [%]",
      series: divisions, rows: rows, reach: 100)
  }

  private func section(_ target: HydraulicTarget) -> ReportContent.Section? {
    let mine = entries.filter { $0.score.target == target }
    guard !mine.isEmpty else { return nil }
    var blocks: [ReportContent.Block] = []
    for entry in mine {
      let levels = target.levels
      blocks.append(
        .table(
          .init(
            "\(entry.division): level set (rows) and judged (columns)",
            columns: [.init("Set")] + levels.map { .init("\($0.code)", .trailing) },
            rows: zip(levels, entry.score.confusion.counts).map { level, counts in
              [.init("\(level.code): \(level.words)")] + counts.map { .init("\($0)") }
            })))
      let choices = entry.selections.enumerated().map { number, selection in
        let trial = selection.trials[selection.chosen]
        return
          "Fold \(number + 1): \(trial.members.joined(separator: ", ")), chosen on \(selection.folds) with an error "
          + "of \((100 * trial.error).text(decimals: 1)) % there"
      }
      blocks.append(.list(choices))
    }
    return ReportContent.Section(
      target.rawValue, target.rawValue.prefix(1).uppercased() + target.rawValue.dropFirst(), blocks)
  }
}
