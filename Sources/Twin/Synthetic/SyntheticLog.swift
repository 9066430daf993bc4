import Foaming
import Plant
import Quantities

/// What the log of a made-up plant shows of a shot: rounded as its displays are, noisy, with gaps.
enum SyntheticLog {
  typealias Logged = SyntheticShot.Logged

  /// A number in a unit, rounded to decimals as the log writes it.
  private static func logged(
    _ value: Double, _ symbol: String, _ dimension: any Dimension.Type, decimals: Int
  ) -> Logged? {
    LogUnit(symbol, of: dimension).map { unit in
      Logged(text: ((value - unit.offset) / unit.scale).text(decimals: decimals), unit: unit)
    }
  }

  static func conditions(
    _ scenario: Scenario, logged masses: (polyol: Double, isocyanate: Double)?, wallSensorError: Double,
    _ random: inout SyntheticNumbers
  ) -> [(condition: ShotCondition, value: Logged)] {
    let process = scenario.process
    var values: [(ShotCondition, Double, unit: String, decimals: Int)] = [
      (.polyolTemperature, process.polyolTemperature.si, "°C", 1),
      (.isocyanateTemperature, process.isocyanateTemperature.si, "°C", 1),
      (.ambientTemperature, process.ambientTemperature.si, "°C", 1),
      (.ambientPressure, process.ambientPressure.si, "mbar", 0),
      (.relativeHumidity, process.relativeHumidity, "%", 0),
      (.mixingTime, process.mixingTime.si, "s", 1), (.openTime, process.openTime.si, "s", 0),
    ]
    if let wall = scenario.mold.wall.startTemperature {
      values.append((.moldTemperature, wall.si + wallSensorError, "°C", 1))
    }
    if let masses {
      values += [(.polyolMass, masses.polyol, "g", 1), (.isocyanateMass, masses.isocyanate, "g", 1)]
    } else {
      values.append((.shotMass, scenario.recipe.mass.si, "g", 1))
    }
    if let index = scenario.recipe.declaredIndex { values.append((.index, index, "1", 3)) }
    return values.compactMap { condition, value, unit, decimals in
      let isLost = random.share() < SyntheticAssumptions.lostCondition
      let shown = logged(value, unit, condition.dimension, decimals: decimals)
      return isLost ? nil : shown.map { (condition, $0) }
    }
  }

  static func series(
    _ simulation: Simulation, coreError: Double = 0, _ random: inout SyntheticNumbers
  ) -> [SyntheticShot.LoggedSeries] {
    let profile = simulation.profile
    let rows = (0..<profile.count).filter { profile[.time][$0] <= SyntheticAssumptions.recorded }
    let times = rows.map { profile[.time][$0].text(decimals: 2) }
    func series(
      _ signal: ShotSignal, _ column: Profile.Column, _ symbol: String, noise: Double, error: Double = 0,
      decimals: Int
    ) -> SyntheticShot.LoggedSeries? {
      guard let unit = LogUnit(symbol, of: signal.dimension), !profile[column].isEmpty else { return nil }
      let values = rows.map { row in
        let shown = profile[column][row] + error + noise * random.normal()
        return ((shown - unit.offset) / unit.scale).text(decimals: decimals)
      }
      return SyntheticShot.LoggedSeries(signal: signal, unit: unit, times: times, values: values)
    }
    let isThermocoupleLost = random.share() < SyntheticAssumptions.lostSeries
    let core = series(
      .coreTemperature, .coreTemperature, "°C", noise: SyntheticAssumptions.temperatureNoise, error: coreError,
      decimals: 1)
    var pressure: SyntheticShot.LoggedSeries?
    if case .cavity = simulation.scenario.mold.enclosure {
      pressure = series(.pressure, .pressure, "bar", noise: SyntheticAssumptions.pressureNoise, decimals: 3)
    }
    return [isThermocoupleLost ? nil : core, pressure].compactMap { $0 }
  }

  /// The defects that somebody noted, and the verdict.
  static func judgment(
    _ simulation: Simulation, notedAnyway: Double = 0, _ random: inout SyntheticNumbers
  ) -> (status: QualityStatus, defects: [DefectClass]) {
    var noted: [DefectClass] = []
    var isGrave = false
    for defect in simulation.defects {
      let share =
        switch defect.severity {
        case .fail: SyntheticAssumptions.notedWhenFound
        case .watch: SyntheticAssumptions.notedWhenWatched
        case .none, .notAssessed: SyntheticAssumptions.notedOtherwise
        }
      guard random.share() < share, let word = DefectClass(rawValue: defect.kind.rawValue) else { continue }
      noted.append(word)
      if defect.severity == .fail { isGrave = true }
    }
    if notedAnyway > 0, random.share() < notedAnyway, let word = DefectClass(rawValue: "scorch"), !noted.contains(word)
    {
      noted.append(word)
    }
    let isScrap = random.share() < SyntheticAssumptions.scrapShare
    return (noted.isEmpty ? .good : isGrave && isScrap ? .scrap : .marginal, noted.sorted())
  }

  static func figures(
    _ simulation: Simulation, _ random: inout SyntheticNumbers
  ) -> [(figure: QualityFigure, value: Logged)] {
    let late = random.normal().magnitude
    let demold = simulation.demold.recommended.map { $0 + 10 * late }
    let values: [(QualityFigure, Double?, unit: String, decimals: Int)] = [
      (.moldedDensity, simulation.value(.moldedDensity).map { $0 * (1 + 0.01 * random.normal()) }, "kg/m³", 1),
      (.hardnessAtDemold, simulation.value(.hardnessAtDemold).map { $0 + random.normal() }, "Shore", 0),
      (.hardnessAfterDay, simulation.value(.hardnessAfterDay).map { $0 + random.normal() }, "Shore", 0),
      (.demoldTime, demold, "s", 0), (.cycleTime, demold.map { $0 + 60 }, "s", 0),
    ]
    return values.compactMap { figure, value, unit, decimals in
      guard let value, value.isFinite else { return nil }
      let kept = min(max(value, figure.range.lowerBound), figure.range.upperBound)
      return logged(kept, unit, figure.dimension, decimals: decimals).map { (figure, $0) }
    }
  }
}
