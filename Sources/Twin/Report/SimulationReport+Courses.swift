import Foaming
import Quantities

extension SimulationReport {
  static let timeAxis = "Time from the start of mixing [s]"

  var coursesSection: ReportContent.Section? {
    let plots = [temperaturePlot, conversionPlot, densityPlot, pressurePlot, hardnessPlot].compactMap { $0 }
    guard !plots.isEmpty else { return nil }
    return ReportContent.Section("courses", "Course of the shot", plots.map { .plot($0) })
  }

  // MARK: Charts

  private var temperaturePlot: Plot? {
    let limit = run.scenario.quality.coreTemperatureMaximum.map { line(.coreTemperature, $0.si, "highest allowed") }
    let second: [(Profile.Column, Int)] =
      hasEqualSides ? [] : [(.secondSkinTemperature, 4), (.secondWallTemperature, 0)]
    return plot(
      "temperatures", "Temperatures", "Core and wall temperature and glass transition over time.",
      [
        panel(
          "Temperature [°C]", height: 260,
          [
            (.coreTemperature, 1), (.wallTemperature, 0), (.meanTemperature, 2), (.skinTemperature, 3),
          ] + second + [(.glassTransition, 5)],
          dashed: [.glassTransition, .secondWallTemperature, .secondSkinTemperature],
          targets: [limit].compactMap { $0 })
      ])
  }

  /// True when the two sides cannot be told apart on a chart.
  private var hasEqualSides: Bool {
    let pairs: [(Profile.Column, Profile.Column)] = [
      (.skinTemperature, .secondSkinTemperature), (.wallTemperature, .secondWallTemperature),
    ]
    return pairs.allSatisfy { a, b in zip(run.profile[a], run.profile[b]).allSatisfy { abs($0 - $1) < 0.1 } }
  }

  private var conversionPlot: Plot? {
    let limit = run.scenario.quality.conversionAtDemold.map { line(.hydroxylConversion, $0, "needed to demold") }
    return plot(
      "conversions", "Conversions", "Conversion of hydroxyl, water and isocyanate groups over time.",
      [
        panel(
          "Conversion [%]", includesZero: true,
          [
            (.hydroxylConversion, 0), (.waterConversion, 2), (.isocyanateConversion, 3), (.coreConversion, 1),
            (.leastConversion, 5),
          ], dashed: [.coreConversion, .leastConversion],
          targets: [limit].compactMap { $0 })
      ])
  }

  private var densityPlot: Plot? {
    let band = run.scenario.quality.moldedDensity.map { wanted -> Plot.Target in
      let form = Display.form(.density)
      let range = form.value(wanted.lowerBound.si)...form.value(wanted.upperBound.si)
      let label = "wanted " + form.number(wanted.lowerBound.si) + " … " + Display.text(wanted.upperBound)
      return .band(range, label: label)
    }
    // The liquid is some twenty times denser than the foam; on its scale the foam could not be read.
    let last = run.profile[.density].last { $0.isFinite } ?? 0
    let cut = (max(5 * last, 1.5 * (run.scenario.quality.moldedDensity?.upperBound.si ?? 0)) / 50).rounded(.up) * 50
    return plot(
      "density", "Density (shown below \(cut.text(decimals: 0)) kg/m³) and fill",
      "Foam density and share of the cavity filled over time.",
      [
        panel(
          "Density [kg/m³]", includesZero: true, [(.density, 1), (.coreDensity, 0)], below: cut,
          targets: [band].compactMap { $0 }),
        run.scenario.mold.isCavity ? panel("Fill [%]", height: 110, includesZero: true, [(.fill, 0)]) : nil,
      ])
  }

  private var pressurePlot: Plot? {
    let limits = [
      run.scenario.quality.pressureMaximum.map { line(.pressure, $0.si, "highest allowed") },
      run.scenario.mold.sealPressure.map { line(.pressure, $0.si, "parting line leaks") },
    ]
    return plot(
      "pressures", "Pressures", "Cell pressure and the share of each gas, head-space pressure, open vent area.",
      [
        panel(
          "Absolute pressure [bar]", height: 260, includesZero: true,
          [
            (.pressure, 1), (.headSpacePressure, 0), (.carbonDioxidePressure, 2), (.agentPressure, 3),
            (.airPressure, 5),
          ], dashed: [.headSpacePressure], targets: limits.compactMap { $0 }),
        run.scenario.mold.hasVents ? panel("Vents open [%]", height: 100, includesZero: true, [(.ventOpen, 4)]) : nil,
      ])
  }

  private var hardnessPlot: Plot? {
    let limit = run.scenario.quality.hardnessAtDemold.map { line(.hardness, $0.si, "needed to demold") }
    return plot(
      "hardness", "Hardness", "Hardness of the hot part over time.",
      [panel("Hardness [Shore]", height: 200, includesZero: true, [(.hardness, 3)], targets: [limit].compactMap { $0 })]
    )
  }

  // MARK: Parts

  func plot(_ id: String, _ title: String, _ summary: String, _ panels: [Plot.Panel?]) -> Plot? {
    let shown = panels.compactMap { $0 }.filter { !$0.series.isEmpty || $0.map != nil }
    let times = run.profile[.time]
    guard let last = times.last, last.isFinite, last > 0, !shown.isEmpty else { return nil }
    var events = run.milestones.map { Plot.Event($0.label, at: $0.time) }
    if let time = run.demold.recommended { events.append(Plot.Event("demold", at: time, isStrong: true)) }
    return Plot(
      id: id, title: title, summary: summary, axis: Self.timeAxis, domain: 0...last, panels: shown, events: events,
      windows: run.demold.window.map { [Plot.Window("demold window", $0)] } ?? [])
  }

  private func panel(
    _ title: String, height: Double = 240, includesZero: Bool = false, _ columns: [(Profile.Column, Int)],
    dashed: Set<Profile.Column> = [], below cut: Double = .infinity, targets: [Plot.Target] = []
  ) -> Plot.Panel {
    let times = run.profile[.time]
    let series = columns.compactMap { column, color -> Plot.Series? in
      let values = run.profile[column]
      guard values.contains(where: { $0.isFinite && $0 != 0 }) else { return nil }
      let form = Display.form(column)
      return Plot.Series(
        column.label, color: color, style: dashed.contains(column) ? .dashed : .line, x: times,
        y: values.map { $0 > cut ? .nan : form.value($0) })
    }
    return Plot.Panel(title, height: height, includesZero: includesZero, series: series, targets: targets)
  }

  private func line(_ column: Profile.Column, _ si: Double, _ words: String) -> Plot.Target {
    let form = Display.form(column)
    return .limit(form.value(si), label: "\(words) \(form.text(si: si))")
  }
}

extension Mold {
  /// True for a closed cavity.
  var isCavity: Bool { if case .cavity = enclosure { true } else { false } }

  /// True where single vents are described.
  var hasVents: Bool { if case .vents = venting { true } else { false } }
}
