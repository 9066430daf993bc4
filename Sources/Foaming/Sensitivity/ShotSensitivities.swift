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

  /// - Parameters:
  ///   - scenario: what is shot; its tolerance is tightened to `relativeTolerance` where it is looser.
  ///   - archetype: fills gaps of the system; the numbers taken from it are inputs like all others.
  ///   - wants: tells by their paths which inputs are asked for.
  ///   - relativeTolerance: rtol of state and derivatives.
  /// - Throws: ``SimulationError`` as of a simulation.
  public init(
    of scenario: Scenario, system: MaterialSystem, assuming archetype: MaterialSystem? = nil,
    inputs wants: (String) -> Bool = { _ in true }, relativeTolerance: Double = 1e-8
  ) throws(SimulationError) {
    try scenario.checkDomain()
    let filled = try FilledSystem(system, from: archetype)
    assumptions = filled.assumptions
    let inputs = SensitivityInput.all(scenario, filled.system).filter { wants($0.path) }
    let tolerance = min(relativeTolerance, scenario.settings.relativeTolerance)
    switch scenario.settings.dimension {
    case .zero:
      (figures, rows) = try Self.results(try ShotSetting<LumpedFoam>(scenario, filled.system), inputs, tolerance)
    case .one:
      (figures, rows) = try Self.results(try ShotSetting<LayeredFoam>(scenario, filled.system), inputs, tolerance)
    }
  }

  private static func results<Foam: ScenarioModel>(
    _ setting: ShotSetting<Foam>, _ inputs: [SensitivityInput], _ relativeTolerance: Double
  ) throws(SimulationError) -> ([KeyFigure], [Row]) {
    try Feasibility.requireRoom(
      setting.scenario, mixture: setting.mixture, liquidVolume: setting.parameters.liquidVolumeInitial)
    let base = try ShotBase(setting, relativeTolerance: relativeTolerance)
    let figures = KeyFigure.all(base.facts)
    let values = Set(figures.filter { $0.value != nil }.map(\.id))
    var rows: [Row] = []
    for input in inputs { rows.append(try row(base, input, values)) }
    return (figures, rows)
  }

  /// Paths of all inputs of a shot.
  ///
  /// - Throws: ``SimulationError`` when the system cannot be completed.
  public static func paths(
    _ scenario: Scenario, system: MaterialSystem, assuming archetype: MaterialSystem? = nil
  ) throws(SimulationError) -> [String] {
    SensitivityInput.all(scenario, try FilledSystem(system, from: archetype).system).map(\.path)
  }

  private static func row<Foam: ScenarioModel>(
    _ base: ShotBase<Foam>, _ input: SensitivityInput, _ values: Set<KeyFigureID>
  ) throws(SimulationError) -> Row {
    do {
      let derivatives = try VariedShot(base, input).derivatives().filter { values.contains($0.key) }
      return Row(input: input, derivatives: derivatives, objection: nil)
    } catch let kink as Kink {
      return Row(input: input, derivatives: [:], objection: kink.reason)
    } catch let error as SimulationError where error.kind != .integration {
      return Row(input: input, derivatives: [:], objection: "the model takes no other value alone: \(error.found)")
    } catch let error as SimulationError {
      throw error
    } catch {
      throw SimulationError(
        kind: .integration, field: input.path, found: "\(error)", expected: "a derivative", remedy: "report this")
    }
  }
}
