internal import Integrators
internal import Quantities
internal import RealModule

/// Everything the outcome of one shot is judged from, gathered once.
struct ShotFacts: Sendable {
  let scenario: Scenario
  let system: MaterialSystem
  let mixture: Mixture
  let parameters: FoamParameters
  let course: any Course
  /// The same mixture in an adiabatic cup.
  let freeRise: FreeRise
  let structure: FoamStructure?
  let demold: DemoldWindow
  /// The maxima of pressure [Pa] and temperature [K], and their times after mixing [s].
  let pressurePeak, temperaturePeak: (time: Double, value: Double)
  /// 98 % of the rise, on the shot's clock [s].
  let rise: Double?
  /// Time spent at scorching temperatures [s], see ``Course/scorchDose``.
  let scorchDose: Double
  /// The largest difference of temperature between layers from gel on [K], and its time after mixing [s].
  let spreadPeak: (time: Double, value: Double)?

  /// Time from the start to the end of mixing [s].
  var mixing: Double { scenario.process.mixingTime.si }
  var ambientPressure: Double { scenario.process.ambientPressure.si }

  /// Volume of the closed cavity [m³]; `nil` for a cup.
  var cavityVolume: Double? {
    if case .cavity(let volume) = scenario.mold.enclosure { volume.si } else { nil }
  }

  /// Time of an event on the shot's clock, which starts with mixing [s].
  func time(_ event: String) -> Double? { course.event(event).map { $0.time + mixing } }

  /// The last vent covered, on the shot's clock [s].
  var lastVentCovered: Double? {
    course.events.last { $0.name.hasPrefix("vent_covered:") }.map { $0.time + mixing }
  }

  /// When the cavity is full: no vent is left open, or the ideal vent closed [s]. A cavity without vents counts as
  /// full when the air left takes no more than half a percent.
  var filled: Double? {
    guard course.model(at: course.endTime).ventsOpen == 0 else { return nil }
    if let time = time("filled") ?? lastVentCovered { return time }
    guard let cavity = cavityVolume else { return nil }
    return course.firstTime { $0.volume * mixture.mass - 0.995 * cavity }.map { $0 + mixing }
  }

  /// Foam volume over cavity volume at the end.
  var fillFraction: Double? { cavityVolume.map { course.end.volume * mixture.mass / $0 } }

  /// Share of the cavity that trapped air keeps at the end; `nil` without a head space.
  var trappedAirFraction: Double? {
    guard course.model(at: 0).hasHeadSpace, let fill = fillFraction else { return nil }
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

extension Course {
  /// Hottest less coldest layer where it is largest from gel on; `nil` without layers or gel.
  func greatestSpread(gelConversion: Double) -> (time: Double, value: Double)? {
    guard !start.layers.isEmpty, let gel = event("gel")?.time else { return nil }
    let atGel = reading(at: gel).temperatureSpread
    let later = maximum { ($0.core?.conversion ?? 0) >= gelConversion ? $0.temperatureSpread : 0 }
    return later.value > atGel ? later : (gel, atGel)
  }

  /// Time of the core at scorching temperatures, as equivalent seconds at 170 °C: ∫ exp(−E/R (1/T − 1/443.15)) dt.
  var scorchDose: Double {
    integral { Self.scorchRate($0.coreTemperature) }
  }

  /// Rate of scorching at T [K], relative to that at 170 °C.
  static func scorchRate(_ temperature: Double) -> Double {
    let activation = 100e3 / PhysicalConstants.gas
    return Double.exp(-activation * (1 / temperature - 1 / 443.15))
  }
}
