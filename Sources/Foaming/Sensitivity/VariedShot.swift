internal import Integrators
internal import Quantities

/// A shot and its derivative with respect to one input, with the moments its figures are read at.
struct VariedShot<Foam: ScenarioModel> {
  let base: ShotBase<Foam>
  let input: SensitivityInput
  let settings: [ShotSetting<Foam>]
  private var mold: VariedCourse<Foam>
  private let cup: VariedCourse<LumpedFoam>
  /// Stations of the moments, each with the derivative of its time where it has one.
  private var rise, pressurePeak, temperaturePeak, spreadPeak, demoldStart, demoldEnd: Moment?

  private struct Moment {
    var station: Int
    /// `nil` where the moment does not depend smoothly on the input.
    var timeDerivative: Double?
  }

  init(_ base: ShotBase<Foam>, _ input: SensitivityInput) throws {
    (self.base, self.input) = (base, input)
    settings = try base.setting.varied(input)
    mold = try VariedCourse(
      settings.map(\.mold), along: base.course.solution, moments: base.moments, input: input,
      relativeTolerance: base.relativeTolerance)
    cup = try VariedCourse(
      settings.map(\.cup), along: base.cup.solution, moments: [], input: input,
      relativeTolerance: base.relativeTolerance)
    findRise()
    pressurePeak = peak(base.facts.pressurePeak.time) { $0.pressure }
    temperaturePeak = peak(base.facts.temperaturePeak.time) { $0.coreTemperature }
    if let time = base.facts.spreadPeak?.time {
      spreadPeak = moment(of: "gel", at: time) ?? peak(time) { $0.temperatureSpread }
    }
    if let window = base.facts.demold.window {
      demoldStart = edge(window.lowerBound - base.setting.mixing, isOpening: true)
      demoldEnd = edge(window.upperBound - base.setting.mixing, isOpening: false)
    }
  }

  private func ε(_ j: Int) -> Double { ClosedFormDerivative.offsets[j] * input.step }

  private mutating func findRise() {
    if let time = base.facts.rise, let index = mold.index(at: time - base.setting.mixing) {
      let ends = [mold.stations[0], mold.stations[mold.stations.count - 1]]
      let levels = settings.indices.map { j in
        let volumes = ends.map { reading($0, j).volume }
        return volumes[0] + 0.98 * (volumes[1] - volumes[0])
      }
      rise = settle(index) { foam, j, _, state in foam.reading(state.span).volume - levels[j] }
    }
    if let time = base.sealedFill, let index = mold.index(at: time) {
      let settings = settings
      _ = settle(index) { foam, j, _, state in
        guard case .cavity(let cavity) = settings[j].scenario.mold.enclosure else { return .nan }
        return foam.reading(state.span).volume * settings[j].mixture.mass - 0.995 * cavity.si
      }
    }
  }

  /// Gives a station the time at which a function crosses zero.
  private mutating func settle(
    _ index: Int, where root: (Foam, Int, Double, [Double]) -> Double
  ) -> Moment {
    let rate = mold.rateOfTime(index, of: root)
    mold.move(index, by: rate ?? 0)
    return Moment(station: index, timeDerivative: rate)
  }

  /// A maximum that falls by less than this share of itself within this share of the run is a plateau.
  private static var plateauHeight: Double { 1e-7 }
  private static var plateauShare: Double { 0.01 }

  /// The maximum of a figure: inside a phase its slope is zero there, at an event it goes with the event.
  private mutating func peak(_ time: Double, of figure: @escaping (FoamReading) -> Double) -> Moment? {
    guard let index = mold.index(at: time) else { return nil }
    let near = 1e-6 * (1 + time)
    if let event = mold.phases.first(where: { $0.station > 0 && abs(mold.stations[$0.station].time - time) < near }) {
      return Moment(station: event.station, timeDerivative: event.timeDerivative)
    }
    if time <= near || time >= base.course.endTime - near { return Moment(station: index, timeDerivative: 0) }
    let flow = mold.flow(index)
    let slope = Flow<Foam>.slope(of: figure, step: flow.step)
    let curvature = flow.derivative { slope(flow.foam, $0, $1) }
    let span = Self.plateauShare * base.course.endTime
    let height = abs(figure(flow.foam.reading(flow.state.span)))
    // A plateau has no time of its maximum: round-off decides where it is found.
    guard 0.5 * abs(curvature) * span * span > Self.plateauHeight * height else {
      return Moment(station: index, timeDerivative: nil)
    }
    return settle(index) { foam, _, time, state in slope(foam, time, state) }
  }

  /// The moment of an event, where it is at `time`.
  private func moment(of event: String, at time: Double) -> Moment? {
    mold.occurrences.first { $0.name == event && mold.stations[$0.station].time == time }
      .map { Moment(station: $0.station, timeDerivative: $0.timeDerivative) }
  }

  /// An end of the demold window: the condition that begins or ceases to hold there tells its time.
  private mutating func edge(_ time: Double, isOpening: Bool) -> Moment? {
    guard let index = mold.index(at: time) else { return nil }
    let near = 1e-6 * (1 + time)
    if time <= near || time >= base.course.endTime - near { return Moment(station: index, timeDerivative: 0) }
    let figures = settings.indices.map { j in demoldFigures(j) }
    let own = figures[ClosedFormDerivative.center]
    func holds(_ figure: (FoamReading) -> Double, at time: Double) -> Bool {
      figure(base.course.reading(at: time)) >= 0
    }
    let active = own.indices.filter { i in
      holds(own[i], at: time - near) != isOpening && holds(own[i], at: time + near) == isOpening
    }
    guard let first = active.first else { return Moment(station: index, timeDerivative: nil) }
    return settle(index) { foam, j, _, state in figures[j][first](foam.reading(state.span)) }
  }

