package import Integrators
internal import Quantities

/// A shot that is ready to be solved: what ``Simulation`` computes before it integrates, kept apart so that the two
/// integrations of many shots can be done together.
package struct PreparedShot: Sendable {
  /// An integration that a shot needs.
  package struct Course: Sendable {
    package let foam: LumpedFoam
    package let events: [Event<LumpedFoam>]
    /// Simulated time [s].
    package let duration: Double
    /// rtol.
    package let relativeTolerance: Double

    package var tolerances: Tolerances { foam.tolerances(relative: relativeTolerance) }
  }

  let scenario: Scenario
  let filled: FilledSystem
  let mixture: Mixture
  let parameters: FoamParameters
  let vents: [Surroundings.VentGroup]
  /// Hydroxyl conversion at which the surface is tack-free.
  let tackFree: Double
  /// What a balance of mass finds fault with.
  let conflict: String?
  /// The method that the scenario names or that overrides it.
  package let method: any Integrator
  /// The shot where the scenario puts it, in zero dimensions, at the end of mixing.
  let foam: LumpedFoam
  /// True where the scenario asks for zero dimensions.
  package var isLumped: Bool { scenario.settings.dimension == .zero }

  /// - Parameters: see ``Simulation/init(of:system:assuming:with:)``.
  /// - Throws: ``SimulationError``: gaps or contradictions.
  package init(
    of scenario: Scenario, system: MaterialSystem, assuming archetype: MaterialSystem? = nil,
    with integrator: (any Integrator)? = nil
  ) throws(SimulationError) {
    try scenario.checkDomain()
    conflict = Feasibility.densityConflict(scenario)
    (filled, mixture, parameters) = try Simulation.resolve(scenario, system, archetype, conflict: conflict)
    let settings = scenario.settings
    guard let method = integrator ?? IntegratorCatalog.integrator(named: settings.integrator) else {
      throw SimulationError(
        kind: .invalid, field: "settings.integrator", found: settings.integrator,
        expected: "one of \(IntegratorCatalog.names.joined(separator: ", "))", remedy: "choose one of these methods")
    }
    self.method = method
    try Feasibility.requireRoom(scenario, mixture: mixture, liquidVolume: parameters.liquidVolumeInitial)
    tackFree = filled.system.model.value(.tackFreeConversion) ?? parameters.lockConversion
    self.scenario = scenario
    vents = scenario.mold.ventGroups(mass: mixture.mass)
    let surroundings = Surroundings(
      mold: scenario.mold, process: scenario.process, mass: mixture.mass,
      foamConductivity: parameters.foamConductivity)
    foam = LumpedFoam(parameters, in: surroundings, vents: vents)
  }

  /// The mixture in an adiabatic cup, always solved by ``Rodas5P``.
  package var freeRise: Course {
    FreeRise.course(
      parameters, pressure: scenario.process.ambientPressure.si, tackFreeConversion: tackFree,
      relativeTolerance: scenario.settings.relativeTolerance)
  }

  /// The shot where the scenario puts it, in zero dimensions.
  package var shot: Course {
    Course(
      foam: foam, events: foam.events(tackFreeConversion: tackFree, vents: vents),
      duration: scenario.settings.duration.si, relativeTolerance: scenario.settings.relativeTolerance)
  }

  /// Judges the shot by its two solutions, both with dense output.
  ///
  /// - Returns: `nil` when a balance does not hold at this tolerance: the shot is to be simulated by itself.
  package func simulation(freeRise: Solution<LumpedFoam>, shot: Solution<LumpedFoam>) -> Simulation? {
    guard let cup = ShotCourse(freeRise), let course = ShotCourse(shot) else { return nil }
    let tolerance = scenario.settings.relativeTolerance
    let audit = Audit(course, relativeTolerance: tolerance)
    guard audit.holds else { return nil }
    let solved = SolvedShot(course: course, audit: audit, tolerance: tolerance)
    return Simulation(self, freeRise: FreeRise(cup), solved: addingLumpedWords(to: solved))
  }
}
