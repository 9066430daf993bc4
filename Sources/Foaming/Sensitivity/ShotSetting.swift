internal import Integrators
internal import Quantities

/// A foam at the end of mixing with its events.
struct Vessel<Foam: ShotModel>: Sendable {
  let foam: Foam
  let events: [Event<Foam>]
}

/// A model of a shot that a scenario can be turned into, again and again for neighboring values of an input.
protocol ScenarioModel: ShotModel {
  /// The shot in its mold.
  static func vessel(
    of scenario: Scenario, _ mixture: Mixture, _ parameters: FoamParameters, tackFreeConversion: Double
  ) throws(SimulationError) -> Vessel<Self>
}

extension LumpedFoam: ScenarioModel {
  static func vessel(
    of scenario: Scenario, _ mixture: Mixture, _ parameters: FoamParameters, tackFreeConversion: Double
  ) throws(SimulationError) -> Vessel<LumpedFoam> {
    let surroundings = Surroundings(
      mold: scenario.mold, process: scenario.process, mass: mixture.mass,
      foamConductivity: parameters.foamConductivity)
    let vents = scenario.mold.ventGroups(mass: mixture.mass)
    let foam = LumpedFoam(parameters, in: surroundings, vents: vents)
    return Vessel(foam: foam, events: foam.events(tackFreeConversion: tackFreeConversion, vents: vents))
  }
}

extension LayeredFoam: ScenarioModel {
  static func vessel(
    of scenario: Scenario, _ mixture: Mixture, _ parameters: FoamParameters, tackFreeConversion: Double
  ) throws(SimulationError) -> Vessel<LayeredFoam> {
    let foam = LayeredFoam(
      parameters, in: try LayerSurroundings(mold: scenario.mold, process: scenario.process, mass: mixture.mass),
      grid: LayerGrid(scenario.settings),
      // An input of one side makes the halves differ.
      usesSymmetry: scenario.mold.secondSide == nil)
    return Vessel(foam: foam, events: foam.events(tackFreeConversion: tackFreeConversion))
  }
}

/// Everything that a shot is computed from, for one value of an input.
struct ShotSetting<Foam: ScenarioModel>: Sendable {
  let scenario: Scenario
  let system: MaterialSystem
  let mixture: Mixture
  let parameters: FoamParameters
  let structure: FoamStructure?
  /// The shot in its mold.
  let mold: Vessel<Foam>
  /// The same mixture in an adiabatic cup.
  let cup: Vessel<LumpedFoam>

  var mixing: Double { scenario.process.mixingTime.si }
  var tackFreeConversion: Double { system.model.value(.tackFreeConversion) ?? parameters.lockConversion }

  /// - Parameter system: gaps closed.
  init(_ scenario: Scenario, _ system: MaterialSystem) throws(SimulationError) {
    (self.scenario, self.system) = (scenario, system)
    let pressure = scenario.process.ambientPressure.si
    mixture = try Mixture(scenario: scenario, system: system)
    parameters = try FoamParameters(system: system, mixture: mixture, pressure: pressure)
    structure = FoamStructure(system: system)
    let tackFree = system.model.value(.tackFreeConversion) ?? parameters.lockConversion
    mold = try Foam.vessel(of: scenario, mixture, parameters, tackFreeConversion: tackFree)
    let free = LumpedFoam(
      parameters, in: .adiabaticCup(pressure: pressure, temperature: parameters.initialTemperature))
    cup = Vessel(foam: free, events: free.events(tackFreeConversion: tackFree))
  }

  /// The settings at the ``ClosedFormDerivative/offsets`` of `input`.
  func varied(_ input: SensitivityInput) throws(SimulationError) -> [ShotSetting] {
    var settings: [ShotSetting] = []
    for offset in ClosedFormDerivative.offsets {
      var (scenario, system) = (scenario, system)
      if offset != 0 { input.assign(&scenario, &system, input.value + offset * input.step) }
      settings.append(try ShotSetting(scenario, system))
    }
    let moved = settings.indices.filter { $0 != ClosedFormDerivative.center }
    guard Set(moved.map { settings[$0].isNominal }).count == 1 else {
      throw SimulationError(
        kind: .invalid, field: input.path,
        found: "the mixing ratio is taken as stated only while the index is within 1e-4 of the nominal one",
        expected: "one rule around the value", remedy: "state another index")
    }
    return settings
  }

  /// True where a declared index counts as the nominal one of a ready mixture, see ``Mixture``.
  private var isNominal: Bool {
    guard case .shot = scenario.recipe.charge, let index = scenario.recipe.declaredIndex,
      let hydroxyl = system.sheet.value(.mixtureHydroxyl), let water = system.sheet.value(.mixtureWater),
      let groups = system.sheet.value(.mixtureIsocyanate)
    else { return false }
    return abs(index * (hydroxyl + 2 * water) / groups - 1) < 1e-4
  }
}

extension SensitivityInput {
  /// Distance of the points of ``ClosedFormDerivative`` [SI].
  var step: Double { scale * ClosedFormDerivative.part }
}
