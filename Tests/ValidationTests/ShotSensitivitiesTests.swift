import Foaming
import Integrators
import Quantities
import Testing

/// Sensitivities by dual numbers against central differences of whole simulations in tight tolerances.
@Suite("Sensitivities of key figures") struct ShotSensitivitiesTests {
  /// A shipped shot.
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

  /// The inputs that are compared; the rest of them would only repeat these.
  static let inputs: Set<String> = [
    "system.model.gelling.rate_constant", "system.model.blowing.activation_energy",
    "system.model.carbon_dioxide.solubility", "system.model.polymer.density", "system.model.structure.lock_conversion",
    "system.model.structure.gel_conversion", "system.model.agent.interaction", "system.model.kinetics.induction_time",
    "system.model.cells.air_fraction", "system.data_sheet.mixture.blowing_agent", "process.ambient_pressure",
    "process.mixing_time", "recipe.shot", "mold.volume", "mold.film_coefficient", "mold.wall.temperature",
    "mold.wall.tool.mass", "mold.vents.0.area", "mold.vents.0.sealed_at_fill",
  ]

  /// How far a quotient may be off besides 1e-6 of itself, as a share of the figure over the input.
  ///
  /// What is integrated at a tolerance cannot be known much better. Where a figure is highest its slope is a small
  /// difference of large terms, so that its time is known less well by another factor of ten.
  static func noise(_ figure: KeyFigureID, _ relativeTolerance: Double) -> Double {
    switch figure {
    case .pressureMaximumTime, .coreTemperatureMaximumTime: 2e4 * relativeTolerance
    default: 2e3 * relativeTolerance
    }
  }

  /// Distance of the points of a quotient, as a share of the input's scale.
  ///
  /// As large as the figures are smooth, because round-off counts in inverse proportion. A shot that hardly overpacks
  /// its cavity, or a vent that is covered just before it is full, feels the distance to that edge.
  static func part(_ input: String) -> Double {
    let edges = ["sealed_at_fill", "recipe.shot", "mold.volume", "mixture.blowing_agent"]
    return edges.contains { input.hasSuffix($0) } ? 1e-3 : 5e-3
  }

  @Test("every figure follows every input as a central difference of simulations says", arguments: cases)
  func meetsCentralDifferences(_ shot: Case) throws {
    let (scenario, system) = try ShippedCatalog().shot(shot.scenario)
    try compare(scenario, system, inputs: Self.inputs, relativeTolerance: 1e-12)
  }

  /// Inputs that layers feel, each by another way.
  static let layeredInputs: Set<String> = [
    "system.model.gelling.rate_constant", "system.model.structure.lock_conversion", "system.model.agent.interaction",
    "process.ambient_pressure", "process.mixing_time", "mold.film_coefficient", "mold.wall.temperature",
    "mold.second_side.film_coefficient", "mold.second_side.wall.temperature",
    "mold.second_side.wall.tool.coolant_temperature",
  ]

  /// Second sides of a mold whose first is held at 45 °C.
  enum SecondSide: String, CaseIterable, CustomTestStringConvertible {
    case equal, cooler, tool
    var testDescription: String { rawValue }

    var side: Mold.Side? {
      let film = HeatTransferCoefficient(si: 150)
      switch self {
      case .equal: return nil
      case .cooler: return Mold.Side(wall: .fixed(Temperature(si: 303.15)), filmCoefficient: film)
      case .tool:
        let node = Mold.ToolNode(
          initialTemperature: Temperature(si: 310), mass: Mass(si: 20), specificHeat: SpecificHeat(si: 900),
          coolantTemperature: Temperature(si: 305), coolantConductance: ThermalConductance(si: 40))
        return Mold.Side(wall: .tool(node), filmCoefficient: film)
      }
    }
  }

  @Test("in one dimension every figure does so, too, whatever the second side", arguments: SecondSide.allCases)
  func meetsCentralDifferencesInLayers(_ second: SecondSide) throws {
    var (scenario, system) = try ShippedCatalog().shot("appliance-panel-1d")
    scenario.settings.layers = 3
    scenario.mold.secondSide = second.side
    try compare(scenario, system, inputs: Self.layeredInputs, relativeTolerance: 1e-11)
  }

  /// Compares with central differences of sixth order, whose simulations find maxima where the equations have them.
  private func compare(
    _ scenario: Scenario, _ system: MaterialSystem, inputs: Set<String>, relativeTolerance: Double
  ) throws {
    let sensitivities = try ShotSensitivities(
      of: scenario, system: system, inputs: { inputs.contains($0) }, relativeTolerance: relativeTolerance)
    #expect(sensitivities.rows.count > 6)
    for row in sensitivities.rows {
      // Without agent, more of it would bring new terms: the one switch among these inputs.
      let isSwitch = row.input.path.hasSuffix("mixture.blowing_agent") && row.input.value == 0
      #expect((row.objection != nil) == isSwitch, "\(row.input.path): \(row.objection ?? "differentiated")")
      guard row.objection == nil else { continue }
      let step = Self.part(row.input.path) * row.input.scale
      let columns = try [-3.0, -2, -1, 1, 2, 3].map { offset in
        let (moved, material) = row.input.moved(scenario, system, to: row.input.value + offset * step)
        return try ShotSensitivities(
          of: moved, system: material, inputs: { _ in false }, relativeTolerance: 0.1 * relativeTolerance
        ).figures
      }
      for figure in sensitivities.figures {
        guard let value = figure.value, let derivative = row.derivatives[figure.id] else { continue }
        let values = columns.compactMap { $0.first { $0.id == figure.id }?.value }
        guard values.count == 6 else { continue }
        let (near, middle, far) = (values[3] - values[2], values[4] - values[1], values[5] - values[0])
        let expected = (45 * near - 9 * middle + far) / (60 * step)
        let allowance = 1e-6 * abs(expected) + Self.noise(figure.id, relativeTolerance) * abs(value) / row.input.scale
        #expect(
          abs(derivative - expected) <= allowance,
          """
          \(figure.id.rawValue) by \(row.input.path): \(derivative) against \(expected), \
          off by \(abs(derivative - expected) / allowance) of what is allowed
          """)
      }
    }
  }
}
