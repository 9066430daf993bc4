internal import Integrators
internal import Quantities
internal import RealModule

/// Everything the outcome of one shot is judged from, gathered once.
struct ShotFacts {
  let scenario: Scenario
  let system: MaterialSystem
  let mixture: Mixture
  let parameters: FoamParameters
  let course: ShotCourse
  /// The same mixture in an adiabatic cup.
  let freeRise: FreeRise
  let structure: FoamStructure?
  let demold: DemoldWindow
  /// The maxima of pressure [Pa] and temperature [K], and their times after mixing [s].
  let pressurePeak, temperaturePeak: (time: Double, value: Double)
  /// 98 % of the rise, on the shot's clock [s].
  let rise: Double?
  /// Time spent at scorching temperatures [s], see ``ShotCourse/scorchDose``.
  let scorchDose: Double

  /// Time from the start to the end of mixing [s].
  var mixing: Double { scenario.process.mixingTime.si }
  var ambientPressure: Double { scenario.process.ambientPressure.si }

  /// Volume of the closed cavity [m³]; `nil` for a cup.
  var cavityVolume: Double? {
    if case .cavity(let volume) = scenario.mold.enclosure { volume.si } else { nil }
  }

  /// Time of an event on the shot's clock, which starts with mixing [s].
  func time(_ event: String) -> Double? { course.solution.event(event).map { $0.time + mixing } }

  /// The last vent covered, on the shot's clock [s].
  var lastVentCovered: Double? {
    course.solution.events.last { $0.name.hasPrefix("vent_covered:") }.map { $0.time + mixing }
  }

  /// When the cavity is full: no vent is left open, or the ideal vent closed [s]. A cavity without vents counts as
  /// full when the air left takes no more than half a percent.
  var filled: Double? {
    let hasOpenVent = course.solution.phases.last.map { $0.problem.ventsOpen > 0 } ?? false
    guard !hasOpenVent else { return nil }
    if let time = time("filled") ?? lastVentCovered { return time }
    guard let cavity = cavityVolume else { return nil }
    return course.firstTime { $0.volume * mixture.mass - 0.995 * cavity }.map { $0 + mixing }
  }

  /// Foam volume over cavity volume at the end.
  var fillFraction: Double? { cavityVolume.map { course.end.volume * mixture.mass / $0 } }

  /// Share of the cavity that trapped air keeps at the end; `nil` without a head space.
  var trappedAirFraction: Double? {
    guard course.solution.phases[0].problem.surroundings.hasHeadSpace, let fill = fillFraction else { return nil }
    return max(0, 1 - fill)
  }

  /// Molded density, or for a cup the final foam density [kg/m³].
  var moldedDensity: Double {
    cavityVolume.map { mixture.mass / ($0 * min(max(fillFraction ?? 1, 1e-9), 1)) } ?? course.end.density
  }

  /// Shot mass over the mass that just fills the cavity in free rise.
  var overpack: Double? { cavityVolume.map { mixture.mass / (freeRise.density * $0) } }

  /// The shot at the recommended demold time.
  var atDemold: FoamReading? { demold.recommended.map { course.reading(at: $0 - mixing) } }
}

extension ShotCourse {
  /// Time spent at scorching temperatures, as equivalent seconds at 170 °C: ∫ exp(−E/R (1/T − 1/443.15)) dt.
  var scorchDose: Double {
    integral { Self.scorchRate($0.temperature) }
  }

  /// Rate of scorching at T [K], relative to that at 170 °C.
  static func scorchRate(_ temperature: Double) -> Double {
    let activation = 100e3 / PhysicalConstants.gas
    return Double.exp(-activation * (1 / temperature - 1 / 443.15))
  }
}
