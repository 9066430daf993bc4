package import Foaming
import Quantities

extension SimulationReport {
  private typealias Row = [ReportContent.Cell]

  var mixtureSection: ReportContent.Section {
    let mixture = run.mixture
    let amount = Display.amountPerMass
    var rows: [Row] = [
      ["Mass of the shot, moisture from the air included", cell(Mass(si: mixture.mass))],
      ["Polyol component", cell(mixture.polyol.map { Mass(si: $0) }, missing: "not disclosed")],
      ["Isocyanate component", cell(mixture.isocyanate.map { Mass(si: $0) }, missing: "not disclosed")],
      ["Hydroxyl groups", ReportContent.Cell(amount.text(si: mixture.hydroxyl))],
      ["Water, all sources", ReportContent.Cell(amount.text(si: mixture.water))],
      ["Isocyanate groups", ReportContent.Cell(amount.text(si: mixture.isocyanateGroups))],
      ["Physical blowing agent", ReportContent.Cell(Display.content.text(si: mixture.agent) + " by mass")],
      ["Temperature of the fresh mixture", cell(Temperature(si: mixture.temperature))],
      ["Water from the polyol", ReportContent.Cell(Display.water.text(si: mixture.waterFromPolyol))],
      ["Water from the air", ReportContent.Cell(Display.water.text(si: mixture.waterFromAir))],
    ]
    if let declared = mixture.declaredIndex {
      rows.append(["Index declared", ReportContent.Cell(Display.ratio.number(declared))])
    }
    rows.append(["Index true, NCO / (OH + 2 water)", ReportContent.Cell(Display.ratio.number(mixture.index))])
    return ReportContent.Section("mixture", "Mixture and stoichiometry", [table(nil, rows)])
  }

  var inputsSection: ReportContent.Section {
    ReportContent.Section(
      "inputs", "Inputs",
      [
        table("Recipe", recipeRows), table("Process", processRows), table("Mold: \(run.scenario.mold.name)", moldRows),
        table("Quality targets: \(run.scenario.quality.name)", qualityRows), table("Simulation", settingRows),
      ] + (run.scenario.summary.isEmpty ? [] : [.paragraph(run.scenario.summary)]))
  }

  private var recipeRows: [Row] {
    var rows: [Row] = [["System", "\(run.scenario.system)"]]
    switch run.scenario.recipe.charge {
    case .shot(let mass): rows.append(["Shot", cell(mass)])
    case .components(let polyol, let isocyanate):
      rows += [["Polyol component as weighed", cell(polyol)], ["Isocyanate component as weighed", cell(isocyanate)]]
    }
    rows.append([
      "Declared index", ReportContent.Cell(run.scenario.recipe.declaredIndex.map(Display.ratio.number) ?? "not given"),
    ])
    return rows
  }

  private var processRows: [Row] {
    let process = run.scenario.process
    return [
      ["Polyol temperature", cell(process.polyolTemperature)],
      ["Isocyanate temperature", cell(process.isocyanateTemperature)],
      ["Ambient temperature", cell(process.ambientTemperature)],
      ["Ambient pressure", cell(process.ambientPressure)],
      ["Relative humidity", ReportContent.Cell(Display.text(percent: process.relativeHumidity))],
      ["Mixing time", cell(process.mixingTime)],
      ["Mold open before the pour", cell(process.openTime)],
    ]
  }

  private var qualityRows: [Row] {
    let quality = run.scenario.quality
    let density = quality.moldedDensity.map {
      Display.density.number($0.lowerBound.si) + " … " + Display.text($0.upperBound)
    }
    let conversion = quality.conversionAtDemold.map { "≥ " + Display.text(percent: $0) }
    return [
      ["Conversion at demold", ReportContent.Cell(conversion ?? "not judged")],
      ["Molded density", ReportContent.Cell(density ?? "not judged")],
      ["Core temperature at demold", target("≤", quality.coreTemperatureAtDemold)],
      ["Highest core temperature", target("≤", quality.coreTemperatureMaximum)],
      ["Hardness at demold", target("≥", quality.hardnessAtDemold)],
      ["Hardness after 24 h", target("≥", quality.hardnessAfterDay)],
      ["Highest cavity pressure (absolute)", target("≤", quality.pressureMaximum)],
      ["Cavity pressure at demold (absolute)", target("≤", quality.pressureAtDemold)],
      ["Cycle time to demold", target("≤", quality.cycleTime)],
    ]
  }

