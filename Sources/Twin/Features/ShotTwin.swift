package import Foaming
package import Learning
package import Plant
import Quantities

/// Simulates shots as they were made, from what the plant recorded.
package struct ShotTwin: Sendable {
  /// Curves are compared within the window that features look at.
  private static let window = 0.0...300.0

  private let systems: [String: MaterialSystem]
  private let molds: [String: Mold]
  private let archetype: MaterialSystem?
  private let engine = LaneEngine()

  /// Takes systems and molds from a catalog; those that cannot be read are left out.
  ///
  /// - Parameter archetype: fills gaps of the systems.
  package init(_ catalog: FileCatalog, assuming archetype: MaterialSystem? = nil) {
    var systems: [String: MaterialSystem] = [:]
    for id in catalog.ids(.system) { systems[id] = try? catalog.system(id: id) }
    var molds: [String: Mold] = [:]
    for entry in catalog.entries(.mold) { molds[entry.id] = try? catalog.mold(entry.text, file: entry.file) }
    self.systems = systems
    self.molds = molds
    self.archetype = archetype
  }

  /// What the twin of a shot shows, or why there is none, with words about a failure.
  package func evidence(_ record: ShotRecord) -> (evidence: SimulationEvidence, words: String?) {
    evidence([record])[0]
  }

  /// What the twins of shots show, in their order, or why there is none, with words about failures.
  ///
  /// Shots are simulated side by side; what comes out does not depend on which.
  package func evidence(_ records: [ShotRecord]) -> [(evidence: SimulationEvidence, words: String?)] {
    var evidence: [(evidence: SimulationEvidence, words: String?)] = records.map { _ in (.absent(.noScenario), nil) }
    var shots: [ShotInput] = []
    var places: [Int] = []
    for (place, record) in records.enumerated() {
      guard let (scenario, system) = scenario(of: record) else { continue }
      shots.append(ShotInput(scenario: scenario, system: system, archetype: archetype))
      places.append(place)
    }
    for (place, result) in zip(places, engine.results(shots) { SimulatedShot($0) }) {
      evidence[place] =
        switch result {
        case .success(let shot): (.simulated(shot), nil)
        case .failure(let error): (.absent(.simulationFailed), "\(error)")
        }
    }
    return evidence
  }

  /// The scenario of a shot: system and mold of the catalog by their identifiers, masses and component temperatures as
  /// recorded; of the room, mixing and the open mold what is not recorded is as ``ProcessConditions`` assumes.
  ///
  /// `nil` when system or mold is not in the catalog, or masses or component temperatures are missing.
  package func scenario(of record: ShotRecord) -> (scenario: Scenario, system: MaterialSystem)? {
    func value(_ condition: ShotCondition) -> Double? { record.conditions[condition].value }
    guard let system = record.system.flatMap({ systems[$0] }), var mold = record.mold.flatMap({ molds[$0] }),
      let charge = charge(value), let polyol = value(.polyolTemperature), let isocyanate = value(.isocyanateTemperature)
    else { return nil }
    var process = ProcessConditions()
    process.polyolTemperature = Temperature(si: polyol)
    process.isocyanateTemperature = Temperature(si: isocyanate)
    if let room = value(.ambientTemperature) { process.ambientTemperature = Temperature(si: room) }
    if let pressure = value(.ambientPressure) { process.ambientPressure = Pressure(si: pressure) }
    if let humidity = value(.relativeHumidity) { process.relativeHumidity = humidity }
    if let time = value(.mixingTime) { process.mixingTime = TimeSpan(si: time) }
    if let time = value(.openTime) { process.openTime = TimeSpan(si: time) }
    if let wall = value(.moldTemperature) { mold.wall.set(Temperature(si: wall)) }
    var settings = SimulationSettings()
    // Nobody looks at the profile; figures and comparison do not depend on its spacing.
    settings.outputInterval = settings.duration
    let scenario = Scenario(
      id: "shot", name: "shot", system: system.id, recipe: Recipe(charge: charge, declaredIndex: value(.index)),
      process: process, mold: mold, settings: settings,
      measurement: Measurement(
        source: "plant", coreTemperature: curve(record.course(of: .coreTemperature)),
        pressure: curve(record.course(of: .pressure))))
    return (scenario, system)
  }

  private func charge(_ value: (ShotCondition) -> Double?) -> Recipe.Charge? {
    if let polyol = value(.polyolMass), let isocyanate = value(.isocyanateMass) {
      return .components(polyol: Mass(si: polyol), isocyanate: Mass(si: isocyanate))
    }
    return value(.shotMass).map { .shot(Mass(si: $0)) }
  }

  private func curve(_ series: ShotSeries?) -> Measurement.Curve? {
    guard let series else { return nil }
    let places = series.times.indices.filter { Self.window.contains(series.times[$0]) }
    return Measurement.Curve(times: places.map { series.times[$0] }, values: places.map { series.values[$0] })
  }
}

extension Mold.Wall {
  /// Temperature of the wall at the start of the shot; an adiabatic wall has none.
  var startTemperature: Temperature? {
    switch self {
    case .adiabatic: nil
    case .fixed(let temperature): temperature
    case .tool(let node): node.initialTemperature
    }
  }

  /// Puts the wall's temperature at the start of the shot in the place of the file's; an adiabatic wall has none.
  mutating func set(_ temperature: Temperature) {
    switch self {
    case .adiabatic: break
    case .fixed: self = .fixed(temperature)
    case .tool(var node):
      node.initialTemperature = temperature
      self = .tool(node)
    }
  }
}
