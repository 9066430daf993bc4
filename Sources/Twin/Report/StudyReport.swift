import Foaming
import Learning

/// The content of the report on a study.
package struct StudyReport {
  let summary: StudySummary
  let reproduction: Reproduction

  var study: Study { summary.study }
  var quality: QualityTargets { study.template.scenario.quality }

  /// The content; render it with ``HTMLReport`` or ``MarkdownReport``.
  package static func content(_ summary: StudySummary, reproduction: Reproduction) -> ReportContent {
    StudyReport(summary: summary, reproduction: reproduction).content
  }

  /// The files of a report's folder: the page, the text, its charts.
  package static func files(
    _ summary: StudySummary, reproduction: Reproduction
  ) -> [(name: String, text: String)] {
    let content = content(summary, reproduction: reproduction)
    let markdown = MarkdownReport.render(content)
    return [("report.html", HTMLReport.render(content)), ("report.md", markdown.text)]
      + markdown.drawings.map { ($0.name, $0.contents) }
  }

  private var content: ReportContent {
    let scenario = study.template.scenario
    return ReportContent(
      title: "Study: " + scenario.name,
      subtitle: "\(summary.simulated) shots · \(study.variations.count) values varied · system "
        + "\(study.template.system.name) (\(study.template.system.id)) · mold \(scenario.mold.name) · quality "
        + scenario.quality.name,
      facts: facts, notices: notices,
      sections: [
        figuresSection, verdictsSection, distributionsSection, indicesSection, effectsSection, definitionSection,
        reproductionSection,
      ].compactMap { $0 },
      colophon: "pur-mold-twin \(reproduction.version)" + (reproduction.revision.map { " (\($0))" } ?? ""))
  }

  private var facts: [ReportContent.Fact] {
    func fact(_ label: String, _ verdict: Simulation.Verdict) -> ReportContent.Fact {
      let share = summary.share(verdict)
      return ReportContent.Fact(
        label: label, value: share.share.map { (100 * $0).text(decimals: 1) } ?? "–", unit: "%",
        note: share.interval.map { "\(share.hits) shots; 95 % sure: \(Self.percent($0))" } ?? "", tone: verdict.tone)
    }
    let failures = summary.failures
    return [
      fact("Pass", .pass), fact("Marginal", .marginal), fact("Fail", .fail),
      ReportContent.Fact(
        label: "Without result", value: String(failures), unit: "of \(summary.rows)",
        note: failures == 0 ? "every shot was simulated" : "see the column error of the rows",
        tone: failures == 0 ? .neutral : .caution),
    ]
  }

  private var notices: [ReportContent.Notice] {
    var notices: [ReportContent.Notice] = []
    if !summary.isComplete {
      notices.append(
        ReportContent.Notice(
          title: "The study is not complete", tone: .caution,
          lines: ["\(summary.rows) of \(study.count) shots are in; --resume adds the others."]))
    }
    if let words = summary.firstFailure {
      notices.append(
        ReportContent.Notice(
          title: "\(summary.failures) shots have no result", tone: .caution, lines: ["The first: \(words)"]))
    }
    if study.template.system.isArchetype {
      notices.append(
        ReportContent.Notice(
          title: "Before you trust this result", tone: .caution,
          lines: ["\(study.template.system.id) is an archetype: plausible, not measured on any product."]))
    }
    return notices
  }

  // MARK: Tables

  private var figuresSection: ReportContent.Section {
    ReportContent.Section(
      "figures", "Key figures over all shots",
      [
        .table(StudyTableText.figures(summary)),
        .paragraph(
          "Quantiles are exact up to \(QuantileSketch.capacity) shots. A figure that a shot does not reach, such as a "
            + "demold time without window, is missing from that shot; the column Shots counts the values there are."),
      ])
  }

  private var verdictsSection: ReportContent.Section? {
    let rows = Defect.Kind.allCases.compactMap { kind -> BarChart.Row? in
      let share = summary.share(kind)
      guard let value = share.share, let interval = share.interval else { return nil }
      let watched = summary.defects[kind]?.watched ?? 0
      return BarChart.Row(
        kind.words,
        [BarChart.Bar(100 * value, (100 * interval.lowerBound)...(100 * interval.upperBound))],
        note: "\(share.hits) found, \(watched) near")
    }
    guard !rows.isEmpty else { return nil }
    return ReportContent.Section(
      "defects", "Probability of defects",
      [
        .bars(
          BarChart(
            id: "defects", title: "Shots with the defect, of those in which it could be judged",
            summary: "Share of shots with each defect, with the 95 % confidence interval.", axis: "Share of shots [%]",
            rows: rows, reach: 2)),
        .paragraph(
          "Whiskers: 95 % confidence after Wilson. They speak of the shots that the study's inputs make, not of a "
            + "plant whose inputs scatter otherwise."),
      ])
  }

  private var definitionSection: ReportContent.Section {
    let rows = study.variations.map { variation -> [ReportContent.Cell] in
      [ReportContent.Cell(variation.path), ReportContent.Cell(variation.words)]
    }
    let sampling = study.sampling
    let method =
      switch sampling.indices {
      case .sobol: "Sobol' indices: \(sampling.samples) base points"
      case .morris: "elementary effects (Morris): \(sampling.samples) trajectories"
      case nil: "sampler \(sampling.sampler.rawValue)"
      }
    return ReportContent.Section(
      "definition", "Definition",
      [
        .table(ReportContent.Table(columns: [.init("Varied value"), .init("Values")], rows: rows)),
        .paragraph("\(study.count) shots, \(method), seed \(sampling.seed). Digest \(study.digest)."),
      ])
  }

  private var reproductionSection: ReportContent.Section {
    var blocks: [ReportContent.Block] = [
      .paragraph(
        "Program pur-mold-twin \(reproduction.version), git hash of the sources "
          + "\(reproduction.revision ?? "not known"). The rows do not depend on the number of threads.")
    ]
    if let command = reproduction.command {
      blocks += [.paragraph("The same numbers again, with:"), .literal(command)]
    }
    return ReportContent.Section("reproduction", "How to reproduce", blocks)
  }

  static func percent(_ range: ClosedRange<Double>) -> String {
    "\((100 * range.lowerBound).text(decimals: 1)) … \((100 * range.upperBound).text(decimals: 1)) %"
  }
}

