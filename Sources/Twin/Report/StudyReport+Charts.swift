import Foaming
import Quantities

extension StudyReport {
  /// Most figures drawn.
  private static let figureMaximum = 8

  /// The main figures whose variation shows in the digits that are shown.
  private var drawnPlaces: [Int] {
    let visible = summary.mainPlaces.filter { place in
      let form = Display.form(study.figures[place])
      let statistics = summary.figures[place].statistics
      return form.number(statistics.minimum) != form.number(statistics.maximum)
    }
    return Array(visible.prefix(Self.figureMaximum))
  }

  private func axis(_ id: KeyFigureID) -> String {
    let unit = Display.form(id).unit
    return unit.isEmpty ? id.tableLabel : "\(id.tableLabel) [\(unit)]"
  }

  // MARK: Distributions

  var distributionsSection: ReportContent.Section? {
    let plots = drawnPlaces.compactMap(histogram)
    guard !plots.isEmpty else { return nil }
    return ReportContent.Section("distributions", "Distributions", plots.map { .plot($0) })
  }

  private func histogram(_ place: Int) -> Plot? {
    let id = study.figures[place]
    let form = Display.form(id)
    let values = summary.figures[place].sketch.weighted.map { (value: form.value($0.value), weight: $0.weight) }
    guard let first = values.first, let last = values.last, last.value > first.value else { return nil }
    let count = min(30, max(8, Int(Double(values.count).squareRoot())))
    let width = (last.value - first.value) / Double(count)
    var shots = [Double](repeating: 0, count: count)
    for item in values {
      shots[min(Int((item.value - first.value) / width), count - 1)] += Double(item.weight)
    }
    let total = shots.reduce(0, +)
    let targets = targets(id)
    let near = targets.limits.filter { $0.time > first.value - 12 * width && $0.time < last.value + 12 * width }
    let ends = [first.value - width, last.value + width] + near.map(\.time)
    let domain = (ends.min() ?? 0)...(ends.max() ?? 1)
    return Plot(
      id: "distribution-" + id.slug, title: id.tableLabel, summary: "Histogram of the figure over all shots.",
      axis: axis(id), domain: domain,
      panels: [
        Plot.Panel(
          "Share of shots [%]", height: 150, includesZero: true,
          series: [
            Plot.Series(
              "", color: 0, style: .columns, x: (0..<count).map { first.value + (Double($0) + 0.5) * width },
              y: shots.map { 100 * $0 / total })
          ])
      ], events: near, windows: targets.windows)
  }

  /// The targets of a figure as marks on a horizontal axis in its shop unit.
  private func targets(_ id: KeyFigureID) -> (limits: [Plot.Event], windows: [Plot.Window]) {
    let form = Display.form(id)
    func limit(_ si: Double?, _ words: String) -> ([Plot.Event], [Plot.Window]) {
      (si.map { [Plot.Event("\(words) \(form.text(si: $0))", at: form.value($0), isStrong: true)] } ?? [], [])
    }
    switch id {
    case .moldedDensity:
      guard let band = quality.moldedDensity else { return ([], []) }
      let range = form.value(band.lowerBound.si)...form.value(band.upperBound.si)
      return ([], [Plot.Window("wanted", range)])
    case .coreTemperatureMaximum: return limit(quality.coreTemperatureMaximum?.si, "at most")
    case .coreTemperatureAtDemold: return limit(quality.coreTemperatureAtDemold?.si, "at most")
    case .pressureMaximum: return limit(quality.pressureMaximum?.si, "at most")
    case .pressureAtDemold: return limit(quality.pressureAtDemold?.si, "at most")
    case .conversionAtDemold: return limit(quality.conversionAtDemold, "at least")
    case .hardnessAtDemold: return limit(quality.hardnessAtDemold?.si, "at least")
    case .hardnessAfterDay: return limit(quality.hardnessAfterDay?.si, "at least")
    case .demoldRecommended: return limit(quality.cycleTime?.si, "at most")
    default: return ([], [])
    }
  }

