/// Conditions as horizontal bars over time, with the time they share.
package struct Timeline: Hashable, Sendable {
  /// One condition.
  package struct Row: Hashable, Sendable {
    package var label: String
    /// Times at which it holds.
    package var intervals: [ClosedRange<Double>]

    /// A condition and the times at which it holds.
    package init(_ label: String, _ intervals: [ClosedRange<Double>]) {
      self.label = label
      self.intervals = intervals
    }
  }

  package var id: String
  package var title: String
  package var summary: String
  package var axis: String
  package var domain: ClosedRange<Double>
  package var rows: [Row]
  /// The row below all others: when all hold.
  package var total: Row
  /// The moment to mark, if any.
  package var mark: Plot.Event?

  /// The bar chart of these conditions.
  package init(
    id: String, title: String, summary: String, axis: String, domain: ClosedRange<Double>, rows: [Row], total: Row,
    mark: Plot.Event? = nil
  ) {
    self.id = id
    self.title = title
    self.summary = summary
    self.axis = axis
    self.domain = domain
    self.rows = rows
    self.total = total
    self.mark = mark
  }
}

extension Timeline {
  /// The chart as one `svg` element; with its own style sheet where it is to be a file of its own.
  package func svg(isFile: Bool) -> String {
    let rowHeight = 36.0
    let top = 52.0
    let bottom = top + rowHeight * Double(rows.count + 1) + 6
    return PlotFrame.svg(id: id, title: title, summary: summary, height: bottom + 44, isFile: isFile) { svg in
      let scale = PlotScale(exactly: domain, ticks: 8)
      for interval in total.intervals {
        if let bar = bar(interval, scale) {
          PlotFrame.rectangle(x: bar.x, y: top - 4, width: bar.width, height: bottom - top + 4, "window", &svg)
        }
      }
      for (i, row) in rows.enumerated() {
        draw(row, "bar", y: top + rowHeight * Double(i), scale, &svg)
      }
      draw(total, "bar all", y: top + rowHeight * Double(rows.count) + 6, scale, &svg)
      PlotFrame.drawTimeAxis(scale, title: axis, at: bottom, &svg)
      if let mark, domain.contains(mark.time) {
        let x = PlotFrame.x(mark.time, scale)
        PlotFrame.line(x, top - 6, x, bottom, "event strong", &svg)
        let start = min(x + 4, PlotDrawing.right - PlotLayout.width(mark.label))
        PlotFrame.text(mark.label, x: start, y: top - 9, "mark strong", &svg)
      }
    }
  }

  private func bar(_ interval: ClosedRange<Double>, _ scale: PlotScale) -> (x: Double, width: Double)? {
    let start = max(interval.lowerBound, domain.lowerBound)
    let end = min(interval.upperBound, domain.upperBound)
    guard end >= start else { return nil }
    let x = PlotFrame.x(start, scale)
    // A moment is still to be seen.
    return (x, max(PlotFrame.x(end, scale) - x, 2))
  }

  private func draw(_ row: Row, _ style: String, y: Double, _ scale: PlotScale, _ svg: inout Markup) {
    let span = PlotDrawing.right - PlotDrawing.left
    PlotFrame.text(row.label, x: PlotDrawing.left, y: y + 11, "name", &svg)
    PlotFrame.rectangle(x: PlotDrawing.left, y: y + 20, width: span, height: 4, "track", &svg)
    for interval in row.intervals {
      if let bar = bar(interval, scale) {
        PlotFrame.rectangle(x: bar.x, y: y + 16, width: bar.width, height: 12, style, &svg)
      }
    }
    let note = row.intervals.first.map { first in
      row.intervals.count > 1 ? "\(row.intervals.count) stretches" : Display.interval(first)
    }
    PlotFrame.text(note ?? "never", x: PlotDrawing.right + 14, y: y + 26, note == nil ? "never" : "", &svg)
  }
}
