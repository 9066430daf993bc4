package import Foaming
import Learning
import Plant
import Quantities
import RealModule

/// A made-up plant whose truth is known: seeded shots whose defects follow stated causes through the foam model, with
/// noise, drift and gaps in the log. `Documentation/SyntheticShots.md` says what it assumes.
///
/// A shot depends on seed and index alone, not on the others or on the order in which they are made.
package struct SyntheticPlant: Sendable {
  /// The machine, unless another is named.
  package static let machine = "synthetic-line"
  /// Attempts to make a shot that can be simulated.
  private static let attempts = 8
  /// 2026-03-01T06:00:00Z [µs].
  private static let firstStart: Int64 = 1_772_344_800_000_000

  package let count: Int
  package let seed: UInt64
  /// What changed for good, if anything did.
  package let drift: SyntheticDrift?
  private let machine: String
  private let base: Scenario
  private let system: MaterialSystem
  private let archetype: MaterialSystem?
  /// Component masses as set [kg]; `nil` for a system whose mixing ratio is not disclosed.
  private let masses: (polyol: Double, isocyanate: Double)?

  /// A plant that makes the shot of a scenario again and again.
  /// - Throws: when the scenario itself cannot be simulated.
  package init(
    _ scenario: Scenario, _ system: MaterialSystem, assuming archetype: MaterialSystem? = nil, count: Int, seed: UInt64,
    machine: String = Self.machine, drift: SyntheticDrift? = nil
  ) throws(SimulationError) {
    self.count = count
    self.seed = seed
    self.machine = machine
    self.drift = drift
    self.system = drift?.changed(system) ?? system
    self.archetype = drift.flatMap { drift in archetype.map { drift.changed($0) } } ?? archetype
    var base = scenario
    base.settings.outputInterval = TimeSpan(si: SyntheticAssumptions.sampling)
    base.measurement = nil
    self.base = base
    let mixture = try Simulation(of: base, system: system, assuming: archetype).mixture
    switch base.recipe.charge {
    case .components(let polyol, let isocyanate): masses = (polyol.si, isocyanate.si)
    case .shot:
      if let polyol = mixture.polyol, let isocyanate = mixture.isocyanate {
        masses = (polyol, isocyanate)
      } else {
        masses = nil
      }
    }
  }

  /// The shot at an index, 0 ..< ``count``.
  /// - Throws: when several attempts gave shots that cannot be simulated.
  package func shot(at index: Int) throws(SimulationError) -> SyntheticShot {
    var random = SyntheticNumbers(seed: SplitMix64.value(seed: seed, at: UInt64(index)))
    var failure: SimulationError?
    for _ in 0..<Self.attempts {
      let made = make(index, &random)
      do throws(SimulationError) {
        let simulation = try Simulation(of: made.scenario, system: system, assuming: archetype)
        return log(index, made, simulation, &random)
      } catch {
        failure = error
      }
    }
    throw failure
      ?? SimulationError(
        kind: .invalid, field: "scenario", found: "a shot that cannot be made", expected: "one that can", remedy: "")
  }

  // MARK: What is done

  private struct Made {
    var scenario: Scenario
    var cause: SyntheticCause?
    /// Masses as the log shows them [kg].
    var logged: (polyol: Double, isocyanate: Double)?
  }

  private func make(_ index: Int, _ random: inout SyntheticNumbers) -> Made {
    typealias Assumed = SyntheticAssumptions
    var scenario = base
    let causes = SyntheticCause.allCases
    let isFaulty = random.share() < Assumed.causeShare
    let drawn = causes[random.below(causes.count)]
    let cause = isFaulty ? drawn : nil
    let progress = count > 1 ? Double(index) / Double(count - 1) : 0
    let day = 2 * Double.pi * Double(index) * Assumed.period / 86_400
    var process = base.process
    let chill = (cause == .coldComponents ? -7.0 : 0) + (drift?.componentStep ?? 0)
    process.polyolTemperature = base.process.polyolTemperature.shifted(
      chill + Assumed.componentSpread * random.normal())
    // A system whose mixing ratio is not disclosed has one temperature for both components.
    let own = chill + Assumed.componentSpread * random.normal()
    process.isocyanateTemperature =
      masses == nil ? process.polyolTemperature : base.process.isocyanateTemperature.shifted(own)
    process.ambientTemperature = base.process.ambientTemperature.shifted(
      Assumed.roomSwing * Double.sin(day) + Assumed.roomSpread * random.normal())
    let humidity =
      base.process.relativeHumidity + Assumed.humiditySwing * Double.cos(day) + Assumed.humiditySpread * random.normal()
    process.relativeHumidity = cause == .wetMold ? 0.9 : min(max(humidity, 0.1), 0.95)
    if cause == .wetMold { process.openTime = TimeSpan(si: 10 * base.process.openTime.si) }
    scenario.process = process
    let wallStep = cause == .coldMold ? -15.0 : cause == .hotMold ? 15.0 : 0
    let wallShift = wallStep + Assumed.wallSpread * random.normal()
    if let wall = base.mold.wall.startTemperature { scenario.mold.wall.set(wall.shifted(wallShift)) }
    if cause == .blockedVents, case .vents(let vents) = base.mold.venting {
      scenario.mold.venting = .vents(
        vents.map { vent in
          var vent = vent
          vent.area = 0.1 * vent.area
          return vent
        })
    }
    let both = cause == .underdosed ? 0.88 : cause == .overdosed ? 1.15 : 1
    let polyolShare = both * (1 + Assumed.massSpread * random.normal())
    let isocyanateShare = both * (cause == .lowIsocyanate ? 0.88 : 1) * (1 + Assumed.massSpread * random.normal())
    var made = Made(scenario: scenario, cause: cause)
    if let masses {
      let (polyol, isocyanate) = (masses.polyol * polyolShare, masses.isocyanate * isocyanateShare)
      made.logged = (polyol, isocyanate)
      made.scenario.recipe.charge = .components(
        polyol: Mass(si: polyol),
        isocyanate: Mass(si: isocyanate * (1 - Assumed.pumpWear * progress) * (drift?.isocyanateShare ?? 1)))
    } else {
      made.scenario.recipe.charge = .shot(polyolShare * base.recipe.mass)
    }
    return made
  }

  // MARK: What the log shows

  private func log(
    _ index: Int, _ made: Made, _ simulation: Simulation, _ random: inout SyntheticNumbers
  ) -> SyntheticShot {
    let progress = count > 1 ? Double(index) / Double(count - 1) : 0
    let sensorError = SyntheticAssumptions.wallSensorDrift * progress + (drift?.wallError ?? 0)
    let conditions = SyntheticLog.conditions(
      made.scenario, logged: made.logged, wallSensorError: sensorError, &random)
    let series = SyntheticLog.series(simulation, coreError: drift?.coreError ?? 0, &random)
    let (status, defects) = SyntheticLog.judgment(simulation, notedAnyway: drift?.notedShare ?? 0, &random)
    let start = Self.firstStart + Int64(Double(index) * SyntheticAssumptions.period * 1e6)
    return SyntheticShot(
      index: index, id: "SYN-\(seed)-" + String(repeating: "0", count: max(0, 7 - "\(index)".count)) + "\(index)",
      start: Instant(microseconds: start) ?? .latest, machine: machine, cause: made.cause, scenario: made.scenario,
      simulation: simulation, wallSensorError: sensorError, conditions: conditions, series: series, status: status,
      defects: defects, figures: SyntheticLog.figures(simulation, &random))
  }
}

extension Temperature {
  /// Warmer by so many kelvins.
  fileprivate func shifted(_ kelvins: Double) -> Temperature { Temperature(si: si + kelvins) }
}

/// Random numbers of one shot.
struct SyntheticNumbers {
  private var source: SplitMix64

  init(seed: UInt64) { source = SplitMix64(seed: seed) }

  /// In the open interval 0 … 1.
  mutating func share() -> Double { SplitMix64.unit(source.next()) }
  mutating func below(_ bound: Int) -> Int { source.next(below: bound) }
  /// Of the standard normal distribution.
  mutating func normal() -> Double { NormalDistribution.quantile(share()) }
}