  // MARK: Main effects

  var effectsSection: ReportContent.Section? {
    let blocks = study.variations.indices.compactMap(effects)
    guard !blocks.isEmpty else { return nil }
    let words = "Dots are single shots (at most \(MainEffects.pointMaximum) are drawn), lines the mean of a slice."
    return ReportContent.Section("effects", "Main effects", [.paragraph(words)] + blocks)
  }

  private func effects(_ input: Int) -> ReportContent.Block? {
    let variation = study.variations[input]
    if case .words = variation.values { return wordTable(input) }
    let slices = summary.effects.slices[input].filter { $0.input.count > 0 }
    let form = variation.form
    let xs = slices.map { form.value($0.input.mean) }
    let clouds = summary.effects.points
    let all = xs + clouds.compactMap { $0.inputs[input].map(form.value) }
    guard let low = all.min(), let high = all.max(), high > low else { return nil }
    let margin = 0.03 * (high - low)
    let panels = drawnPlaces.prefix(5).map { place -> Plot.Panel in
      let id = study.figures[place]
      let figure = Display.form(id)
      let points = clouds.compactMap { point -> (Double, Double)? in
        guard let x = point.inputs[input], let y = point.figures[place] else { return nil }
        return (form.value(x), figure.value(y))
      }
      let means = slices.map { slice in
        slice.figures[place].count > 0 ? figure.value(slice.figures[place].mean) : Double.nan
      }
      return Plot.Panel(
        figure.unit.isEmpty ? id.shortLabel : "\(id.shortLabel) [\(figure.unit)]", height: 130,
        series: [
          Plot.Series("", color: 0, style: .cloud, x: points.map(\.0), y: points.map(\.1)),
          Plot.Series("mean", color: 1, x: xs, y: means),
        ])
    }
    guard !panels.isEmpty else { return nil }
    return .plot(
      Plot(
        id: "effect-\(input + 1)", title: variation.label,
        summary: "Key figures of single shots and their mean against \(variation.path).",
        axis: form.unit.isEmpty ? variation.label : "\(variation.label) [\(form.unit)]",
        domain: (low - margin)...(high + margin), panels: Array(panels)))
  }

  private func wordTable(_ input: Int) -> ReportContent.Block {
    let places = drawnPlaces.prefix(5)
    let rows = summary.effects.slices[input].filter { $0.shots > 0 }.map { slice -> [ReportContent.Cell] in
      [ReportContent.Cell(slice.word ?? ""), ReportContent.Cell(String(slice.shots))]
        + [ReportContent.Cell((100 * Double(slice.failed) / Double(slice.shots)).text(decimals: 1) + " %")]
        + places.map { place in
          let mean = slice.figures[place].count > 0 ? slice.figures[place].mean : Double.nan
          return ReportContent.Cell(Display.form(study.figures[place]).text(si: mean))
        }
    }
    return .table(
      ReportContent.Table(
        study.variations[input].label,
        columns: [.init("Value"), .init("Shots", .trailing), .init("Fail", .trailing)]
          + places.map { .init("Mean of: " + study.figures[$0].tableLabel, .trailing) }, rows: rows))
  }

  // MARK: Indices

  var indicesSection: ReportContent.Section? {
    guard let method = study.sampling.indices else { return nil }
    let charts = drawnPlaces.compactMap(indexChart)
    let words =
      switch method {
      case .sobol:
        "First order: the share of the variance that would vanish if this value alone were fixed. Total: the share "
          + "that would remain if all others were fixed. Whiskers: 95 % confidence by bootstrap."
      case .morris:
        "Mean magnitude of elementary effects (μ*): how far the figure moves when the value goes through its whole "
          + "range. Sigma beside it tells of curvature and interactions. Whiskers: 95 % confidence by bootstrap."
      }
    return ReportContent.Section("indices", "Which values matter", [.paragraph(words)] + charts.map { .bars($0) })
  }

