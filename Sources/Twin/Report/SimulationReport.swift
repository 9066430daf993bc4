package import Foaming

/// The content of the report on one simulation.
package struct SimulationReport {
  let run: Simulation
  let reproduction: Reproduction
  var predictions: PredictionSheet?

  /// The content; render it with ``HTMLReport`` or ``MarkdownReport``.
  package static func content(
    _ simulation: Simulation, reproduction: Reproduction, predictions: PredictionSheet? = nil
  ) -> ReportContent {
    SimulationReport(run: simulation, reproduction: reproduction, predictions: predictions).content
  }

  private var content: ReportContent {
    ReportContent(
      title: run.scenario.name.isEmpty ? run.scenario.id : run.scenario.name,
      subtitle: "System \(run.system.name) (\(run.system.id)) · mold \(run.scenario.mold.name) · quality "
        + run.scenario.quality.name,
      badge: ReportContent.Badge(word: run.verdict.word, tone: run.verdict.tone, reasons: run.verdictReasons),
      facts: facts, notices: notices,
      sections: [
        figuresSection, demoldSection, defectsSection, predictionsSection(predictions), coursesSection,
        layersSection, comparisonSection, mixtureSection,
        inputsSection, parametersSection, assumptionsSection, auditSection, backendsSection,
        reproductionSection,
      ].compactMap { $0 },
      colophon: "pur-mold-twin \(reproduction.version)" + (reproduction.revision.map { " (\($0))" } ?? ""))
  }

  // MARK: Head

  private var facts: [ReportContent.Fact] {
    [demoldFact] + [.moldedDensity, .coreTemperatureMaximum, .pressureMaximum].map(fact)
  }

  private var demoldFact: ReportContent.Fact {
    guard let time = run.demold.recommended else {
      return ReportContent.Fact(
        label: "Demold at", value: "no window", unit: "", note: "within \(Display.clock(run.demold.horizon)) min",
        tone: .bad)
    }
    let window = run.demold.window.map { "window " + Display.interval($0) } ?? ""
    return ReportContent.Fact(
      label: "Demold at", value: Display.clock(time), unit: "min", note: "\(Display.seconds.text(si: time)); \(window)",
      tone: run.figure(.demoldRecommended)?.assessment?.status.tone ?? .good)
  }

  private func fact(_ id: KeyFigureID) -> ReportContent.Fact {
    let figure = run.figure(id)
    let form = Display.form(id)
    let note = figure?.assessment.map { "target " + $0.target } ?? figure?.note ?? ""
    let value = figure?.value.flatMap { $0.isFinite ? $0 : nil }
    return ReportContent.Fact(
      label: id.label, value: value.map(form.number) ?? "–", unit: value == nil ? "" : form.unit, note: note,
      tone: figure?.assessment?.status.tone ?? .neutral)
  }

  private var notices: [ReportContent.Notice] {
    var notices: [ReportContent.Notice] = []
    let broken = run.audit.balances.filter { !$0.holds }
    if !broken.isEmpty {
      notices.append(
        ReportContent.Notice(
          title: "The computation does not balance: do not use these numbers", tone: .bad,
          lines: broken.map { "\($0.name): residual \($0.residual.text(significant: 3))" }))
    }
    if !run.warnings.isEmpty {
      notices.append(ReportContent.Notice(title: "Before you trust this result", tone: .caution, lines: run.warnings))
    }
    return notices
  }

  private var reproductionSection: ReportContent.Section {
    var rows: [[ReportContent.Cell]] = [
      ["Program", "pur-mold-twin \(reproduction.version)"],
      ["Git hash of the sources", "\(reproduction.revision ?? "not known")"],
      ["Scenario", "\(run.scenario.id)"], ["System", "\(run.system.id)"],
      ["Integrator", "\(run.integrator), relative tolerance \(run.scenario.settings.relativeTolerance.shortestText)"],
    ]
    rows += run.statistics.rows.map { [ReportContent.Cell($0.0), ReportContent.Cell(String($0.1))] }
    var blocks: [ReportContent.Block] = [
      .table(ReportContent.Table(columns: [.init("What"), .init("Value")], rows: rows))
    ]
    if let command = reproduction.command {
      blocks += [.paragraph("The same numbers again, with:"), .literal(command)]
    }
    return ReportContent.Section("reproduction", "How to reproduce", blocks)
  }
}
