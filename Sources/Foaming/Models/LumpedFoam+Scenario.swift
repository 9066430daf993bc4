internal import Quantities

extension LumpedFoam {
  /// The model of a scenario at the end of mixing, as ``Simulation`` solves it.
  ///
  /// - Parameters:
  ///   - archetype: fills gaps of the system; `nil` fills nothing.
  /// - Throws: ``SimulationError``: gaps or contradictions.
  public init(
    of scenario: Scenario, system: MaterialSystem, assuming archetype: MaterialSystem? = nil
  ) throws(SimulationError) {
    try scenario.checkDomain()
    let filled = try FilledSystem(system, from: archetype)
    let mixture = try Mixture(scenario: scenario, system: filled.system)
    let parameters = try FoamParameters(
      system: filled.system, mixture: mixture, pressure: scenario.process.ambientPressure.si)
    let surroundings = Surroundings(
      mold: scenario.mold, process: scenario.process, mass: mixture.mass,
      foamConductivity: parameters.foamConductivity)
    self.init(parameters, in: surroundings, vents: scenario.mold.ventGroups(mass: mixture.mass))
  }
}
