package import Foaming

/// A shot to be simulated, as an engine takes it.
package struct ShotInput: Sendable {
  package var scenario: Scenario
  package var system: MaterialSystem
  /// Fills gaps of the system.
  package var archetype: MaterialSystem?

  package init(scenario: Scenario, system: MaterialSystem, archetype: MaterialSystem?) {
    self.scenario = scenario
    self.system = system
    self.archetype = archetype
  }
}

/// What a study keeps of a shot.
package struct ShotOutcome: Sendable {
  package var keyFigures: [KeyFigure]
  package var defects: [Defect]
  package var verdict: Simulation.Verdict

  /// What a study keeps of a simulation.
  package init(_ simulation: Simulation) {
    keyFigures = simulation.keyFigures
    defects = simulation.defects
    verdict = simulation.verdict
  }
}

/// Simulates shots; the seam behind which another engine can stand.
package protocol ShotEngine: Sendable {
  /// How many shots at once suit the engine; positive.
  var batch: Int { get }
  /// The outcome of each shot, in their order; called from several threads at once.
  func outcomes(_ shots: [ShotInput]) -> [Result<ShotOutcome, SimulationError>]
}

/// One shot after the other, each with the integrator that its scenario names.
package struct SequentialEngine: ShotEngine {
  package let batch = 8

  package init() {}

  package func outcomes(_ shots: [ShotInput]) -> [Result<ShotOutcome, SimulationError>] {
    shots.map(outcome)
  }

  func outcome(_ shot: ShotInput) -> Result<ShotOutcome, SimulationError> {
    do throws(SimulationError) {
      return .success(ShotOutcome(try Simulation(of: shot.scenario, system: shot.system, assuming: shot.archetype)))
    } catch {
      return .failure(error)
    }
  }
}
