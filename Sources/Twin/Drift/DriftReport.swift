package import Learning

/// The report on drift: what moved, how far, since when, and what probably changed.
package struct DriftReport {
  /// Features that get charts.
  static let charted = 12

  let analysis: DriftAnalysis
  let reproduction: Reproduction

  /// The files of a report's folder: page, text, document, charts.
  package static func files(
    _ analysis: DriftAnalysis, _ reproduction: Reproduction
  ) -> [(name: String, text: String)] {
    let content = DriftReport(analysis: analysis, reproduction: reproduction).content
    let markdown = MarkdownReport.render(content)
    return [
      ("report.html", HTMLReport.render(content)), ("report.md", markdown.text),
      ("drift.json", DriftDocument.text(analysis, reproduction)),
    ] + markdown.drawings.map { ($0.name, $0.contents) }
  }

  private var content: ReportContent {
    ReportContent(
      title: "Drift",
      subtitle: "\(analysis.rows) current rows\(period(analysis.period)) held against \(analysis.reference.rows) rows"
        + "\(period(analysis.reference.period)) of the reference",
      badge: badge, facts: facts, notices: notices,
      sections: [
        causeSection, findingSection, featureSection, chartSection, togetherSection, methodSection, reproductionSection,
      ].compactMap { $0 },
      colophon: "pur-mold-twin \(reproduction.version)" + (reproduction.revision.map { " (\($0))" } ?? ""))
  }

  private func period(_ period: ClosedRange<Int64>?) -> String {
    period.map { " (\(DriftWords.time($0.lowerBound)) … \(DriftWords.time($0.upperBound)))" } ?? ""
  }

  private var badge: ReportContent.Badge {
    let tone: ReportContent.Tone =
      analysis.isEmpty ? .neutral : analysis.severity == .ok ? .good : analysis.severity == .warning ? .caution : .bad
    return ReportContent.Badge(
      word: DriftWords.verdict(analysis), tone: tone,
      reasons: analysis.isEmpty
        ? ["No feature has values in both, so nothing can be said."]
        : analysis.causes.prefix(1).map {
          "Probably the \($0.kind.rawValue)" + ($0.subject.map { " (\($0))" } ?? "") + ": "
            + ($0.reasons.first ?? "")
        })
  }

  private var facts: [ReportContent.Fact] {
    let moved = analysis.features.count { $0.severity > .ok }
    let tested = analysis.features.count { $0.gap == nil }
    var facts = [
      ReportContent.Fact(label: "Features that moved", value: "\(moved)", unit: "of \(tested) tested", note: ""),
      ReportContent.Fact(
        label: "Findings", value: "\(analysis.findings.count)", unit: "",
        note: "\(analysis.findings.count { $0.severity == .alert }) of them alerts"),
    ]
    if let joint = analysis.joint, let area = joint.separation {
      facts.append(
        ReportContent.Fact(
          label: "Domain classifier", value: area.text(decimals: 2), unit: "area",
          note: "0.5: rows cannot be told apart; allowed \((joint.separationLimit ?? 0).text(decimals: 2))"))
    }
    if let performance = analysis.performance, performance.estimate.isFinite {
      facts.append(
        ReportContent.Fact(
          label: performance.kind == .number ? "Estimated error" : "Estimated share of errors",
          value: performance.estimate.text(significant: 3), unit: "",
          note: performance.referenceEstimate.map { "on the reference \($0.text(significant: 3))" } ?? ""))
    }
    return facts
  }

  private var notices: [ReportContent.Notice] {
    var notices: [ReportContent.Notice] = []
    if analysis.isSynthetic {
      notices.append(
        ReportContent.Notice(title: "Synthetic", tone: .caution, lines: ["Rows are made up, not measured."]))
    }
    if analysis.reference.features.allSatisfy(\.windows.isEmpty) {
      notices.append(
        ReportContent.Notice(
          title: "A short reference", tone: .caution,
          lines: [
            "It has too few rows to say how much it varies by itself; thresholds assume independent rows. "
              + "Use 500 rows or more."
          ]))
    }
    return notices
  }

  // MARK: Sections

  private var causeSection: ReportContent.Section? {
    guard !analysis.causes.isEmpty else { return nil }
    return ReportContent.Section(
      "causes", "What probably changed",
      [
        .table(
          ReportContent.Table(
            columns: [.init("Cause"), .init("Evidence", .trailing), .init("Where"), .init("Why")],
            rows: analysis.causes.map { cause in
              [
                ReportContent.Cell(cause.kind.rawValue),
                ReportContent.Cell((100 * cause.share).text(decimals: 0) + " %"),
                ReportContent.Cell(cause.subject ?? ""), ReportContent.Cell(cause.reasons.joined(separator: " ")),
              ]
            })),
        .paragraph(
          "A hint, not a proof: the rules read it off which inputs, measurements and residuals of the twin moved. "
            + "Documentation/Calibration.md states them and what to do next."),
      ])
  }

  private var findingSection: ReportContent.Section? {
    guard !analysis.findings.isEmpty else { return nil }
    return ReportContent.Section(
      "findings", "Findings",
      [
        .table(
          ReportContent.Table(
            columns: [.init("Severity"), .init("Finding")],
            rows: analysis.findings.prefix(200).map { finding in
              [
                ReportContent.Cell(finding.severity.rawValue, finding.severity == .alert ? .bad : .caution),
                ReportContent.Cell(finding.words),
              ]
            }))
      ])
  }

  /// Those that moved furthest against what is allowed, first.
  var ranked: [FeatureDrift] {
    analysis.features.filter { $0.gap == nil }.sorted {
      ($1.severity, $0.limit > 0 ? -$0.effect / $0.limit : 0, $0.name)
        < ($0.severity, $1.limit > 0 ? -$1.effect / $1.limit : 0, $1.name)
    }
  }

  private var featureSection: ReportContent.Section {
    let rows = ranked.prefix(150).map { feature -> [ReportContent.Cell] in
      let shares = feature.missingShares
      let tone: ReportContent.Tone =
        feature.severity == .alert ? .bad : feature.severity == .warning ? .caution : .good
      return [
        ReportContent.Cell(feature.name), ReportContent.Cell(feature.severity.rawValue, tone),
        ReportContent.Cell(feature.test.rawValue), ReportContent.Cell(feature.effect.text(significant: 3)),
        ReportContent.Cell(feature.limit.text(significant: 3)),
        ReportContent.Cell(feature.corrected.text(significant: 2)),
        ReportContent.Cell(feature.stability.text(significant: 2)),
        ReportContent.Cell(feature.shift.map { $0.text(decimals: 2) } ?? ""),
        ReportContent.Cell(
          "\((100 * shares.reference).text(decimals: 1)) → \((100 * shares.current).text(decimals: 1)) %"),
      ]
    }
    return ReportContent.Section(
      "features", "Features",
      [
        .table(
          ReportContent.Table(
            columns: [
              .init("Feature"), .init("Verdict"), .init("Test"), .init("Effect", .trailing),
              .init("Allowed", .trailing), .init("p, corrected", .trailing), .init("PSI", .trailing),
              .init("Shift [sd]", .trailing), .init("Missing", .trailing),
            ], rows: Array(rows))),
        .paragraph(
          "A feature drifts when its probability without drift is below \(analysis.rule.level) after correction for "
            + "many features (Benjamini–Hochberg), and its effect exceeds what windows of the reference reach, and is "
            + "no trifle (\(analysis.rule.leastEffect))."),
      ])
  }

  private var togetherSection: ReportContent.Section? {
    guard let joint = analysis.joint else { return nil }
    let rows = joint.correlations.map { pair -> [ReportContent.Cell] in
      [
        ReportContent.Cell(pair.left), ReportContent.Cell(pair.right),
        ReportContent.Cell(pair.before.text(decimals: 2)), ReportContent.Cell(pair.now.text(decimals: 2)),
      ]
    }
    var blocks: [ReportContent.Block] = [
      .paragraph(
        "Principal components of the reference miss \(joint.error.text(significant: 3)) of the variance of a feature "
          + "now; allowed \(joint.errorLimit.text(significant: 3)).")
    ]
    if let area = joint.separation {
      let names = joint.separating.map { "\($0.name) \((100 * $0.share).text(decimals: 0)) %" }
      blocks.append(
        .paragraph(
          "A classifier tells current rows from those of the reference with an area under the curve of "
            + "\(area.text(decimals: 3)); allowed \((joint.separationLimit ?? 0).text(decimals: 3)). It looks at "
            + names.joined(separator: ", ") + "."))
    }
    blocks.append(
      .table(
        ReportContent.Table(
          "Correlations that changed most",
          columns: [.init("Feature"), .init("With"), .init("Reference", .trailing), .init("Now", .trailing)],
          rows: rows)))
    if let performance = analysis.performance { blocks.append(.paragraph(DriftWords.words(performance))) }
    return ReportContent.Section("together", "Features together, and the model", blocks)
  }

  private var methodSection: ReportContent.Section {
    ReportContent.Section(
      "method", "How to read it",
      [
        .list([
          "ks: largest distance of the cumulated shares. wasserstein: how far values moved on average, in standard "
            + "deviations of the reference. jensen_shannon: 0 alike, 1 nothing in common. chi_squared: Cramér's V. "
            + "PSI: population stability index, for comparison.",
          "Allowed is mean + 3 standard deviations of what windows of the reference, in the order of time, differ "
            + "from the rest of it by: a reference that wanders allows more.",
          "Documentation/Calibration.md says when to recalibrate the physics and when to train again.",
        ])
      ])
  }

  private var reproductionSection: ReportContent.Section? {
    reproduction.command.map {
      ReportContent.Section("reproduction", "How to reproduce", [.literal($0)])
    }
  }
}
