import Foaming

extension SimulationReport {
  var comparisonSection: ReportContent.Section? {
    guard let comparison = run.comparison, !comparison.curves.isEmpty else { return nil }
    let rows = comparison.curves.map { curve -> [ReportContent.Cell] in
      let form = Display.form(curve.column)
      return [
        ReportContent.Cell(curve.column.label), ReportContent.Cell("\(curve.times.count)"),
        ReportContent.Cell(form.step(si: curve.rootMeanSquare)), ReportContent.Cell(form.step(si: curve.largest)),
      ]
    }
    let table = ReportContent.Table(
      columns: [
        .init("Quantity"), .init("Points", .trailing), .init("RMS of simulated − measured", .trailing),
        .init("Largest", .trailing),
      ], rows: rows)
    return ReportContent.Section(
      "measured", "Measured against simulated",
      [.paragraph("Source: " + comparison.source), .table(table)]
        + comparison.curves.compactMap { comparisonPlot($0).map { .plot($0) } })
  }

  private func comparisonPlot(_ curve: MeasurementComparison.Residuals) -> Plot? {
    let form = Display.form(curve.column)
    let simulated = Plot.Series(
      "simulated", color: 0, x: run.profile[.time], y: run.profile[curve.column].map(form.value))
    let measured = Plot.Series(
      "measured", color: 1, style: .points, x: curve.times, y: curve.measured.map(form.value))
    let residuals = zip(curve.simulated, curve.measured).map { form.value($0) - form.value($1) }
    let name = curve.column.rawValue.split(separator: "_").joined(separator: "-").lowercased()
    return plot(
      "measured-" + name, "\(curve.column.label): measured against simulated",
      "Simulated curve with measured points, and their difference below.",
      [
        Plot.Panel("\(curve.column.label) [\(form.unit)]", height: 240, series: [simulated, measured]),
        Plot.Panel(
          "Difference [\(form.stepUnit)]", height: 120, includesZero: true,
          series: [
            Plot.Series("simulated − measured", color: 5, style: .points, x: curve.times, y: residuals)
          ]),
      ])
  }
}
