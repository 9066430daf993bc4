internal import Quantities

/// Contradictions that a balance of mass shows before anything is integrated.
enum Feasibility {
  /// - Throws: ``SimulationError`` of kind `infeasible` when the liquid alone does not fit into the cavity.
  static func requireRoom(
    _ scenario: Scenario, mixture: Mixture, liquidVolume: Double
  ) throws(SimulationError) {
    guard case .cavity(let volume) = scenario.mold.enclosure else { return }
    let liquid = mixture.mass * liquidVolume
    guard liquid >= 0.98 * volume.si else { return }
    throw SimulationError(
      kind: .infeasible, field: "recipe",
      found: "\(Shown.rounded(mixture.mass, 3)) kg, \(Shown.rounded(liquid * 1e3, 2)) L of liquid, "
        + "for a cavity of \(Shown.rounded(volume.si * 1e3, 2)) L",
      expected: "liquid that leaves room to foam", remedy: "lower the shot mass or correct the cavity volume")
  }

  /// The contradiction between shot mass, cavity and density band, with what would fit; `nil` when there is none.
  ///
  /// Needs no material system: it is known before anything else.
  static func densityConflict(_ scenario: Scenario) -> String? {
    guard case .cavity(let volume) = scenario.mold.enclosure, let band = scenario.quality.moldedDensity else {
      return nil
    }
    let mass = scenario.recipe.mass.si
    let (low, high) = (band.lowerBound.si, band.upperBound.si)
    guard !(low...high).contains(mass / volume.si) else { return nil }
    return "infeasible by mass balance: \(Shown.rounded(mass, 3)) kg in \(Shown.rounded(volume.si * 1e3, 2)) L is "
      + "\(Shown.density(mass / volume.si)), outside the quality band \(Shown.rounded(low, 1)) … "
      + "\(Shown.density(high)); this cavity takes \(Shown.rounded(low * volume.si, 3)) … "
      + "\(Shown.rounded(high * volume.si, 3)) kg, this shot needs "
      + "\(Shown.rounded(mass / high * 1e3, 1)) … \(Shown.rounded(mass / low * 1e3, 1)) L"
  }

  /// A shot too small for its cavity, with the least mass that fills it; `nil` when it is enough.
  static func underfill(_ scenario: Scenario, mixture: Mixture, freeRiseDensity: Double) -> String? {
    guard case .cavity(let volume) = scenario.mold.enclosure, mixture.mass / volume.si < freeRiseDensity else {
      return nil
    }
    return "underfilled by mass balance: \(Shown.rounded(mixture.mass, 3)) kg in "
      + "\(Shown.rounded(volume.si * 1e3, 2)) L is \(Shown.density(mixture.mass / volume.si)), but the mixture rises "
      + "freely only to \(Shown.density(freeRiseDensity)); it takes at least "
      + "\(Shown.rounded(freeRiseDensity * volume.si, 3)) kg"
  }
}

extension Scenario {
  /// - Throws: ``SimulationError`` of kind `invalid` for values outside the model's domain.
  func checkDomain() throws(SimulationError) {
    func require(_ holds: Bool, _ field: String, _ found: String, _ expected: String) throws(SimulationError) {
      guard !holds else { return }
      throw SimulationError(
        kind: .invalid, field: field, found: found, expected: expected, remedy: "correct the scenario")
    }
    try require(
      recipe.mass.si > 0 && recipe.mass.si.isFinite, "recipe", "\(recipe.mass.si) kg", "a positive mass")
    try require(
      (0...1).contains(process.relativeHumidity), "process.relative_humidity", "\(process.relativeHumidity)",
      "0 … 100 %")
    for (field, temperature) in [
      ("process.polyol_temperature", process.polyolTemperature),
      ("process.isocyanate_temperature", process.isocyanateTemperature),
      ("process.ambient_temperature", process.ambientTemperature),
    ] {
      try require(
        (253.15...373.15).contains(temperature.si), field, Shown.celsius(temperature.si), "-20 … 100 °C")
    }
    try require(
      (1e4...1e6).contains(process.ambientPressure.si), "process.ambient_pressure",
      Shown.bar(process.ambientPressure.si), "0.1 … 10 bar")
    try require(
      settings.duration.si > 0 && settings.duration.si <= 1e5, "settings.duration", Shown.seconds(settings.duration.si),
      "more than 0 s, at most 100000 s")
    try require(
      settings.outputInterval.si > 0 && settings.duration.si / settings.outputInterval.si <= 1e6,
      "settings.output_interval", Shown.seconds(settings.outputInterval.si), "a positive interval, at most 1e6 rows")
    try require(
      (1e-12...1e-2).contains(settings.relativeTolerance), "settings.relative_tolerance",
      "\(settings.relativeTolerance)", "1e-12 … 1e-2")
    try require((1...200).contains(settings.layers), "settings.layers", "\(settings.layers)", "1 … 200 layers")
    if let share = settings.wallLayerShare {
      try require(
        share > 0 && share * Double(settings.layers) <= 1 + 1e-12, "settings.wall_layer_share", Shown.percent(share),
        "more than 0 %, at most \(Shown.percent(1 / Double(settings.layers))), the share of \(settings.layers) equal "
          + "layers")
    }
    if case .cavity(let volume) = mold.enclosure {
      try require(volume.si > 0 && volume.si.isFinite, "mold.cavity_volume", "\(volume.si) m³", "a positive volume")
    }
    guard mold.wall != .adiabatic || settings.dimension == .one && mold.secondSide != nil else { return }
    try require(
      mold.thickness.si > 0 && mold.filmCoefficient.si > 0 && mold.contactArea.si >= 0, "mold",
      "thickness, film coefficient or contact area out of range", "positive thickness and film, area ≥ 0")
  }
}
