import Learning

/// The charts of one model.
struct TrainingCharts {
  let model: TrainedModel
  let slug: String

  /// Most points of a curve or cloud.
  private static let pointsMaximum = 400
  /// Features shown.
  private static let featuresShown = 15
  /// Classes with curves of their own; the palette has no more colors.
  private static let classesShown = 5

  /// How predictions stand to the truth.
  var truth: [ReportContent.Block] {
    model.score.kind == .number
      ? [.plot(cloud)] : [.table(confusion)] + [calibration, ranking, precision].map { .plot($0) }
  }

  // MARK: Numbers

  private var cloud: Plot {
    let score = model.score
    let step = max(1, score.count / Self.pointsMaximum)
    let rows = Array(stride(from: 0, to: score.count, by: step))
    let ends = score.truth + score.answers.map { $0[0] }
    let (low, high) = (ends.min() ?? 0, ends.max() ?? 1)
    let unit = model.card.target.unit.isEmpty ? "" : " [\(model.card.target.unit)]"
    return Plot(
      id: "\(slug)-truth", title: "Predicted against measured",
      summary: "Each test shot as a point; on the line the prediction is right.", axis: "Measured\(unit)",
      domain: low...max(high, low + 1e-9),
      panels: [
        Plot.Panel(
          "Predicted\(unit)", height: 300,
          series: [
            Plot.Series(
              "test shots", color: 0, style: .cloud, x: rows.map { score.truth[$0] },
              y: rows.map { score.answers[$0][0] }),
            Plot.Series("right", color: 2, style: .dashed, x: [low, high], y: [low, high]),
          ])
      ])
  }

  // MARK: Classes

  private var confusion: ReportContent.Table {
    let matrix = model.score.confusion
    let names = model.card.target.classes
    let columns =
      [ReportContent.Table.Column("Truth")] + names.map { .init("said \($0)", .trailing) }
      + [.init("Recall", .trailing), .init("Precision", .trailing)]
    let rows = matrix.counts.enumerated().map { label, counts -> [ReportContent.Cell] in
      func share(_ value: Double?) -> ReportContent.Cell {
        .init(value.map { "\((100 * $0).text(decimals: 1)) %" } ?? "–")
      }
      return [.init(names[label])] + counts.map { .init("\($0)") }
        + [share(matrix.recall(label)), share(matrix.precision(label))]
    }
    return ReportContent.Table("Confusion on the test shots", columns: columns, rows: rows)
  }

  private var diagonal: Plot.Series { Plot.Series("", color: 2, style: .dashed, x: [0, 1], y: [0, 1]) }

  private var calibration: Plot {
    func series(_ label: String, _ score: TaskScore, _ color: Int, _ style: Plot.Series.Style) -> Plot.Series {
      let truth = score.truth.map { Int($0) }
      let curve =
        score.kind == .flag
        ? CalibrationCurve(happened: truth.map { $0 == 1 }, probabilities: score.answers.map { $0[0] })
        : CalibrationCurve.ofTopClass(truth: truth, probabilities: score.answers)
      return Plot.Series(label, color: color, style: style, x: curve.bins.map(\.said), y: curve.bins.map(\.seen))
    }
    var all = [series("model", model.score, 0, .line), series("", model.score, 0, .points)]
    if model.card.calibration != .none { all.append(series("before calibration", model.uncalibrated, 1, .dashed)) }
    if let linear = model.baselines.first(where: { $0.name == "linear" }) {
      all.append(series("linear", linear.score, 3, .line))
    }
    let what = model.score.kind == .flag ? "a defect" : "the class said first"
    return Plot(
      id: "\(slug)-calibration", title: "Calibration: how often \(what) came true",
      summary: "Ten bins of equal numbers of test shots; on the diagonal a probability means what it says.",
      axis: "Probability said", domain: 0...1,
      panels: [Plot.Panel("Share seen", height: 260, includesZero: true, series: all + [diagonal])])
  }

