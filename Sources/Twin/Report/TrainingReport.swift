import Learning

/// The content of the report on a training.
package struct TrainingReport {
  let plan: TrainingPlan
  let models: [TrainedModel]
  let reproduction: Reproduction

  /// The content; render it with ``HTMLReport`` or ``MarkdownReport``.
  package static func content(
    _ plan: TrainingPlan, _ models: [TrainedModel], reproduction: Reproduction
  ) -> ReportContent {
    TrainingReport(plan: plan, models: models, reproduction: reproduction).content
  }

  /// The files of a report's folder: the page, the text, its charts.
  package static func files(
    _ plan: TrainingPlan, _ models: [TrainedModel], reproduction: Reproduction
  ) -> [(name: String, text: String)] {
    let content = content(plan, models, reproduction: reproduction)
    let markdown = MarkdownReport.render(content)
    return [("report.html", HTMLReport.render(content)), ("report.md", markdown.text)]
      + markdown.drawings.map { ($0.name, $0.contents) }
  }

  private var content: ReportContent {
    ReportContent(
      title: "Training: " + plan.name,
      subtitle: models.map { "\($0.training.rows.task.words.lowercased()) from \($0.card.target.name)" }
        .joined(separator: " · "),
      facts: models.map(fact), notices: notices,
      sections: models.flatMap(sections) + [reproductionSection],
      colophon: "pur-mold-twin \(reproduction.version)" + (reproduction.revision.map { " (\($0))" } ?? ""))
  }

  /// The metric that models are chosen by, beside that of the best baseline.
  private func fact(_ model: TrainedModel) -> ReportContent.Fact {
    let metric = model.card.metrics.first
    let others = model.card.baselines.compactMap { baseline in
      baseline.metrics.first.map { "\(baseline.name) \(TrainingWords.number($0.value))" }
    }
    return ReportContent.Fact(
      label: "\(model.training.rows.task.words): \(TrainingWords.name(metric?.name ?? ""))",
      value: metric.map { TrainingWords.number($0.value) } ?? "–", unit: TrainingWords.unit(metric?.name, model),
      note: others.joined(separator: ", "))
  }

  private var notices: [ReportContent.Notice] {
    var notices: [ReportContent.Notice] = []
    let synthetic = models.filter { $0.training.rows.syntheticCount > 0 }
    if let first = synthetic.first {
      let rows = first.training.rows
      notices.append(
        ReportContent.Notice(
          title: "Synthetic shots", tone: .caution,
          lines: [
            "\(rows.syntheticCount) of \(rows.count) shots are made up, not measured: these models have learned the "
              + "foam model's own criteria, and no figure here says anything about a plant."
          ]))
    }
    for model in models {
      let lines = TrainingWords.doubts(model)
      if !lines.isEmpty {
        notices.append(
          ReportContent.Notice(
            title: "\(model.training.rows.task.words): before you use this model", tone: .caution, lines: lines))
      }
    }
    return notices
  }

  private func sections(_ model: TrainedModel) -> [ReportContent.Section] {
    let task = model.training.rows.task
    let slug = task.rawValue.replacing("_", with: "-")
    func section(_ id: String, _ title: String, _ blocks: [ReportContent.Block]) -> ReportContent.Section? {
      blocks.isEmpty ? nil : ReportContent.Section("\(slug)-\(id)", "\(task.words): \(title)", blocks)
    }
    let charts = TrainingCharts(model: model, slug: slug)
    return [
      section("metrics", "how good it is", [.table(metrics(model)), .paragraph(TrainingWords.aboutMetrics(model))]),
      section("truth", "predictions against the truth", charts.truth),
      section("intervals", "intervals", intervals(model)),
      section("importance", "what it looks at", charts.importance + directions(model)),
      section("curve", "more shots?", charts.curve),
      section("choice", "how it was chosen", choice(model)),
    ].compactMap { $0 }
  }

  // MARK: Tables

  private func metrics(_ model: TrainedModel) -> ReportContent.Table {
    var columns = [ReportContent.Table.Column("Metric")]
    let uncalibrated = model.card.calibration == .none ? nil : model.uncalibrated
    columns += [.init("Model", .trailing), .init("95 % sure", .trailing)]
    if uncalibrated != nil { columns.append(.init("Before calibration", .trailing)) }
    for baseline in model.card.baselines {
      columns += [
        .init(baseline.name.prefix(1).uppercased() + baseline.name.dropFirst(), .trailing),
        .init("95 % sure", .trailing),
      ]
    }
    let all = Array(0..<model.score.count)
    let rows = model.card.metrics.map { metric -> [ReportContent.Cell] in
      var cells: [ReportContent.Cell] = [
        .init(TrainingWords.title(metric.name, model)), .init(TrainingWords.number(metric.value)),
        .init(TrainingWords.range(metric.interval)),
      ]
      if let uncalibrated {
        cells.append(.init(uncalibrated.value(metric.name, rows: all).map(TrainingWords.number) ?? ""))
      }
      for baseline in model.card.baselines {
        let other = baseline.metrics.first { $0.name == metric.name }
        cells += [
          .init(other.map { TrainingWords.number($0.value) } ?? "–"), .init(TrainingWords.range(other?.interval)),
        ]
      }
      return cells
    }
    return ReportContent.Table(columns: columns, rows: rows)
  }

  private func intervals(_ model: TrainedModel) -> [ReportContent.Block] {
    guard let band = model.card.conformal else { return [] }
    let isNumber = model.score.kind == .number
    let unit = model.card.target.unit
    let rows = band.bounds.map { bound -> [ReportContent.Cell] in
      [
        .init("\((100 * bound.level).text(decimals: 0)) %"), .init(bound.group ?? "all"), .init("\(bound.rows)"),
        .init(
          bound.quantile.isFinite
            ? (isNumber ? "± " : "") + TrainingWords.number(bound.quantile) : "unbounded",
          bound.quantile.isFinite ? nil : .caution),
        .init(bound.coverage.map { "\((100 * $0.value).text(decimals: 1)) %" } ?? "–"),
        .init(
          bound.coverage?.interval.map {
            "\((100 * $0.lowerBound).text(decimals: 1)) … \((100 * $0.upperBound).text(decimals: 1)) %"
          } ?? ""),
      ]
    }
    let head =
      switch band.score {
      case .absoluteResidual: "Half width" + (unit.isEmpty ? "" : " [\(unit)]")
      case .normalizedResidual: "Half width in predicted errors"
      case .oneMinusProbability: "1 − least probability of a class that stays possible"
      }
    return [
      .table(
        ReportContent.Table(
          columns: [
            .init("Promised"), .init(band.groupedBy.map { $0.prefix(1).uppercased() + $0.dropFirst() } ?? "Rows"),
            .init("Calibrated on", .trailing), .init(head, .trailing), .init("Seen on the test", .trailing),
            .init("95 % sure", .trailing),
          ], rows: rows)),
      .paragraph(
        "Split-conformal prediction: the promise holds for shots that come from where the calibration rows came from. "
          + "It does not hold for another mold, another material or a plant that has moved."),
    ]
  }

  private func directions(_ model: TrainedModel) -> [ReportContent.Block] {
    guard !model.training.directions.isEmpty else { return [] }
    let rows = model.training.directions.map { direction -> [ReportContent.Cell] in
      [.init(direction.feature), .init(direction.sign > 0 ? "never falls" : "never rises"), .init(direction.reason)]
    }
    return [
      .table(
        ReportContent.Table(
          "Told to the model, not learned",
          columns: [.init("As this feature grows"), .init("the prediction"), .init("because")], rows: rows))
    ]
  }

  private func choice(_ model: TrainedModel) -> [ReportContent.Block] {
    let card = model.card
    let parts = card.split.parts.map { part -> [ReportContent.Cell] in
      [.init(part.name), .init("\((100 * part.fraction).text(decimals: 0)) %"), .init("\(part.rows)")]
    }
    let trials = model.trials.prefix(8).map { trial -> [ReportContent.Cell] in
      let draw = trial.draw
      return [
        .init(TrainingWords.number(trial.loss)), .init("\(trial.folds)"), .init("\(trial.rounds)"),
        .init("\(draw.depth)"), .init(TrainingWords.number(draw.learningRate)),
        .init(TrainingWords.number(draw.leafWeightMinimum)), .init(TrainingWords.number(draw.l2)),
        .init(TrainingWords.number(draw.rowShare)), .init(TrainingWords.number(draw.featureShare)),
      ]
    }
    let heads = [
      "Loss", "Folds", "Rounds", "Depth", "Learning rate", "Least leaf weight", "L2", "Share of rows",
      "Share of features",
    ]
    return [
      .table(
        ReportContent.Table(
          "Rows", columns: [.init("Part"), .init("Asked for", .trailing), .init("Rows", .trailing)], rows: parts)),
      .paragraph(card.split.words),
      .table(
        ReportContent.Table(
          "The best of \(model.trials.count) draws of parameters", columns: heads.map { .init($0, .trailing) },
          rows: Array(trials))),
      .paragraph(card.search + " Calibration: \(TrainingWords.method(card.calibration))."),
    ]
  }

  private var reproductionSection: ReportContent.Section {
    let rows = models.map { model -> [ReportContent.Cell] in
      let card = model.card
      return [
        .init(card.task), .init("\(card.trainer.library) \(card.trainer.version), \(card.trainer.threads) threads"),
        .init("\(card.features.schemaVersion):\(card.features.schemaHash.prefix(12))"),
        .init(String(card.data.digest.prefix(12))), .init("\(card.seed)"),
        .init(String(card.files.first?.digest.prefix(12) ?? "")),
      ]
    }
    var blocks: [ReportContent.Block] = [
      .table(
        ReportContent.Table(
          columns: [
            .init("Task"), .init("Trained by"), .init("Features"), .init("Digest of the data"), .init("Seed"),
            .init("Digest of the model"),
          ], rows: rows)),
      .paragraph(
        "Program pur-mold-twin \(reproduction.version), git hash of the sources "
          + "\(reproduction.revision ?? "not known"). The same table, plan, seed, library and number of threads give "
          + "the same bytes."),
    ]
    if let command = reproduction.command { blocks.append(.literal(command)) }
    return ReportContent.Section("reproduction", "How to reproduce", blocks)
  }
}
