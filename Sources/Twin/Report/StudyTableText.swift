import Foaming
import Learning

/// The statistics of a study as a table: for the terminal, and for every report.
package enum StudyTableText {
  /// One row per figure that has a value.
  static func figures(_ summary: StudySummary) -> ReportContent.Table {
    let shares = [0.05, 0.5, 0.95]
    var rows: [[ReportContent.Cell]] = []
    for (place, id) in summary.study.figures.enumerated() {
      let figure = summary.figures[place]
      guard figure.statistics.count > 0 else { continue }
      let form = Display.form(id)
      let quantiles = figure.sketch.quantiles(shares).map { form.number($0) }
      let missed = figure.missed == 0 ? "" : String(figure.missed)
      rows.append(
        [id.tableLabel, form.unit, form.number(figure.statistics.mean)].map { ReportContent.Cell($0) }
          + [ReportContent.Cell(figure.statistics.deviation.map { form.stepNumber($0) } ?? "")]
          + ([form.number(figure.statistics.minimum)] + quantiles + [form.number(figure.statistics.maximum)])
          .map { ReportContent.Cell($0) }
          + [ReportContent.Cell(String(figure.statistics.count)), ReportContent.Cell(missed, .bad)])
    }
    return ReportContent.Table(
      columns: [
        .init("Figure"), .init("Unit"), .init("Mean", .trailing), .init("Std. dev.", .trailing),
        .init("Least", .trailing), .init("5 %", .trailing), .init("Median", .trailing), .init("95 %", .trailing),
        .init("Most", .trailing), .init("Shots", .trailing), .init("Target missed", .trailing),
      ], rows: rows)
  }

  /// The summary of a study as plain text; `colored` adds ANSI colors.
  package static func text(_ summary: StudySummary, colored: Bool = false) -> String {
    let table = figures(summary)
    var text = TextTable(columns: table.columns, rows: table.rows).text(colored: colored) + "\n"
    text += "Shots: \(summary.rows) of \(summary.study.count)"
    text += summary.failures > 0 ? ", \(summary.failures) without result\n" : "\n"
    for verdict in [Simulation.Verdict.pass, .marginal, .fail] {
      let share = summary.share(verdict)
      let word = TextTable.paint(verdict.word, colored ? verdict.tone : nil)
      let blanks = String(repeating: " ", count: 10 - verdict.word.count)
      text += "  \(word)\(blanks)\(line(share))\n"
    }
    let defects = Defect.Kind.allCases.filter { (summary.defects[$0]?.found ?? 0) > 0 }
    if !defects.isEmpty { text += "Defects found\n" }
    for kind in defects {
      let name = kind.words
      text += "  \(name)\(String(repeating: " ", count: max(1, 18 - name.count)))\(line(summary.share(kind)))\n"
    }
    return text + indices(summary)
  }

  private static func line(_ share: Proportion) -> String {
    guard let value = share.share, let interval = share.interval else { return "–" }
    return "\((100 * value).text(decimals: 1)) %  (\(share.hits) of \(share.count); 95 % sure: "
      + "\(StudyReport.percent(interval)))"
  }

  private static func indices(_ summary: StudySummary) -> String {
    let report = StudyReport(summary: summary, reproduction: Reproduction(version: ""))
    return report.indexTables.map { table in
      "\n" + (table.title ?? "") + "\n" + TextTable(columns: table.columns, rows: table.rows).text()
    }.joined()
  }
}

extension KeyFigureID {
  /// A label that stands without the row above it.
  var tableLabel: String {
    switch self {
    case .coreTemperatureMaximumTime: "Time of the highest core temperature"
    case .pressureMaximumTime: "Time of the highest pressure"
    case .airAtPressureMaximum: "Air at the highest pressure"
    case .carbonDioxideAtPressureMaximum: "CO₂ at the highest pressure"
    case .agentAtPressureMaximum: "Blowing agent at the highest pressure"
    default: label
    }
  }
}
