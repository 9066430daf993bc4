/// A shot solved in tight tolerances, ready to be differentiated with respect to one input after another.
///
/// The inputs have nothing to do with each other: rows may be computed at the same time.
public struct DifferentiableShot: Sendable {
  /// What is asked for, in the order of the files.
  public let inputs: [SensitivityInput]
  /// The figures of the shot, at the tolerance of the sensitivities.
  public let figures: [KeyFigure]
  /// Numbers that an archetype filled in, in sentences.
  public let assumptions: [String]
  private let differentiate: @Sendable (SensitivityInput) throws(SimulationError) -> ShotSensitivities.Row

  /// - Parameters:
  ///   - scenario: what is shot; its tolerance is tightened to `relativeTolerance` where it is looser.
  ///   - archetype: fills gaps of the system; the numbers taken from it are inputs like all others.
  ///   - wants: tells by their paths which inputs are asked for.
  ///   - relativeTolerance: rtol of state and derivatives.
  /// - Throws: ``SimulationError`` as of a simulation.
  public init(
    _ scenario: Scenario, system: MaterialSystem, assuming archetype: MaterialSystem? = nil,
    inputs wants: (String) -> Bool = { _ in true }, relativeTolerance: Double = 1e-8
  ) throws(SimulationError) {
    try scenario.checkDomain()
    let filled = try FilledSystem(system, from: archetype)
    assumptions = filled.assumptions
    inputs = SensitivityInput.all(scenario, filled.system).filter { wants($0.path) }
    let tolerance = min(relativeTolerance, scenario.settings.relativeTolerance)
    switch scenario.settings.dimension {
    case .zero:
      (figures, differentiate) = try Self.solved(try ShotSetting<LumpedFoam>(scenario, filled.system), tolerance)
    case .one:
      (figures, differentiate) = try Self.solved(try ShotSetting<LayeredFoam>(scenario, filled.system), tolerance)
    }
  }

  /// The derivatives with respect to one of ``inputs``.
  ///
  /// - Throws: ``SimulationError`` when the variational equations could not be solved.
  public func row(_ input: SensitivityInput) throws(SimulationError) -> ShotSensitivities.Row {
    try differentiate(input)
  }

  private static func solved<Foam: ScenarioModel>(
    _ setting: ShotSetting<Foam>, _ relativeTolerance: Double
  ) throws(SimulationError) -> (
    [KeyFigure], @Sendable (SensitivityInput) throws(SimulationError) -> ShotSensitivities.Row
  ) {
    try Feasibility.requireRoom(
      setting.scenario, mixture: setting.mixture, liquidVolume: setting.parameters.liquidVolumeInitial)
    let base = try ShotBase(setting, relativeTolerance: relativeTolerance)
    let figures = KeyFigure.all(base.facts)
    let values = Set(figures.filter { $0.value != nil }.map(\.id))
    return (figures, { (input) throws(SimulationError) in try row(base, input, values) })
  }

  private static func row<Foam: ScenarioModel>(
    _ base: ShotBase<Foam>, _ input: SensitivityInput, _ values: Set<KeyFigureID>
  ) throws(SimulationError) -> ShotSensitivities.Row {
    func objected(_ reason: String) -> ShotSensitivities.Row {
      ShotSensitivities.Row(input: input, derivatives: [:], objection: reason)
    }
    do {
      let derivatives = try VariedShot(base, input).derivatives().filter { values.contains($0.key) }
      return ShotSensitivities.Row(input: input, derivatives: derivatives, objection: nil)
    } catch let kink as Kink {
      return objected(kink.reason)
    } catch let error as SimulationError where error.kind != .integration {
      return objected("the model takes no other value alone: \(error.found)")
    } catch let error as SimulationError {
      throw error
    } catch {
      throw SimulationError(
        kind: .integration, field: input.path, found: "\(error)", expected: "a derivative", remedy: "report this")
    }
  }
}
