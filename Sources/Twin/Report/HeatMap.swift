package import Foaming

/// A quantity over time and thickness as a raster of colors, bounded in size whatever it was made from.
package struct HeatMap: Hashable, Sendable {
  /// Most columns (time) and rows (thickness) of a raster.
  package static let sizeMaximum = (columns: 160, rows: 48)

  /// Number of columns, from the start of the time axis to its end.
  package let columns: Int
  /// Number of rows, from the first wall to the second.
  package let rows: Int
  /// Values in the unit shown, shape (rows, columns); one that is not finite leaves a gap.
  package let values: [Double]
  /// Values of the first and of the last color.
  package let range: ClosedRange<Double>
  /// Title of the color bar, unit included.
  package let title: String
  /// True when there are values above the range, which take the last color.
  package var isCut: Bool {
    // A conversion of 100 % may round to a little more.
    let slack = 1e-6 * (range.upperBound - range.lowerBound)
    return values.contains { $0 > range.upperBound + slack }
  }

  /// A raster of a column of the layers.
  ///
  /// - Parameters:
  ///   - times: of the rows of the profile, ascending, in the unit of `domain`.
  ///   - domain: the time axis.
  ///   - range: values of the first and of the last color [SI]; `nil` takes the least and the greatest.
  /// - Returns: `nil` without rows.
  package init?(
    _ column: LayerProfile.Column, of layers: LayerProfile, times: [Double], domain: ClosedRange<Double>,
    range: ClosedRange<Double>? = nil
  ) {
    let form = Display.form(layer: column)
    let count = min(layers.rows, times.count)
    guard count > 0, layers.thickness > 0 else { return nil }
    let size = Self.sizeMaximum
    let (columns, rows) = (min(max(count, 2), size.columns), min(max(4 * layers.count, 8), size.rows))
    var values = Array(repeating: Double.nan, count: rows * columns)
    var place = 0
    for x in 0..<columns {
      let time = domain.lowerBound + (domain.upperBound - domain.lowerBound) * (Double(x) + 0.5) / Double(columns)
      guard time >= times[0], time <= times[count - 1] else { continue }
      while place + 2 < count && times[place + 1] <= time { place += 1 }
      let next = min(place + 1, count - 1)
      let width = times[next] - times[place]
      let share = width > 0 ? (time - times[place]) / width : 0
      let (a, b) = (Self.sample(layers, column, place, rows), Self.sample(layers, column, next, rows))
      for y in 0..<rows { values[y * columns + x] = form.value(a[y] + share * (b[y] - a[y])) }
    }
    let finite = values.filter(\.isFinite)
    guard let least = finite.min(), let greatest = finite.max() else { return nil }
    (self.columns, self.rows, self.values) = (columns, rows, values)
    self.range = range.map { form.value($0.lowerBound)...form.value($0.upperBound) } ?? least...max(greatest, least)
    title = column.label + (form.unit.isEmpty ? "" : " [\(form.unit)]")
  }

  /// A column of the layers at one time, at equal distances across the thickness: linear between the middles of layers.
  private static func sample(
    _ layers: LayerProfile, _ column: LayerProfile.Column, _ row: Int, _ count: Int
  ) -> [Double] {
    let places = Array(layers.values(.position, row: row))
    let values = Array(layers.values(column, row: row))
    var layer = 0
    return (0..<count).map { y in
      let place = layers.thickness * (Double(y) + 0.5) / Double(count)
      while layer + 2 < places.count && places[layer + 1] <= place { layer += 1 }
      guard layer + 1 < places.count, places[layer + 1] > places[layer] else { return values[layer] }
      let share = min(max((place - places[layer]) / (places[layer + 1] - places[layer]), 0), 1)
      return values[layer] + share * (values[layer + 1] - values[layer])
    }
  }
}

extension HeatMap {
  /// Draws the raster into a rectangle [pixels], and its color bar to the right of it.
  func draw(x: Double, y: Double, width: Double, height: Double, _ svg: inout Markup) {
    let number = { (value: Double) in value.text(significant: 6) }
    let scale = "scale(\(number(width / Double(columns))) \(number(height / Double(rows))))"
    svg.element(
      "g",
      [
        "transform": "translate(\(PlotFrame.number(x)) \(PlotFrame.number(y))) \(scale)",
        "shape-rendering": "crispEdges",
      ]
    ) { svg in
      for (color, path) in paths.enumerated() where !path.isEmpty {
        svg.empty("path", ["fill": ColorRamp.color(color), "d": path])
      }
    }
    drawBar(x: x + width + 16, y: y, height: height, &svg)
  }

  /// For each color the cells that have it, in runs along the time axis.
  private var paths: [String] {
    var paths = Array(repeating: "", count: ColorRamp.count)
    for row in 0..<rows {
      var start = 0
      while start < columns {
        guard let color = color(row, start) else {
          start += 1
          continue
        }
        var end = start + 1
        while end < columns && self.color(row, end) == color { end += 1 }
        paths[color] += "M\(start) \(rows - 1 - row)h\(end - start)v1h-\(end - start)z"
        start = end
      }
    }
    return paths
  }

  private func color(_ row: Int, _ column: Int) -> Int? {
    let value = values[row * columns + column]
    return value.isFinite ? ColorRamp.index(value, in: range) : nil
  }

  private func drawBar(x: Double, y: Double, height: Double, _ svg: inout Markup) {
    let step = height / Double(ColorRamp.count)
    for color in 0..<ColorRamp.count {
      // A little overlap hides the seams between the colors.
      let top = y + height - step * Double(color + 1)
      svg.empty(
        "rect",
        [
          "fill": ColorRamp.color(color), "x": PlotFrame.number(x), "y": PlotFrame.number(top), "width": "14",
          "height": PlotFrame.number(step + (color == 0 ? 0 : 0.5)),
        ])
    }
    let scale = PlotScale(exactly: range, ticks: max(2, Int(height / 36)))
    for tick in scale.ticks {
      let place = y + height * (1 - scale.position(tick))
      PlotFrame.line(x + 14, place, x + 18, place, "axis", &svg)
      let isLast = isCut && tick + scale.step > scale.upper
      PlotFrame.text((isLast ? "≥ " : "") + scale.text(tick), x: x + 22, y: place + 4, "", &svg)
    }
    let middle = PlotFrame.number(y + height / 2)
    svg.element(
      "text",
      ["transform": "translate(\(PlotFrame.number(x + 92)) \(middle)) rotate(-90)", "text-anchor": "middle"], title)
  }
}
