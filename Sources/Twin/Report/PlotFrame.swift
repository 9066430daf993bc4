/// What all drawings share: the outer element, the time axis, and primitives with coordinates to a tenth of a pixel.
enum PlotFrame {
  /// An `svg` element with title, description and heading around what `body` draws.
  static func svg(
    id: String, title: String, summary: String, height: Double, isFile: Bool, _ body: (inout Markup) -> Void
  ) -> String {
    var svg = Markup()
    svg.element(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "class": "plot", "role": "img",
        "viewBox": "0 0 \(number(PlotDrawing.width)) \(number(height))",
        "aria-labelledby": "\(id)-title \(id)-desc",
      ]
    ) { svg in
      svg.element("title", ["id": "\(id)-title"], title)
      svg.element("desc", ["id": "\(id)-desc"], summary)
      if isFile { svg.element("style", [:]) { $0.raw(PlotStyle.variables + PlotStyle.rules) } }
      text(title, x: 8, y: 20, "title", &svg)
      body(&svg)
    }
    return svg.text
  }

  /// The horizontal position of a time.
  static func x(_ value: Double, _ scale: PlotScale) -> Double {
    PlotDrawing.left + (PlotDrawing.right - PlotDrawing.left) * scale.position(value)
  }

  /// Ticks, their values and the title below `y`.
  static func drawTimeAxis(_ scale: PlotScale, title: String, at y: Double, _ svg: inout Markup) {
    for tick in scale.ticks {
      let x = x(tick, scale)
      line(x, y, x, y + 5, "axis", &svg)
      text(scale.text(tick), x: x, y: y + 18, "", anchor: "middle", &svg)
    }
    text(title, x: (PlotDrawing.left + PlotDrawing.right) / 2, y: y + 36, "", anchor: "middle", &svg)
  }

  static func number(_ value: Double) -> String {
    let text = value.text(decimals: 1)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  static func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String, _ svg: inout Markup
  ) {
    svg.empty(
      "line", ["class": style, "x1": number(x1), "y1": number(y1), "x2": number(x2), "y2": number(y2)])
  }

  static func rectangle(
    x: Double, y: Double, width: Double, height: Double, _ style: String, _ svg: inout Markup
  ) {
    svg.empty(
      "rect",
      ["class": style, "x": number(x), "y": number(y), "width": number(width), "height": number(height)])
  }

  static func text(
    _ content: String, x: Double, y: Double, _ style: String, anchor: String = "start", _ svg: inout Markup
  ) {
    svg.element("text", ["class": style, "x": number(x), "y": number(y), "text-anchor": anchor], content)
  }
}