  private func indexChart(_ place: Int) -> BarChart? {
    let id = study.figures[place]
    if let indices = summary.sobolIndices(place) {
      return BarChart(
        id: "indices-" + id.slug, title: id.tableLabel, summary: "First-order and total Sobol' index of each value.",
        axis: "Share of the variance", series: ["first order", "total"],
        rows: zip(study.variations, indices.inputs).map { variation, input in
          BarChart.Row(
            variation.label,
            [.init(input.first.value, input.first.interval), .init(input.total.value, input.total.interval)],
            note: "\(input.first.value.text(decimals: 2)) | \(input.total.value.text(decimals: 2))")
        })
    }
    guard let effects = summary.morrisEffects(place) else { return nil }
    let form = Display.form(id)
    func shown(_ si: Double) -> Double { form.value(si) - form.value(0) }
    return BarChart(
      id: "indices-" + id.slug, title: id.tableLabel,
      summary: "Mean magnitude of the elementary effects of each value.",
      axis: form.stepUnit.isEmpty ? "μ*" : "μ* [\(form.stepUnit)]",
      rows: zip(study.variations, effects.inputs).map { variation, input in
        let interval = input.magnitude.interval
        return BarChart.Row(
          variation.label,
          [.init(shown(input.magnitude.value), shown(interval.lowerBound)...shown(interval.upperBound))],
          note: "σ \(form.step(si: input.deviation))")
      })
  }

  /// The indices in numbers, a table per figure; empty where the study estimates none.
  var indexTables: [ReportContent.Table] {
    drawnPlaces.compactMap { place in
      let id = study.figures[place]
      if let indices = summary.sobolIndices(place) {
        return ReportContent.Table(
          "Sobol' indices: " + id.tableLabel,
          columns: [
            .init("Value"), .init("First", .trailing), .init("95 %"), .init("Total", .trailing), .init("95 %"),
          ],
          rows: zip(study.variations, indices.inputs).map { variation, input in
            [ReportContent.Cell(variation.path)]
              + [input.first, input.total].flatMap { estimate -> [ReportContent.Cell] in
                let interval = estimate.interval
                return [
                  ReportContent.Cell(estimate.value.text(decimals: 3)),
                  "\(interval.lowerBound.text(decimals: 3)) … \(interval.upperBound.text(decimals: 3))",
                ]
              }
          })
      }
      guard let effects = summary.morrisEffects(place) else { return nil }
      let form = Display.form(id)
      return ReportContent.Table(
        "Elementary effects: " + id.tableLabel,
        columns: [.init("Value"), .init("μ*", .trailing), .init("95 %"), .init("μ", .trailing), .init("σ", .trailing)],
        rows: zip(study.variations, effects.inputs).map { variation, input in
          let interval = input.magnitude.interval
          return [
            ReportContent.Cell(variation.path), ReportContent.Cell(form.step(si: input.magnitude.value)),
            "\(form.step(si: interval.lowerBound)) … \(form.step(si: interval.upperBound))",
            ReportContent.Cell(form.step(si: input.mean)), ReportContent.Cell(form.step(si: input.deviation)),
          ]
        })
    }
  }
}

extension KeyFigureID {
  /// The key as part of a file name.
  fileprivate var slug: String { rawValue.split(separator: "_").joined(separator: "-") }

  /// A label for a low axis.
  fileprivate var shortLabel: String {
    switch self {
    case .coreTemperatureMaximum: "Core, highest"
    case .pressureMaximum: "Pressure, highest"
    case .demoldRecommended: "Demold"
    case .hardnessAfterDay: "Hardness, 24 h"
    case .hardnessAtDemold: "Hardness, demold"
    case .index: "Index"
    default: String(label.prefix { $0 != "(" }.prefix(18))
    }
  }
}
