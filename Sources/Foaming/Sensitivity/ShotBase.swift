internal import Integrators
internal import Quantities

/// The shot that sensitivities belong to, solved in tight tolerances, and the moments its figures are read at.
struct ShotBase {
  let setting: ShotSetting
  let course, cup: ShotCourse<LumpedFoam>
  let facts: ShotFacts
  let relativeTolerance: Double
  /// When a cavity without vents counts as full, after mixing [s].
  let sealedFill: Double?

  init(_ setting: ShotSetting, relativeTolerance: Double) throws(SimulationError) {
    self.setting = setting
    self.relativeTolerance = relativeTolerance
    let (scenario, process) = (setting.scenario, setting.scenario.process)
    func solve(_ vessel: ShotSetting.Vessel, duration: Double) throws(SimulationError) -> ShotCourse<LumpedFoam> {
      try ShotCourse.solve(
        vessel.foam, events: vessel.events, duration: duration, integrator: Rodas5P(),
        relativeTolerance: relativeTolerance)
    }
    course = try solve(setting.mold, duration: scenario.settings.duration.si)
    cup = try solve(setting.cup, duration: ShotBase.cupDuration)
    let pressurePeak = course.maximum { $0.pressure }
    let demold = DemoldWindow(
      course, quality: scenario.quality, structure: setting.structure, family: setting.system.family,
      ambientPressure: process.ambientPressure.si, tackFreeConversion: setting.tackFreeConversion,
      pressurePeak: pressurePeak.time, mixing: setting.mixing)
    facts = ShotFacts(
      scenario: scenario, system: setting.system, mixture: setting.mixture, parameters: setting.parameters,
      course: course, freeRise: FreeRise(cup), structure: setting.structure, demold: demold,
      pressurePeak: pressurePeak, temperaturePeak: course.maximum { $0.temperature },
      rise: course.riseTime.map { $0 + setting.mixing }, scorchDose: course.scorchDose)
    let isSealed = course.events.allSatisfy { $0.name != "filled" && !$0.name.hasPrefix("vent_covered:") }
    sealedFill = isSealed ? facts.filled.map { $0 - setting.mixing } : nil
  }

  /// Simulated time of the cup [s], as of ``FreeRise``.
  static let cupDuration = 900.0

  /// Times after mixing at which figures are read, besides events [s].
  var moments: [Double] {
    let mixing = setting.mixing
    let window = facts.demold.window
    let clock = [facts.rise, window?.lowerBound, window?.upperBound, facts.demold.recommended].compactMap { $0 }
    let own = [facts.pressurePeak.time, facts.temperaturePeak.time] + [sealedFill].compactMap { $0 }
    return clock.map { $0 - mixing } + own
  }
}
