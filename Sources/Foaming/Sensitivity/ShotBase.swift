internal import Integrators
internal import Quantities

/// The shot that sensitivities belong to, solved in tight tolerances, and the moments its figures are read at.
struct ShotBase<Foam: ScenarioModel>: Sendable {
  let setting: ShotSetting<Foam>
  let course: ShotCourse<Foam>
  let cup: ShotCourse<LumpedFoam>
  let facts: ShotFacts
  let relativeTolerance: Double
  /// When a cavity without vents counts as full, after mixing [s].
  let sealedFill: Double?

  init(_ setting: ShotSetting<Foam>, relativeTolerance: Double) throws(SimulationError) {
    self.setting = setting
    self.relativeTolerance = relativeTolerance
    let (scenario, process) = (setting.scenario, setting.scenario.process)
    func solve<Model: ShotModel>(
      _ vessel: Vessel<Model>, duration: Double
    ) throws(SimulationError) -> ShotCourse<Model> {
      try ShotCourse.solve(
        vessel.foam, events: vessel.events, duration: duration, integrator: Rodas5P(),
        relativeTolerance: relativeTolerance)
    }
    course = try solve(setting.mold, duration: scenario.settings.duration.si)
    cup = try solve(setting.cup, duration: Self.cupDuration)
    let course = course
    func peak(_ figure: @escaping (FoamReading) -> Double) -> (time: Double, value: Double) {
      course.settled(course.maximum(of: figure), of: figure, relativeTolerance: relativeTolerance)
    }
    let pressurePeak = peak(\.pressure)
    let demold = DemoldWindow(
      course, quality: scenario.quality, structure: setting.structure, family: setting.system.family,
      ambientPressure: process.ambientPressure.si, tackFreeConversion: setting.tackFreeConversion,
      pressurePeak: pressurePeak.time, mixing: setting.mixing)
    facts = ShotFacts(
      scenario: scenario, system: setting.system, mixture: setting.mixture, parameters: setting.parameters,
      course: course, freeRise: FreeRise(cup), structure: setting.structure, demold: demold,
      pressurePeak: pressurePeak, temperaturePeak: peak(\.coreTemperature),
      rise: course.riseTime.map { $0 + setting.mixing }, scorchDose: course.scorchDose,
      spreadPeak: course.greatestSpread(gelConversion: setting.parameters.gelConversion))
    let isSealed = course.events.allSatisfy { $0.name != "filled" && !$0.name.hasPrefix("vent_covered:") }
    sealedFill = isSealed ? facts.filled.map { $0 - setting.mixing } : nil
  }

  /// Simulated time of the cup [s], as of ``FreeRise``.
  static var cupDuration: Double { 900 }

  /// Times after mixing at which figures are read, besides events [s].
  var moments: [Double] {
    let mixing = setting.mixing
    let window = facts.demold.window
    let clock = [facts.rise, window?.lowerBound, window?.upperBound, facts.demold.recommended].compactMap { $0 }
    let own =
      [facts.pressurePeak.time, facts.temperaturePeak.time] + [sealedFill, facts.spreadPeak?.time].compactMap { $0 }
    return clock.map { $0 - mixing } + own
  }
}

extension ShotCourse {
  /// A maximum read off the interpolant, moved to where the equations themselves say that the figure stops rising.
  ///
  /// The slope of an interpolant is known one order worse than its value. Here the state is a true end of a step, its
  /// slope that of the equations, and Newton's iteration goes to the root. A maximum at an event or at an end of the
  /// course, and one that is too flat, stay as they are.
  func settled(
    _ peak: (time: Double, value: Double), of figure: @escaping (FoamReading) -> Double, relativeTolerance: Double
  ) -> (time: Double, value: Double) {
    let near = 1e-6 * (1 + peak.time)
    let starts = solution.phases.map(\.start)
    guard let dense = solution.dense, peak.time > near, peak.time < endTime - near,
      starts.allSatisfy({ abs($0 - peak.time) >= near })
    else { return peak }
    let covering = dense.step(covering: peak.time)
    let first = max(covering - 1, 0)
    let phase = starts.last { $0 <= peak.time } ?? 0
    let (from, step) = dense.knots[first] >= phase ? (dense.knots[first], first) : (dense.knots[covering], covering)
    var state = Array(repeating: 0.0, count: dense.components)
    dense.evaluate(step: step, at: from, into: &state)
    let (foam, reach) = (foam(at: from), dense.knots[covering + 1] - from)
    var settled = peak
    for _ in 0..<5 {
      guard settled.time > from,
        let end = try? Rodas5P().integrate(
          foam, from: state, over: from...settled.time, tolerances: foam.tolerances(relative: relativeTolerance)
        ).end.state
      else { return peak }
      let flow = Flow(foam, at: settled.time, end)
      let slope = Flow<Foam>.slope(of: figure, step: flow.step)
      let curvature = flow.derivative { slope(foam, $0, $1) }
      let correction = slope(foam, settled.time, end) / curvature
      guard curvature < 0, abs(settled.time - correction - peak.time) < reach else { return peak }
      settled = (settled.time - correction, figure(foam.reading(end.span)))
      if abs(correction) < 1e-13 * settled.time { break }
    }
    return settled
  }
}
