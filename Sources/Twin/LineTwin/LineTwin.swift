package import Foaming
package import Plant
import Quantities

/// The twin of a foam line while it runs, as signals: a shot that starts on the line starts the model with the
/// conditions that were measured last; while the mold is closed, what the model says is held against what sensors show.
///
/// Pure: samples in, samples out. Signals are known by their names in the plant file. Read are `shot-running`,
/// `mold-closed`, `polyol-temperature`, `isocyanate-temperature`, `mold-temperature`, `ambient-temperature`,
/// `humidity`, `polyol-mass`, `isocyanate-mass`, `core-temperature` and `cavity-pressure`, where the plant has them;
/// what it has not is as the scenario says. Written are those of ``outputs`` that the plant has.
package struct LineTwin: Sendable {
  /// A signal that the twin writes.
  package enum Output: String, Sendable, CaseIterable {
    /// What the model says [K], [Pa].
    case coreTemperature = "twin-core-temperature"
    case cavityPressure = "twin-cavity-pressure"
    /// Measured less what the model says [K], [Pa].
    case coreDeviation = "core-temperature-deviation"
    case pressureDeviation = "cavity-pressure-deviation"
  }

  /// What the model says of the shot under way.
  private struct Shot: Sendable {
    let start: Instant
    /// `nil` where the model cannot be run with what was measured.
    var profile: Profile?
  }

  /// Spacing of what the model says [s].
  private static let spacing = 0.5

  private let scenario: Scenario
  private let system: MaterialSystem
  private let archetype: MaterialSystem?
  /// The names of the machine's signals, without the machine.
  private let names: [SignalIndex: String]
  private let outputs: [Output: SignalIndex]
  /// The newest number of each signal by its name [SI].
  private var newest: [String: Double] = [:]
  private var shot: Shot?
  /// Shots for which the model was started.
  package private(set) var shots = 0
  /// Why the model could not be run for the newest shot.
  package private(set) var failure: SimulationError?

  /// The twin of a machine, or `nil` where the plant has none of the signals that it writes.
  /// - Parameters:
  ///   - scenario: what the line pours.
  ///   - archetype: fills gaps of the system.
  package init?(
    of machine: MachineDescription, _ plant: PlantDescription, _ scenario: Scenario, _ system: MaterialSystem,
    assuming archetype: MaterialSystem? = nil
  ) {
    var names: [SignalIndex: String] = [:]
    for (index, signal) in zip(plant.indices, plant.signals) where signal.machine == machine.id {
      names[index] = String(signal.id.rawValue.dropFirst(machine.id.count + 1))
    }
    var outputs: [Output: SignalIndex] = [:]
    for (index, name) in names { Output(rawValue: name).map { outputs[$0] = index } }
    guard !outputs.isEmpty else { return nil }
    self.names = names
    self.outputs = outputs
    self.system = system
    self.archetype = archetype
    var scenario = scenario
    scenario.measurement = nil
    scenario.settings.outputInterval = TimeSpan(si: Self.spacing)
    self.scenario = scenario
  }

  /// Takes a sample that passed validation; samples of one signal must come in the order of their times.
  /// - Returns: what the twin says of the same time, if it says anything.
  package mutating func take(_ sample: Sample, received: Instant) -> [Sample] {
    guard let name = names[sample.signal], let number = sample.value?.number else { return [] }
    let before = newest.updateValue(number, forKey: name)
    switch name {
    case "shot-running":
      // A line that is found pouring is in the middle of a shot whose start nobody saw.
      if number != 0, before == 0 { begin(at: sample.time) }
    case "mold-closed":
      if number == 0, before != 0 { shot = nil }
    case "polyol-mass", "isocyanate-mass":
      if let start = shot?.start, before != number { begin(again: start) }
    case "core-temperature":
      return compare(number, sample, .coreTemperature, .coreTemperature, .coreDeviation, received)
    case "cavity-pressure": return compare(number, sample, .pressure, .cavityPressure, .pressureDeviation, received)
    default: break
    }
    return []
  }

  private mutating func begin(at time: Instant) {
    shots += 1
    begin(again: time)
  }

  /// Runs the model with what is known now.
  private mutating func begin(again time: Instant) {
    failure = nil
    var started = Shot(start: time, profile: nil)
    do throws(SimulationError) {
      started.profile = try Simulation(of: measured, system: system, assuming: archetype).profile
    } catch {
      failure = error
    }
    shot = started
  }

  /// The scenario with the conditions that were measured.
  private var measured: Scenario {
    var scenario = scenario
    if let value = newest["polyol-temperature"] { scenario.process.polyolTemperature = Temperature(si: value) }
    if let value = newest["isocyanate-temperature"] ?? newest["polyol-temperature"] {
      scenario.process.isocyanateTemperature = Temperature(si: value)
    }
    if let value = newest["ambient-temperature"] { scenario.process.ambientTemperature = Temperature(si: value) }
    if let value = newest["humidity"] { scenario.process.relativeHumidity = min(max(value, 0), 1) }
    if let value = newest["mold-temperature"] { scenario.mold.wall.set(Temperature(si: value)) }
    if let polyol = newest["polyol-mass"], let isocyanate = newest["isocyanate-mass"], polyol > 0, isocyanate > 0 {
      scenario.recipe.charge = .components(polyol: Mass(si: polyol), isocyanate: Mass(si: isocyanate))
    }
    return scenario
  }

  private func compare(
    _ number: Double, _ sample: Sample, _ column: Profile.Column, _ value: Output, _ deviation: Output,
    _ received: Instant
  ) -> [Sample] {
    guard let shot else { return [] }
    let seconds = sample.time.seconds(since: shot.start)
    guard seconds >= 0 else { return [] }
    func write(_ output: Output, _ number: Double?) -> Sample? {
      outputs[output].map { place in
        guard let number else { return Sample(place, at: sample.time, received: received, missing: .unusable) }
        return Sample(place, at: sample.time, received: received, value: .number(number), sequence: sample.sequence)
      }
    }
    let said = shot.profile.flatMap { Self.value($0, column, at: seconds) }
    return [write(value, said), write(deviation, said.map { number - $0 })].compactMap { $0 }
  }

  /// What the model says at a time [s since the start], between its rows by a straight line; at its end its last word.
  private static func value(_ profile: Profile, _ column: Profile.Column, at time: Double) -> Double? {
    let (times, values) = (profile[.time], profile[column])
    guard times.count == values.count, let last = values.last else { return nil }
    guard let after = times.firstIndex(where: { $0 >= time }) else { return last }
    guard after > 0 else { return values[0] }
    let share = (time - times[after - 1]) / (times[after] - times[after - 1])
    return values[after - 1] + share * (values[after] - values[after - 1])
  }
}
