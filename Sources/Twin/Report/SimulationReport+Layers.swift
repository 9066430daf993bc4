import Foaming

extension SimulationReport {
  /// What happens between the walls; `nil` in zero dimensions.
  var layersSection: ReportContent.Section? {
    guard let layers = run.profile.layers, layers.rows > 0 else { return nil }
    let blocks = [mapsPlot(layers), thicknessPlot(layers)].compactMap { $0 }.map { ReportContent.Block.plot($0) }
    let distance = Display.form(layer: .position).text(si: layers.thickness)
    let words =
      "Layers of fixed mass between two walls \(distance) apart: \(layers.count), with "
      + "\(Display.content.text(si: layers.shares[0])) of the mass in the layer at each wall. The core is the middle "
      + "of the mass, the skins are the layers at the walls. Between layers the maps are interpolated."
    return ReportContent.Section("layers", "Through the thickness", [.paragraph(words)] + blocks)
  }

  /// Maps of temperature, conversion and density over time and thickness.
  private func mapsPlot(_ layers: LayerProfile) -> Plot? {
    let times = run.profile[.time]
    guard let last = times.last, last > 0 else { return nil }
    // The liquid is some twenty times denser than the foam; on its scale the foam could not be told apart.
    let solid = [demoldRow(layers), layers.rows - 1].flatMap { layers.values(.density, row: $0) }
    let densest = (1.1 * (solid.max() ?? 0) / 10).rounded(.up) * 10
    let lightest = (0.9 * (layers[.density].min() ?? 0) / 10).rounded(.down) * 10
    let maps: [(LayerProfile.Column, ClosedRange<Double>?)] = [
      (.temperature, nil), (.conversion, 0...1), (.density, lightest < densest ? lightest...densest : nil),
    ]
    let form = Display.form(layer: .position)
    let panels = maps.compactMap { column, range in
      HeatMap(column, of: layers, times: times, domain: 0...last, range: range).map { map in
        Plot.Panel(
          "From the first wall [\(form.unit)]", height: 190, map: map, extent: 0...form.value(layers.thickness))
      }
    }
    return plot(
      "layers", "Temperature, conversion and density through the thickness",
      "Maps over time and distance from the first wall: temperature, hydroxyl conversion and foam density as colors.",
      panels)
  }

  /// The row of the profile nearest to the recommended demold time; without one the last.
  private func demoldRow(_ layers: LayerProfile) -> Int {
    let times = run.profile[.time].prefix(layers.rows)
    guard let moment = run.demold.recommended else { return layers.rows - 1 }
    return times.indices.min { abs(times[$0] - moment) < abs(times[$1] - moment) } ?? layers.rows - 1
  }

  /// Density, temperature and conversion across the thickness when the part leaves the mold.
  private func thicknessPlot(_ layers: LayerProfile) -> Plot? {
    let row = demoldRow(layers)
    let place = Display.form(layer: .position)
    let edges = layers.edges(row: row).map(place.value)
    // A layer has one value from edge to edge.
    let x = zip(edges, edges.dropFirst()).flatMap { [$0, $1] }
    func panel(_ column: LayerProfile.Column, height: Double, color: Int, includesZero: Bool = false) -> Plot.Panel {
      let form = Display.form(layer: column)
      let y = layers.values(column, row: row).flatMap { [form.value($0), form.value($0)] }
      return Plot.Panel(
        "\(column.label) [\(form.unit)]", height: height, includesZero: includesZero,
        series: [Plot.Series(column.label, color: color, x: x, y: y)])
    }
    let when =
      (run.demold.recommended == nil ? "at the end of the run, " : "at demold, ")
      + Display.seconds.text(si: run.profile[.time][row])
    return Plot(
      id: "thickness", title: "Across the thickness \(when)",
      summary: "Density, temperature and hydroxyl conversion of each layer against its distance from the first wall.",
      axis: "Distance from the first wall [\(place.unit)]", domain: 0...place.value(layers.thickness),
      panels: [
        panel(.density, height: 200, color: 1, includesZero: true), panel(.temperature, height: 150, color: 0),
        panel(.conversion, height: 110, color: 2),
      ])
  }
}
