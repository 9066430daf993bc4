public import Integrators
internal import Quantities

extension Simulation {
  /// Simulates one shot with PUR-M1, in the dimension that the scenario names.
  ///
  ///     let simulation = try Simulation(of: scenario, system: system)
  ///     print(simulation.value(.demoldRecommended))
  ///
  /// - Parameters:
  ///   - scenario: what is shot, into what, judged by what.
  ///   - system: the material system the scenario names.
  ///   - archetype: fills gaps of the system, with every filled number marked as assumed; `nil` fills nothing.
  ///   - integrator: overrides the one the scenario names.
  /// - Throws: ``SimulationError``: gaps, contradictions, numerical failure, or a balance that does not hold.
  public init(
    of scenario: Scenario, system: MaterialSystem, assuming archetype: MaterialSystem? = nil,
    with integrator: (any Integrator)? = nil
  ) throws(SimulationError) {
    let shot = try PreparedShot(of: scenario, system: system, assuming: archetype, with: integrator)
    let freeRise = try FreeRise(
      shot.parameters, pressure: scenario.process.ambientPressure.si, tackFreeConversion: shot.tackFree,
      relativeTolerance: scenario.settings.relativeTolerance)
    self.init(shot, freeRise: freeRise, solved: try Self.solve(shot))
  }

  /// Judges a solved shot.
  init(_ shot: PreparedShot, freeRise: FreeRise, solved: SolvedShot) {
    let (scenario, mixture, tackFree) = (shot.scenario, shot.mixture, shot.tackFree)
    let (process, settings, resolved) = (scenario.process, scenario.settings, shot.filled.system)
    let underfill = Feasibility.underfill(scenario, mixture: mixture, freeRiseDensity: freeRise.density)
    let feasibility = [shot.conflict, underfill].compactMap { $0 }
    let course = solved.course
    let structure = FoamStructure(system: resolved)
    let mixing = process.mixingTime.si
    let pressurePeak = course.maximum { $0.pressure }
    let demold = DemoldWindow(
      course, quality: scenario.quality, structure: structure, family: resolved.family,
      ambientPressure: process.ambientPressure.si, tackFreeConversion: tackFree,
      pressurePeak: pressurePeak.time, mixing: mixing)
    let facts = ShotFacts(
      scenario: scenario, system: resolved, mixture: mixture, parameters: shot.parameters, course: course,
      freeRise: freeRise, structure: structure, demold: demold, pressurePeak: pressurePeak,
      temperaturePeak: course.maximum { $0.coreTemperature }, rise: course.riseTime.map { $0 + mixing },
      scorchDose: course.scorchDose,
      spreadPeak: course.greatestSpread(gelConversion: shot.parameters.gelConversion))
    let figures = KeyFigure.all(facts)
    let defects = Defect.all(facts)
    let (verdict, reasons) = Self.judge(figures, defects, demold, feasibility)
    self.init(
      scenario: scenario, system: resolved, mixture: mixture,
      assumptions: shot.filled.assumptions
        + solved.assumptions,
      warnings: feasibility + shot.filled.warnings + solved.warnings
        + Self.warnings(facts, tolerance: solved.tolerance),
      profile: Profile(
        course, interval: settings.outputInterval.si, mixing: mixing, structure: structure,
        ventAreaTotal: solved.ventAreaTotal, thickness: scenario.mold.thickness.si),
      milestones: Milestone.all(facts), keyFigures: figures, demold: demold, defects: defects, audit: solved.audit,
      verdict: verdict, verdictReasons: reasons, comparison: MeasurementComparison(facts), integrator: shot.method.name,
      statistics: course.statistics)
  }

  /// The system with its gaps closed, the chemistry and the parameters of the shot.
  ///
  /// A system that cannot be simulated does not hide a `conflict` that is known without it.
  static func resolve(
    _ scenario: Scenario, _ system: MaterialSystem, _ archetype: MaterialSystem?, conflict: String?
  ) throws(SimulationError) -> (FilledSystem, Mixture, FoamParameters) {
    do {
      let filled = try FilledSystem(system, from: archetype)
      let mixture = try Mixture(scenario: scenario, system: filled.system)
      let parameters = try FoamParameters(
        system: filled.system, mixture: mixture, pressure: scenario.process.ambientPressure.si)
      return (filled, mixture, parameters)
    } catch {
      guard let conflict, error.kind == .gaps else { throw error }
      throw SimulationError(
        kind: .infeasible, field: "recipe", found: conflict, expected: "a shot that the cavity and the band allow",
        remedy: "change mass, cavity or band; besides, \(error)")
    }
  }

