/// Named values as horizontal bars with their confidence, one row per name and one bar per series.
package struct BarChart: Hashable, Sendable {
  /// One bar.
  package struct Bar: Hashable, Sendable {
    package var value: Double
    /// Drawn as a whisker; `nil` draws none.
    package var interval: ClosedRange<Double>?

    /// A value with its confidence.
    package init(_ value: Double, _ interval: ClosedRange<Double>? = nil) {
      self.value = value
      self.interval = interval
    }
  }

  /// The bars of one name.
  package struct Row: Hashable, Sendable {
    package var label: String
    /// One per series.
    package var bars: [Bar]
    /// What is written behind the bars.
    package var note: String

    /// A name with its bars.
    package init(_ label: String, _ bars: [Bar], note: String = "") {
      self.label = label
      self.bars = bars
      self.note = note
    }
  }

  package var id: String
  package var title: String
  package var summary: String
  /// Title of the horizontal axis, unit included.
  package var axis: String
  /// Names of the series, in the order of the bars; a single series needs no name.
  package var series: [String]
  package var rows: [Row]
  /// Value that the axis reaches at least.
  package var reach: Double

  /// A chart of these rows.
  package init(
    id: String, title: String, summary: String, axis: String, series: [String] = [""], rows: [Row], reach: Double = 0
  ) {
    self.reach = reach
    self.id = id
    self.title = title
    self.summary = summary
    self.axis = axis
    self.series = series
    self.rows = rows
  }
}

extension BarChart {
  private static let barHeight = 9.0

  /// The chart as one `svg` element; with its own style sheet where it is to be a file of its own.
  package func svg(isFile: Bool) -> String {
    let rowHeight = 28 + Double(series.count) * (Self.barHeight + 3)
    let top = series.count > 1 ? 58.0 : 38.0
    let bottom = top + rowHeight * Double(rows.count) + 2
    let ends = rows.flatMap(\.bars).flatMap { [$0.value, $0.interval?.lowerBound, $0.interval?.upperBound] }
    let scale = PlotScale(covering: ends.compactMap { $0 } + [reach], includesZero: true, ticks: 8)
    return PlotFrame.svg(id: id, title: title, summary: summary, height: bottom + 44, isFile: isFile) { svg in
      for tick in scale.ticks {
        let x = PlotFrame.x(tick, scale)
        PlotFrame.line(x, top, x, bottom, "grid", &svg)
      }
      if series.count > 1 { drawLegend(&svg) }
      for (place, row) in rows.enumerated() {
        draw(row, top: top + rowHeight * Double(place), scale, &svg)
      }
      PlotFrame.line(PlotFrame.x(0, scale), top, PlotFrame.x(0, scale), bottom, "axis", &svg)
      PlotFrame.drawTimeAxis(scale, title: axis, at: bottom, &svg)
    }
  }

  private func drawLegend(_ svg: inout Markup) {
    var x = PlotDrawing.left
    for (color, name) in series.enumerated() {
      PlotFrame.rectangle(x: x, y: 36, width: 12, height: Self.barHeight, "f\(color)", &svg)
      PlotFrame.text(name, x: x + 18, y: 44, "f\(color)", &svg)
      x += 18 + PlotLayout.width(name) + 24
    }
  }

  private func draw(_ row: Row, top: Double, _ scale: PlotScale, _ svg: inout Markup) {
    PlotFrame.text(row.label, x: PlotDrawing.left, y: top + 16, "name halo", &svg)
    let zero = PlotFrame.x(0, scale)
    for (color, bar) in row.bars.enumerated() where bar.value.isFinite {
      let y = top + 22 + Double(color) * (Self.barHeight + 3)
      let x = PlotFrame.x(bar.value, scale)
      PlotFrame.rectangle(
        x: min(x, zero), y: y, width: max(abs(x - zero), 1), height: Self.barHeight, "f\(color) column", &svg)
      guard let interval = bar.interval else { continue }
      let (low, high) = (PlotFrame.x(interval.lowerBound, scale), PlotFrame.x(interval.upperBound, scale))
      let middle = y + Self.barHeight / 2
      PlotFrame.line(low, middle, high, middle, "whisker", &svg)
      for end in [low, high] { PlotFrame.line(end, middle - 4, end, middle + 4, "whisker", &svg) }
    }
    let notes = top + 22 + Double(row.bars.count) * (Self.barHeight + 3) / 2 + 3
    PlotFrame.text(row.note, x: PlotDrawing.right + 14, y: notes, "", &svg)
  }
}