  /// A curve for each class against the others; of a flag that of its 1, and of the linear model beside it.
  private func curves(_ points: (RankingCurve) -> (x: [Double], y: [Double])) -> [Plot.Series] {
    let names = model.card.target.classes
    func series(_ label: String, _ score: TaskScore, _ index: Int, _ color: Int) -> Plot.Series? {
      let (happened, probabilities) = score.oneAgainstRest(index)
      guard let curve = RankingCurve(happened: happened, scores: probabilities) else { return nil }
      let (x, y) = points(curve)
      let step = max(1, x.count / Self.pointsMaximum)
      let kept = x.indices.filter { $0 % step == 0 || $0 == x.count - 1 }
      return Plot.Series(label, color: color, x: kept.map { x[$0] }, y: kept.map { y[$0] })
    }
    if model.score.kind == .flag {
      let linear = model.baselines.first { $0.name == "linear" }.flatMap { series("linear", $0.score, 1, 3) }
      return [series("model", model.score, 1, 0), linear].compactMap { $0 }
    }
    return names.indices.prefix(Self.classesShown).compactMap { series(names[$0], model.score, $0, $0) }
  }

  private var ranking: Plot {
    Plot(
      id: "\(slug)-roc", title: "ROC: found against false alarms",
      summary: "Share of positive shots found over the share of others falsely called so, over all thresholds.",
      axis: "False alarms, share of the negative", domain: 0...1,
      panels: [
        Plot.Panel(
          "Found", height: 260, includesZero: true,
          series: curves { ([0] + $0.points.map(\.falseAlarms), [0] + $0.points.map(\.found)) } + [diagonal])
      ])
  }

  private var precision: Plot {
    Plot(
      id: "\(slug)-precision", title: "Precision against recall",
      summary: "Share of right calls over the share of positive shots found, over all thresholds.",
      axis: "Found, share of the positive", domain: 0...1,
      panels: [
        Plot.Panel(
          "Precision", height: 260, includesZero: true,
          series: curves { ($0.points.map(\.found), $0.points.map(\.precision)) })
      ])
  }

  // MARK: Features and rows

  var importance: [ReportContent.Block] {
    let shown = model.importances.filter { $0.value > 0 }.prefix(Self.featuresShown)
    guard !shown.isEmpty else { return [.paragraph("No feature moves the prediction.")] }
    let unit =
      model.score.kind == .number
      ? (model.card.target.unit.isEmpty ? "" : " [\(model.card.target.unit)]") : " [log-odds]"
    return [
      .bars(
        BarChart(
          id: "\(slug)-importance", title: "The \(shown.count) features that move the prediction most",
          summary: "Mean magnitude of each feature's Shapley value over test shots.",
          axis: "Mean |Shapley value|\(unit)",
          rows: shown.map { importance in
            let value = importance.value
            return BarChart.Row(importance.feature, [BarChart.Bar(value)], note: TrainingWords.number(value))
          })),
      .paragraph(
        "Shapley values share the difference from the mean prediction among the features. They tell what the model "
          + "looks at, not what causes a defect."),
    ]
  }

  var curve: [ReportContent.Block] {
    let points = model.curve
    guard points.count > 1 else { return [] }
    let x = points.map { Double($0.rows) }
    let name = TrainingWords.title(points[0].loss.name, model)
    let linear = model.baselines.first { $0.name == "linear" }.map { $0.score.loss }
    var series = [
      Plot.Series("test shots", color: 0, x: x, y: points.map(\.loss.value)),
      Plot.Series("", color: 0, style: .points, x: x, y: points.map(\.loss.value)),
      Plot.Series("95 % sure", color: 4, style: .dashed, x: x, y: points.map { $0.loss.interval?.upperBound ?? .nan }),
      Plot.Series("", color: 4, style: .dashed, x: x, y: points.map { $0.loss.interval?.lowerBound ?? .nan }),
      Plot.Series("shots trained on", color: 1, x: x, y: points.map(\.trainingLoss)),
    ]
    if let linear {
      series.append(
        Plot.Series("linear, all shots", color: 3, style: .dashed, x: [x[0], x[x.count - 1]], y: [linear, linear]))
    }
    return [
      .plot(
        Plot(
          id: "\(slug)-curve", title: "Learning curve",
          summary: "Loss on the test shots of models trained on more and more of the training shots, not calibrated.",
          axis: "Training shots", domain: 0...(x.last ?? 1),
          panels: [Plot.Panel(name, height: 220, includesZero: true, series: series)])),
      .paragraph("A curve that still falls says that more shots would help; one that is flat, that they would not."),
    ]
  }
}