extension Defect.Kind {
  /// What a person reads.
  var words: String {
    let words = rawValue.split(separator: "_").joined(separator: " ")
    return words.prefix(1).uppercased() + words.dropFirst()
  }
}

extension Variation {
  /// The last step of the path in words: `"Polyol temperature"`.
  var label: String {
    let steps = path.split(separator: ".")
    let words = (steps.last ?? "").split(separator: "_").joined(separator: " ")
    let isPlain = steps.count < 3 || steps.first == "process"
    let short = isPlain ? words : steps.dropFirst().joined(separator: " ").split(separator: "_").joined(separator: " ")
    return short.prefix(1).uppercased() + short.dropFirst()
  }

  /// How its values are shown.
  var form: Display.Form { dimension.map { Display.form($0) } ?? Display.count }

  /// The values in words.
  var words: String {
    let steps = levels.map { ", \($0) levels" } ?? ""
    switch values {
    case .uniform(let range):
      return "\(form.text(si: range.lowerBound)) … \(form.text(si: range.upperBound))"
        + (levels == nil ? ", all equally likely" : steps)
    case .normal(let mean, let deviation, _):
      return "normal: mean \(form.text(si: mean)), standard deviation \(form.step(si: deviation))" + steps
    case .lognormal(let median, let deviation, _):
      return "log-normal: median \(form.text(si: median)), standard deviation of the logarithm "
        + deviation.text(significant: 3) + steps
    case .numbers(let values): return values.prefix(20).map { form.text(si: $0) }.joined(separator: ", ")
    case .counts(let values): return values.prefix(20).map(String.init).joined(separator: ", ")
    case .words(let values): return values.prefix(20).joined(separator: ", ")
    }
  }
}
