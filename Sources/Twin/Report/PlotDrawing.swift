/// Draws charts over time as SVG.
package struct PlotDrawing {
  /// Most points drawn per series.
  package static let pointLimit = 600

  static let width = 900.0
  static let left = 62.0
  static let right = 730.0
  private static let laneHeight = 14.0
  private static let lanesTop = 34.0

  private let plot: Plot
  private let time: PlotScale
  private let labels: [PlotLayout.EventLabel?]
  /// Events whose lines are so close that they share a label.
  private let groups: [[Plot.Event]]
  /// Top of each panel's axes.
  private let tops: [Double]
  private let bottom: Double

  /// The chart as one `svg` element; with its own style sheet where it is to be a file of its own.
  package static func svg(_ plot: Plot, isFile: Bool) -> String {
    let drawing = PlotDrawing(plot)
    return PlotFrame.svg(
      id: plot.id, title: plot.title, summary: plot.summary, height: drawing.bottom + 44, isFile: isFile
    ) { drawing.draw(&$0) }
  }

  private init(_ plot: Plot) {
    self.plot = plot
    let time = PlotScale(exactly: plot.domain, ticks: 8)
    let events = plot.events.filter { $0.time.isFinite && plot.domain.contains($0.time) }.sorted { $0.time < $1.time }
    let positions = events.map { PlotFrame.x($0.time, time) }
    let ranges = PlotLayout.groups(x: positions, alone: events.map(\.isStrong), gap: 10)
    groups = ranges.map { Array(events[$0]) }
    labels = PlotLayout.lanes(
      x: ranges.map { positions[$0.lowerBound]...positions[$0.upperBound - 1] },
      widths: groups.map { PlotLayout.width(Self.label($0)) }, right: Self.right, limit: 10)
    // The lane nearest to the axes is for the labels of the windows.
    let lanes = (labels.compactMap { $0?.lane }.max() ?? -1) + (plot.windows.isEmpty ? 1 : 2)
    var top = Self.lanesTop + Double(lanes) * Self.laneHeight + 8
    var tops: [Double] = []
    for panel in plot.panels {
      tops.append(top)
      top += panel.height + 20
    }
    self.time = time
    self.tops = tops
    bottom = top - 20
  }

  private static func label(_ group: [Plot.Event]) -> String { group.map(\.label).joined(separator: " · ") }

  private func x(_ value: Double) -> Double { PlotFrame.x(value, time) }

  private func draw(_ svg: inout Markup) {
    for window in plot.windows { draw(window, &svg) }
    let scales = plot.panels.map(Self.scale)
    for (i, panel) in plot.panels.enumerated() { drawAxes(panel, scales[i], top: tops[i], &svg) }
    PlotFrame.drawTimeAxis(time, title: plot.axis, at: bottom, &svg)
    drawEvents(&svg)
    for (i, panel) in plot.panels.enumerated() {
      let axes = PlotPanelAxes(time: time, values: scales[i], top: tops[i], height: panel.height)
      for target in panel.targets { axes.draw(target, &svg) }
      axes.draw(panel.series, domain: plot.domain, &svg)
    }
    for window in plot.windows { drawLabel(window, &svg) }
  }

  private static func scale(_ panel: Plot.Panel) -> PlotScale {
    if let extent = panel.extent { return PlotScale(exactly: extent, ticks: max(2, Int(panel.height / 36))) }
    var values = panel.series.flatMap(\.y)
    for target in panel.targets {
      switch target {
      case .band(let range, _): values += [range.lowerBound, range.upperBound]
      case .limit(let value, _): values.append(value)
      }
    }
    return PlotScale(covering: values, includesZero: panel.includesZero, ticks: max(2, Int(panel.height / 36)))
  }

  private func drawAxes(_ panel: Plot.Panel, _ scale: PlotScale, top: Double, _ svg: inout Markup) {
    let base = top + panel.height
    if let map = panel.map {
      map.draw(x: Self.left, y: top, width: Self.right - Self.left, height: panel.height, &svg)
    }
    for tick in scale.ticks {
      let y = base - panel.height * scale.position(tick)
      if panel.map == nil {
        PlotFrame.line(Self.left, y, Self.right, y, "grid", &svg)
      } else {
        PlotFrame.line(Self.left - 4, y, Self.left, y, "axis", &svg)
      }
      PlotFrame.text(scale.text(tick), x: Self.left - 8, y: y + 4, "", anchor: "end", &svg)
    }
    PlotFrame.line(Self.left, base, Self.right, base, "axis", &svg)
    let middle = PlotFrame.number(top + panel.height / 2)
    svg.element(
      "text", ["transform": "translate(14 \(middle)) rotate(-90)", "text-anchor": "middle"], panel.title)
  }

  private func drawEvents(_ svg: inout Markup) {
    for (group, label) in zip(groups, labels) {
      let lane = label.map { Double($0.lane) } ?? 0
      let top = label == nil ? (tops.first ?? 0) : Self.lanesTop + lane * Self.laneHeight
      let isStrong = group.contains(where: \.isStrong)
      for event in group {
        PlotFrame.line(x(event.time), top, x(event.time), bottom, isStrong ? "event strong" : "event", &svg)
      }
      if let label {
        let y = Self.lanesTop + (lane + 1) * Self.laneHeight - 4
        PlotFrame.text(Self.label(group), x: label.start, y: y, isStrong ? "mark strong" : "mark", &svg)
      }
    }
  }

  private func clipped(_ window: Plot.Window) -> (start: Double, end: Double)? {
    let start = max(window.range.lowerBound, plot.domain.lowerBound)
    let end = min(window.range.upperBound, plot.domain.upperBound)
    return end > start ? (x(start), x(end)) : nil
  }

  private func draw(_ window: Plot.Window, _ svg: inout Markup) {
    guard let (start, end) = clipped(window) else { return }
    for (panel, top) in zip(plot.panels, tops) {
      PlotFrame.rectangle(x: start, y: top, width: end - start, height: panel.height, "window", &svg)
    }
  }

  private func drawLabel(_ window: Plot.Window, _ svg: inout Markup) {
    guard let (start, end) = clipped(window), let top = tops.first else { return }
    let half = PlotLayout.width(window.label) / 2
    let middle = min(max((start + end) / 2, Self.left + half), Self.right - half)
    PlotFrame.text(window.label, x: middle, y: top - 5, "halo onwindow", anchor: "middle", &svg)
  }
}
