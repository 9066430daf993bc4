import Foaming
import Integrators
import Quantities
import Testing

/// Sensitivities by dual numbers against central differences of whole simulations in tight tolerances.
@Suite("Sensitivities of key figures") struct ShotSensitivitiesTests {
  /// A shipped shot and the inputs that are compared; the rest of the inputs would only repeat them.
  struct Case: CustomTestStringConvertible, Sendable {
    var scenario: String
    var overrides: [String] = []
    var testDescription: String { ([scenario] + overrides).joined(separator: " ") }
  }

  static let cases = [
    Case(scenario: "flexible-free-rise"), Case(scenario: "rigid-free-rise"), Case(scenario: "integral-skin-free-rise"),
    Case(scenario: "semi-rigid-free-rise"), Case(scenario: "car-seat"), Case(scenario: "appliance-panel"),
    Case(scenario: "integral-skin-part"), Case(scenario: "semi-rigid-part"),
  ]

  static let inputs: Set<String> = [
    "system.model.gelling.rate_constant", "system.model.blowing.activation_energy",
    "system.model.carbon_dioxide.solubility", "system.model.polymer.density", "system.model.structure.lock_conversion",
    "system.model.structure.gel_conversion", "system.model.agent.interaction", "system.model.kinetics.induction_time",
    "system.model.cells.air_fraction", "system.data_sheet.mixture.blowing_agent", "process.ambient_pressure",
    "process.mixing_time", "recipe.shot", "mold.volume", "mold.film_coefficient", "mold.wall.temperature",
    "mold.wall.tool.mass", "mold.vents.0.area", "mold.vents.0.sealed_at_fill",
  ]

  /// What a simulation reads off the polynomials between its steps is as exact as these, not as the steps: the times at
  /// which a figure is highest or has risen by 98 %, what is read then, and a demold window that opens at a maximum. A
  /// time that hardly moves is a small difference of large ones.
  static let tolerances: [KeyFigureID: Double] = [
    .pressureMaximumTime: 2e-3, .coreTemperatureMaximumTime: 4e-4, .carbonDioxideAtPressureMaximum: 1e-3,
    .agentAtPressureMaximum: 2e-4, .airAtPressureMaximum: 1e-4, .riseTime: 3e-5, .demoldEarliest: 2e-4,
    .demoldRecommended: 2e-4, .conversionAtDemold: 1e-4, .coreTemperatureAtDemold: 1e-4, .pressureAtDemold: 5e-5,
    .hardnessAtDemold: 4e-4,
  ]

  @Test("every figure follows every input as a central difference of simulations says", arguments: cases)
  func meetsCentralDifferences(_ shot: Case) throws {
    let catalog = try ShippedCatalog()
    var (scenario, system) = try catalog.shot(shot.scenario)
    scenario.settings.relativeTolerance = 1e-11
    let sensitivities = try ShotSensitivities(
      of: scenario, system: system, inputs: { Self.inputs.contains($0) }, relativeTolerance: 1e-10)
    #expect(sensitivities.rows.count > 8)
    for row in sensitivities.rows {
      // Without agent, more of it would bring new terms: the one switch among these inputs.
      let isSwitch = row.input.path.hasSuffix("mixture.blowing_agent") && row.input.value == 0
      #expect((row.objection != nil) == isSwitch, "\(row.input.path): \(row.objection ?? "differentiated")")
      guard row.objection == nil else { continue }
      let step = 1e-3 * row.input.scale
      let columns = try [-2.0, -1, 1, 2].map { offset in
        let (moved, material) = row.input.moved(scenario, system, to: row.input.value + offset * step)
        return try Simulation(of: moved, system: material)
      }
      for figure in sensitivities.figures {
        guard let value = figure.value, let derivative = row.derivatives[figure.id] else { continue }
        let values = columns.compactMap { $0.value(figure.id) }
        guard values.count == 4 else { continue }
        let expected = (8 * (values[2] - values[1]) - (values[3] - values[0])) / (12 * step)
        let scale = max(abs(expected), 1e-3 * abs(value) / row.input.scale, 1e-300)
        let deviation = abs(derivative - expected) / scale
        #expect(
          deviation < Self.tolerances[figure.id] ?? 1e-6,
          "\(figure.id.rawValue) by \(row.input.path): \(derivative) against \(expected), off by \(deviation)")
      }
    }
  }
}