  private var settingRows: [Row] {
    let settings = run.scenario.settings
    return [
      ["Duration", cell(settings.duration)], ["Output interval", cell(settings.outputInterval)],
      ["Model", ReportContent.Cell(settings.modelWords)],
      ["Integrator", "\(settings.integrator)"],
      ["Relative tolerance", "\(settings.relativeTolerance.shortestText)"],
    ]
  }

  // MARK: Parts

  private func table(_ title: String?, _ rows: [Row]) -> ReportContent.Block {
    .table(ReportContent.Table(title, columns: [.init("What"), .init("Value")], rows: rows))
  }

  private func cell<D: Dimension>(_ quantity: Quantity<D>) -> ReportContent.Cell {
    ReportContent.Cell(Display.text(quantity))
  }

  private func cell<D: Dimension>(_ quantity: Quantity<D>?, missing: String) -> ReportContent.Cell {
    ReportContent.Cell(quantity.map { Display.text($0) } ?? missing)
  }

  private func target<D: Dimension>(_ relation: String, _ quantity: Quantity<D>?) -> ReportContent.Cell {
    ReportContent.Cell(quantity.map { "\(relation) \(Display.text($0))" } ?? "not judged")
  }
}

// MARK: Mold

extension SimulationReport {
  private var moldRows: [Row] {
    let mold = run.scenario.mold
    var rows: [Row] = []
    switch mold.enclosure {
    case .open: rows.append(["Enclosure", "open cup"])
    case .cavity(let volume): rows.append(["Cavity volume", cell(volume)])
    }
    switch mold.venting {
    case .ideal: rows.append(["Venting", "ideal: air leaves without resistance"])
    case .sealed: rows.append(["Venting", "sealed: all air stays"])
    case .vents(let vents): rows += vents.map(row)
    }
    rows += self.rows(of: mold.wall)
    if let side = mold.secondSide {
      rows += self.rows(of: side.wall).map { [ReportContent.Cell("Second side: \($0[0].text)"), $0[1]] }
      rows.append(["Second side: film coefficient", cell(side.filmCoefficient)])
    }
    return rows + [
      ["Foam thickness", cell(mold.thickness)], ["Contact area", cell(mold.contactArea)],
      ["Film coefficient", cell(mold.filmCoefficient)],
      ["Projected area", cell(mold.projectedArea, missing: "not given")],
      ["Clamp force available", cell(mold.clampForce, missing: "not given")],
      ["Parting line leaks at (absolute)", cell(mold.sealPressure, missing: "not given")],
    ]
  }

  private func rows(of wall: Mold.Wall) -> [Row] {
    switch wall {
    case .adiabatic: [["Wall", "adiabatic"]]
    case .fixed(let temperature): [["Wall held at", cell(temperature)]]
    case .tool(let tool):
      [
        ["Tool, initial temperature", cell(tool.initialTemperature)], ["Tool, mass", cell(tool.mass)],
        ["Tool, specific heat", cell(tool.specificHeat)], ["Coolant temperature", cell(tool.coolantTemperature)],
        ["Conductance to the coolant", cell(tool.coolantConductance)],
      ]
    }
  }

  private func row(_ vent: Vent) -> Row {
    let permeance = vent.foamPermeance > .zero ? ", foam permeance \(Display.text(vent.foamPermeance))" : ""
    return [
      "Vent \(vent.name)",
      "\(vent.count) × \(Display.ventArea.text(si: vent.area.si)), discharge "
        + "\(vent.dischargeCoefficient.text(significant: 3)), "
        + "covered at \(Display.text(percent: vent.sealedAtFill)) fill" + permeance,
    ].map { ReportContent.Cell($0) }
  }
}

extension SimulationSettings {
  /// The model in words: its dimension and its layers.
  package var modelWords: String {
    guard dimension == .one else { return "0D: one well-mixed foam" }
    let share = Display.content.text(si: LayerGrid(self).shares[0])
    return "1D: \(layers) layer\(layers == 1 ? "" : "s") through the thickness, \(share) of the mass at each wall"
  }
}
