internal import Integrators
internal import Quantities

/// Derivatives of the key figures of a shot with respect to the numbers it is computed from.
///
/// Exact up to the tolerance of the integration: state and derivative are integrated together, by dual numbers and
/// with events (Documentation/Sensitivities.md).
public struct ShotSensitivities: Sendable {
  /// The derivatives with respect to one input.
  public struct Row: Sendable {
    public let input: SensitivityInput
    /// dK/dp [SI unit of the figure per SI unit of the input]; figures without a value, or that do not depend smoothly
    /// on the input, are absent.
    public let derivatives: [KeyFigureID: Double]
    /// Why there are none.
    public let objection: String?
  }

  /// The figures of the shot, at the tolerance of the sensitivities.
  public let figures: [KeyFigure]
  /// One row per input, in the order of the files.
  public let rows: [Row]
  /// Numbers that an archetype filled in, in sentences.
  public let assumptions: [String]

  /// One row after the other; ``DifferentiableShot`` says what the parameters mean, and gives single rows.
  ///
  /// - Throws: ``SimulationError`` as of a simulation.
  public init(
    of scenario: Scenario, system: MaterialSystem, assuming archetype: MaterialSystem? = nil,
    inputs wants: (String) -> Bool = { _ in true }, relativeTolerance: Double = 1e-8
  ) throws(SimulationError) {
    let shot = try DifferentiableShot(
      scenario, system: system, assuming: archetype, inputs: wants, relativeTolerance: relativeTolerance)
    var rows: [Row] = []
    for input in shot.inputs { rows.append(try shot.row(input)) }
    self.init(shot, rows: rows)
  }

  /// - Parameter rows: those of the shot's inputs, in their order.
  public init(_ shot: DifferentiableShot, rows: [Row]) {
    figures = shot.figures
    assumptions = shot.assumptions
    self.rows = rows
  }

  /// Paths of all inputs of a shot.
  ///
  /// - Throws: ``SimulationError`` when the system cannot be completed.
  public static func paths(
    _ scenario: Scenario, system: MaterialSystem, assuming archetype: MaterialSystem? = nil
  ) throws(SimulationError) -> [String] {
    SensitivityInput.all(scenario, try FilledSystem(system, from: archetype).system).map(\.path)
  }
}
