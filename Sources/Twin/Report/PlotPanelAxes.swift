/// One pair of axes of a chart, and what is drawn on it.
struct PlotPanelAxes {
  let time: PlotScale
  let values: PlotScale
  let top: Double
  let height: Double

  private func x(_ value: Double) -> Double { PlotFrame.x(value, time) }
  private func y(_ value: Double) -> Double { top + height - height * values.position(value) }

  /// A shaded band of wanted values, or a line not to be crossed, with its label.
  func draw(_ target: Plot.Target, _ svg: inout Markup) {
    let labelX = PlotDrawing.right - 6
    switch target {
    case .band(let range, let label):
      let upper = y(range.upperBound)
      PlotFrame.rectangle(
        x: PlotDrawing.left, y: upper, width: PlotDrawing.right - PlotDrawing.left, height: y(range.lowerBound) - upper,
        "band", &svg)
      PlotFrame.text(label, x: labelX, y: max(upper - 5, top + 12), "halo onband", anchor: "end", &svg)
    case .limit(let value, let label):
      PlotFrame.line(PlotDrawing.left, y(value), PlotDrawing.right, y(value), "limit", &svg)
      let above = y(value) - 5
      PlotFrame.text(
        label, x: labelX, y: above < top + 8 ? y(value) + 14 : above, "halo onlimit", anchor: "end", &svg)
    }
  }

  /// The curves, and their names at their right ends.
  func draw(_ series: [Plot.Series], domain: ClosedRange<Double>, _ svg: inout Markup) {
    var ends: [(series: Plot.Series, x: Double, y: Double)] = []
    for one in series {
      let runs = PlotDecimation.runs(x: one.x, y: one.y, domain: domain)
      guard let last = runs.last?.last else { continue }
      switch one.style {
      case .points: drawPoints(one, runs, &svg)
      case .cloud: drawCloud(one, runs, &svg)
      case .columns: drawColumns(one, runs, &svg)
      case .line, .dashed: drawLine(one, runs, &svg)
      }
      if !one.label.isEmpty { ends.append((one, x(one.x[last]), y(one.y[last]))) }
    }
    let gap = 15.0
    let low = min(top + 6, top + height - gap * Double(ends.count))
    let places = PlotLayout.spread(ends.map(\.y), gap: gap, in: low...(top + height))
    for (end, place) in zip(ends, places) {
      let start = PlotDrawing.right + 14
      let points = [(end.x + 2, end.y), (PlotDrawing.right + 3, end.y), (start - 2, place)]
      svg.empty(
        "polyline",
        [
          "class": "leader s\(end.series.color)",
          "points": points.map { "\(PlotFrame.number($0.0)),\(PlotFrame.number($0.1))" }.joined(separator: " "),
        ])
      PlotFrame.text(end.series.label, x: start, y: place + 4, "f\(end.series.color)", &svg)
    }
  }

  private func drawLine(_ series: Plot.Series, _ runs: [Range<Int>], _ svg: inout Markup) {
    var path = ""
    let total = max(runs.reduce(0) { $0 + $1.count }, 1)
    for run in runs {
      // Runs share the points in proportion to their length.
      let limit = max(PlotDrawing.pointLimit * run.count / total, 3)
      let xs = Array(series.x[run])
      let ys = Array(series.y[run])
      var pen = "M"
      for i in PlotDecimation.indices(x: xs, y: ys, limit: limit) {
        path += "\(pen)\(PlotFrame.number(x(xs[i]))) \(PlotFrame.number(y(ys[i])))"
        pen = "L"
      }
    }
    let dash = series.style == .dashed ? " dashed" : ""
    svg.empty("path", ["class": "curve s\(series.color)\(dash)", "d": path])
  }

  private func drawCloud(_ series: Plot.Series, _ runs: [Range<Int>], _ svg: inout Markup) {
    for i in runs.joined() {
      svg.empty(
        "circle",
        [
          "class": "cloud f\(series.color)", "r": "1.8", "cx": PlotFrame.number(x(series.x[i])),
          "cy": PlotFrame.number(y(series.y[i])),
        ])
    }
  }

  private func drawColumns(_ series: Plot.Series, _ runs: [Range<Int>], _ svg: inout Markup) {
    guard series.x.count > 1 else { return }
    let width = max(x(series.x[1]) - x(series.x[0]) - 1, 1)
    for i in runs.joined() {
      PlotFrame.rectangle(
        x: x(series.x[i]) - width / 2, y: y(series.y[i]), width: width, height: max(y(0) - y(series.y[i]), 0),
        "f\(series.color) column", &svg)
    }
  }

  private func drawPoints(_ series: Plot.Series, _ runs: [Range<Int>], _ svg: inout Markup) {
    let shown = runs.flatMap(Array.init)
    // Markers further apart than every nth keep a dense measurement legible.
    let stride = max(1, (shown.count + 119) / 120)
    for (n, i) in shown.enumerated() where n % stride == 0 {
      svg.empty(
        "circle",
        [
          "class": "dot s\(series.color)", "r": "2.6", "cx": PlotFrame.number(x(series.x[i])),
          "cy": PlotFrame.number(y(series.y[i])),
        ])
    }
  }
}