  /// The overall judgement and its reasons.
  private static func judge(
    _ figures: [KeyFigure], _ defects: [Defect], _ demold: DemoldWindow, _ feasibility: [String]
  ) -> (Verdict, [String]) {
    var failures = feasibility
    var doubts: [String] = []
    for figure in figures {
      guard let assessment = figure.assessment else { continue }
      let reason = "\(figure.id.label) misses its target \(assessment.target)"
      switch assessment.status {
      case .fail: failures.append(reason)
      case .marginal: doubts.append("\(figure.id.label) is close to its target \(assessment.target)")
      case .pass: break
      }
    }
    if demold.window == nil {
      let never = demold.neverSatisfied.map(\.label).joined(separator: ", ")
      failures.append(never.isEmpty ? "no time at which all demold criteria hold" : "no demold window: never \(never)")
    }
    for defect in defects {
      if defect.severity == .fail { failures.append("\(defect.label): \(defect.finding)") }
      if defect.severity == .watch { doubts.append("\(defect.label): \(defect.finding)") }
    }
    if !failures.isEmpty { return (.fail, failures + doubts) }
    return (doubts.isEmpty ? .pass : .marginal, doubts)
  }

  private static func warnings(_ facts: ShotFacts, tolerance: Double) -> [String] {
    var warnings: [String] = []
    let asked = facts.scenario.settings.relativeTolerance
    if tolerance < asked {
      warnings.append("solved at rtol \(tolerance) instead of \(asked): longer steps left round-off in a balance")
    }
    if facts.system.isArchetype {
      warnings.append(
        "\(facts.system.id) is an archetype: engineering defaults, plausible but not measured on any product")
    }
    if let declared = facts.mixture.declaredIndex, abs(facts.mixture.index / declared - 1) > 0.03 {
      warnings.append(
        "true index \(Shown.rounded(facts.mixture.index, 3)) differs from the declared "
          + "\(Shown.rounded(declared, 3)) by more than 3 %")
    }
    return warnings
  }
}

extension Audit {
  /// - Throws: ``SimulationError`` of kind `audit` naming the worst broken balance.
  func require() throws(SimulationError) {
    guard let broken = balances.first(where: { !$0.holds }) else { return }
    throw SimulationError(
      kind: .audit, field: "audit.\(broken.name)",
      found: "a balance off by \(broken.residual), relative, at \(Shown.seconds(broken.time))",
      expected: "at most \(broken.limit)",
      remedy: "do not trust this run; tighten settings.relative_tolerance and report the scenario")
  }
}

extension Simulation.Milestone {
  /// The moments of a shot in time order, on its clock.
  static func all(_ facts: ShotFacts) -> [Self] {
    var milestones: [Self] = []
    func add(_ kind: Kind, _ time: Double?, _ label: String) {
      if let time { milestones.append(Self(kind: kind, time: time, label: label)) }
    }
    add(.cream, facts.time("cream"), "cream")
    add(.gel, facts.time("gel"), "gel")
    add(.filled, facts.filled, "filled")
    add(.rise, facts.rise, "rise")
    add(.skinGel, facts.time("skin_gel"), "skins gelled")
    add(.locked, facts.time("locked"), "expansion stops")
    add(.tackFree, facts.time("tack_free"), "tack-free")
    add(.temperatureMaximum, facts.temperaturePeak.time + facts.mixing, "T max")
    add(.pressureMaximum, facts.pressurePeak.time + facts.mixing, "p max")
    for event in facts.course.events where event.name.hasPrefix("vent_covered:") {
      let name = event.name.dropFirst("vent_covered:".count)
      add(.ventCovered, event.time + facts.mixing, "vent \(name) covered")
    }
    return milestones.sorted { $0.time < $1.time }
  }
}

extension MeasurementComparison {
  /// The shot against its measured curves; points outside the simulated time are left out.
  init?(_ facts: ShotFacts) {
    guard let measurement = facts.scenario.measurement else { return nil }
    // Curves of one shot mostly have their times in common.
    var (times, readings): ([Double], [FoamReading]) = ([], [])
    func residuals(
      _ curve: Measurement.Curve?, _ column: Profile.Column, _ figure: (FoamReading) -> Double
    ) -> Residuals? {
      guard let curve else { return nil }
      let range = facts.mixing...(facts.mixing + facts.course.endTime)
      let points = zip(curve.times, curve.values).filter { range.contains($0.0) }
      let own = points.map(\.0)
      if own != times { (times, readings) = (own, own.map { facts.course.reading(at: $0 - facts.mixing) }) }
      return Residuals(column: column, times: own, measured: points.map(\.1), simulated: readings.map(figure))
    }
    self.init(
      source: measurement.source,
      curves: [
        residuals(measurement.coreTemperature, .coreTemperature, \.coreTemperature),
        residuals(measurement.density, .density, \.density),
        residuals(measurement.pressure, .pressure, \.pressure),
      ].compactMap { $0 })
  }
}