  private func demoldFigures(_ j: Int) -> [(FoamReading) -> Double] {
    let setting = settings[j]
    var peak: Double?
    if case .cavity = setting.scenario.mold.enclosure, let moment = pressurePeak {
      peak =
        moment.timeDerivative == nil
        ? .nan : reading(mold.stations[moment.station], j).hydroxylConversion
    }
    return DemoldWindow.figures(
      quality: setting.scenario.quality, structure: setting.structure, family: setting.system.family,
      ambientPressure: setting.scenario.process.ambientPressure.si, tackFreeConversion: setting.tackFreeConversion,
      conversionAtPressurePeak: peak, isLayered: !base.course.start.layers.isEmpty
    ).map(\.figure)
  }
}

extension VariedShot {
  /// Derivatives of the figures that have a value and depend smoothly on the input.
  func derivatives() -> [KeyFigureID: Double] {
    var shot = self
    let recommended = shot.placeRecommended()
    var columns: [KeyFigureID: [Double]] = [:]
    for j in settings.indices {
      for figure in KeyFigure.all(shot.facts(j, recommended)) {
        columns[figure.id, default: []].append(figure.value ?? .nan)
      }
    }
    return columns.compactMapValues { values in
      let derivative = ClosedFormDerivative.derivative(values, step: input.step)
      return derivative.isFinite ? derivative : nil
    }
  }

  /// The station of the recommended demold time follows from the ends of the window.
  private mutating func placeRecommended() -> Bool {
    guard let time = base.facts.demold.recommended, let window = base.facts.demold.window,
      let index = mold.index(at: time - base.setting.mixing), let start = demoldStart?.timeDerivative,
      let end = demoldEnd?.timeDerivative
    else { return false }
    let isShort = 0.1 * (window.upperBound - window.lowerBound) < 15
    mold.move(index, by: start + (isShort ? 0.1 * (end - start) : 0))
    return true
  }

  /// What the shot is judged from at offset j.
  private func facts(_ j: Int, _ isDemoldKnown: Bool) -> ShotFacts {
    let setting = settings[j]
    func clock(_ moment: Moment?) -> Double? {
      moment.map { moment in
        let station = mold.stations[moment.station]
        return moment.timeDerivative.map { station.time + ε(j) * $0 + setting.mixing } ?? .nan
      }
    }
    func extreme(_ moment: Moment?, _ figure: (FoamReading) -> Double) -> (time: Double, value: Double) {
      guard let moment else { return (.nan, .nan) }
      let station = mold.stations[moment.station]
      return (moment.timeDerivative.map { station.time + ε(j) * $0 } ?? .nan, figure(reading(station, j)))
    }
    var demold = DemoldWindow(criteria: [], intervals: [], horizon: base.course.endTime + setting.mixing)
    if isDemoldKnown, let start = clock(demoldStart), let end = clock(demoldEnd), start <= end {
      demold.intervals = [start...end]
    }
    var freeRise = base.facts.freeRise
    freeRise.density = cup.reading(cup.stations[cup.stations.count - 1], j).density
    return ShotFacts(
      scenario: setting.scenario, system: setting.system, mixture: setting.mixture, parameters: setting.parameters,
      course: mold.course(j) ?? base.course, freeRise: freeRise, structure: setting.structure, demold: demold,
      pressurePeak: extreme(pressurePeak, \.pressure), temperaturePeak: extreme(temperaturePeak, \.coreTemperature),
      rise: clock(rise), scorchDose: base.facts.scorchDose + ε(j) * mold.doseDerivative,
      spreadPeak: spreadPeak.map { extreme($0, \.temperatureSpread) })
  }

  private func reading(_ station: VariedCourse<Foam>.Station, _ j: Int) -> FoamReading { mold.reading(station, j) }
}

extension VariedCourse {
  /// What a station reads at offset j.
  func reading(_ station: Station, _ j: Int) -> FoamReading {
    station.foams[j].reading(station.moved(ClosedFormDerivative.offsets[j] * input.step).span)
  }

  /// The station at a time of the shot; `nil` where there is none.
  func index(at time: Double) -> Int? {
    stations.indices.min { abs(stations[$0].time - time) < abs(stations[$1].time - time) }
      .flatMap { abs(stations[$0].time - time) <= 1e-9 * (1 + time) ? $0 : nil }
  }

  /// The shot at an offset of the input, exact to first order at its stations.
  func course(_ j: Int) -> ShotCourse<Foam>? {
    let ε = ClosedFormDerivative.offsets[j] * input.step
    let states = stations.map { (time: $0.time + ε * $0.timeDerivative, state: $0.moved(ε)) }
    var line: [(time: Double, state: [Double])] = []
    for station in states where line.last.map({ station.time > $0.time }) ?? true { line.append(station) }
    let events = occurrences.map { occurrence in
      EventOccurrence(
        name: occurrence.name, time: stations[occurrence.station].time + ε * occurrence.timeDerivative,
        state: states[occurrence.station].state)
    }
    return ShotCourse(
      Solution(
        stations: line, events: events,
        phases: phases.map { (stations[$0.station].time + ε * $0.timeDerivative, $0.foams[j]) }))
  }
}
