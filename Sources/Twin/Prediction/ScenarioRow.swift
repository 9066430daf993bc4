package import Foaming
package import Learning
import Plant
import Quantities

/// A scenario as a row of features: what is known of a shot that has not been made.
///
/// Conditions are those of the scenario. Nothing was recorded, so that measured features and residuals are missing,
/// with the reason `no_series`. The twin is that of ``ShotTwin``: zero dimensions, rodas5p, 600 s, whatever the
/// scenario says of its own run, because models learned from it.
package enum ScenarioRow {
  /// The row of a scenario.
  package static func row(
    _ scenario: Scenario, system: MaterialSystem, assuming archetype: MaterialSystem?
  ) -> FeatureRow {
    var twin = scenario
    twin.settings = SimulationSettings()
    twin.settings.outputInterval = twin.settings.duration
    twin.measurement = nil
    let simulation = try? Simulation(of: twin, system: system, assuming: archetype)
    let evidence = simulation.map { SimulationEvidence.simulated(SimulatedShot($0)) } ?? .absent(.simulationFailed)
    return FeatureRow(record(scenario, simulation?.mixture), simulation: evidence)
  }

  private static func record(_ scenario: Scenario, _ mixture: Mixture?) -> ShotRecord {
    var record = ShotRecord(
      id: scenario.id, mold: scenario.mold.id, system: scenario.system, start: .earliest)
    func state(_ condition: ShotCondition, _ si: Double?) {
      if let si { record.conditions[condition] = .value(si) }
    }
    let process = scenario.process
    state(.polyolTemperature, process.polyolTemperature.si)
    state(.isocyanateTemperature, process.isocyanateTemperature.si)
    state(.moldTemperature, scenario.mold.wall.startTemperature?.si)
    state(.ambientTemperature, process.ambientTemperature.si)
    state(.ambientPressure, process.ambientPressure.si)
    state(.relativeHumidity, process.relativeHumidity)
    state(.mixingTime, process.mixingTime.si)
    state(.openTime, process.openTime.si)
    state(.index, scenario.recipe.declaredIndex)
    switch scenario.recipe.charge {
    case .components(let polyol, let isocyanate):
      state(.polyolMass, polyol.si)
      state(.isocyanateMass, isocyanate.si)
    case .shot(let mass):
      state(.shotMass, mass.si)
      state(.polyolMass, mixture?.polyol)
      state(.isocyanateMass, mixture?.isocyanate)
    }
    return record
  }
}
