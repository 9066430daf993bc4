import Foaming
import Integrators
import Quantities
import Testing

/// Identities the model must satisfy whatever its numbers.
@Suite("Identities of the model") struct IdentityTests {
  static func parameters(
    _ system: MaterialSystem, _ scenario: Scenario = .sample()
  ) throws -> (parameters: FoamParameters, mixture: Mixture) {
    let mixture = try Mixture(scenario: scenario, system: system)
    return (
      try FoamParameters(system: system, mixture: mixture, pressure: scenario.process.ambientPressure.si), mixture
    )
  }

  static func solve(
    _ foam: LumpedFoam, until end: Double = 300, relative: Double = 1e-9
  ) throws -> Solution<LumpedFoam> {
    try Rodas5P().integrate(
      foam, from: foam.initialState, over: 0...end, events: foam.events(tackFreeConversion: 0.85),
      tolerances: foam.tolerances(relative: relative))
  }

  /// The equations of a random shot; vents are left out.
  static func foam(of shot: RandomShot) throws -> LumpedFoam {
    let (parameters, mixture) = try Self.parameters(shot.system, shot.scenario)
    return LumpedFoam(
      parameters,
      in: Surroundings(
        mold: shot.scenario.mold, process: shot.scenario.process, mass: mixture.mass,
        foamConductivity: parameters.foamConductivity))
  }

  @Test("the flow work is the gas volume times the rate of the pressure", arguments: RandomShot.all)
  func flowWork(shot: RandomShot) throws {
    let solution = try Self.solve(try Self.foam(of: shot), relative: 1e-6)
    let dense = try #require(solution.dense)
    for time in [1, 20, 60, 120, 250.0] {
      let foam = solution.problem(at: time)
      let state = dense.state(at: time)
      var storage = Array(repeating: 0.0, count: state.count)
      var rate = storage.mutableSpan
      foam.rightHandSide(at: time, state: state.span, derivative: &rate)
      // p along the direction in which the state moves, from the equation of state alone.
      func pressure(_ step: Double) -> Double {
        FoamReading(foam, state: zip(state, storage).map { $0 + step * $1 }.span).pressure
      }
      let step = 1e-3
      let slope = (8 * (pressure(step) - pressure(-step)) - (pressure(2 * step) - pressure(-2 * step))) / (12 * step)
      let now = FoamReading(foam, state: state.span)
      let expected = now.gasVolume * slope
      let scale = max(abs(expected), now.gasVolume * now.pressure * 1e-6)
      #expect(abs(storage[foam.layout.flowWork] - expected) <= 1e-5 * scale, "at \(time) s")
    }
  }

  @Test("free and adiabatic, the specific enthalpy stays what it was", arguments: RandomShot.all)
  func enthalpy(shot: RandomShot) throws {
    var system = shot.system
    // Escaping CO2 would carry enthalpy away.
    system.model[.carbonDioxideRetained]?.value = 1
    let (parameters, _) = try Self.parameters(system)
    let foam = LumpedFoam(parameters, in: .adiabaticCup())
    let states = try Self.solve(foam, relative: 1e-6).accounts
    let start = foam.initialState[foam.layout.enthalpy]
    let scale = parameters.polymerSpecificHeat * parameters.initialTemperature
    // Once the cells are locked their pressure does work on them.
    for (foam, state) in states where foam.confinement == .open {
      #expect(abs(state[foam.layout.enthalpy] - start) <= 1e-13 * scale)
    }
  }

  @Test("the accounts written a second time agree with the package's audit", arguments: RandomShot.others)
  func secondAccounts(shot: RandomShot) throws {
    let balances = FoamBalances(try Self.solve(try Self.foam(of: shot), relative: 1e-5).accounts)
    #expect(balances.mass <= 1e-12)
    #expect(balances.isocyanate <= 1e-12)
    #expect(balances.carbonDioxide <= 1e-11)
    #expect(balances.agent <= 1e-12)
    #expect(balances.air <= 1e-12)
    #expect(balances.energy <= 1e-10)
  }

  @Test("with fast water, hydroxyl gets what water leaves", arguments: [0.5, 0.8, 1.0])
  func waterFirst(index: Double) throws {
    let (hydroxyl, water) = (2.0, 0.6)
    let groups = index * (hydroxyl + 2 * water)
    let system = MaterialSystem.sample(
      .rigid, [.blowingRate: 1e-3, .inductionTime: 0.01],
      sheet: [.mixtureHydroxyl: hydroxyl, .mixtureWater: water, .mixtureIsocyanate: groups, .mixtureAgent: 0])
    let simulation = try Simulation(of: .sample(), system: system)
    let final = try #require(simulation.value(.conversionFinal))
    let ceiling = (groups - 2 * water) / hydroxyl
    #expect(final <= ceiling + 1e-6)
    #expect(final > 0.9 * ceiling)
  }

  @Test("twice the shot in twice the mold is the same shot per kilogram", arguments: RandomShot.others.prefix(20))
  func scale(shot: RandomShot) throws {
    var twice = shot
    twice.scenario.recipe = Recipe(charge: .shot(2 * shot.scenario.recipe.mass))
    twice.scenario.mold = shot.scenario.mold.doubled
    let (one, two) = (
      try shot.simulate(relativeTolerance: 1e-6), try twice.simulate(relativeTolerance: 1e-6)
    )
    #expect(one.statistics.steps == two.statistics.steps)
    for column in one.profile.recorded {
      for (a, b) in zip(one.profile[column], two.profile[column]) {
        // Per-kilogram numbers are ratios of doubled numbers: equal up to the last digits.
        #expect(abs(a - b) <= 1e-9 * max(abs(a), abs(b), 1e-12), "\(column)")
      }
    }
  }

  @Test("results do not depend on the output interval", arguments: RandomShot.others.prefix(20))
  func outputInterval(shot: RandomShot) throws {
    var dense = shot
    dense.scenario.settings.outputInterval = TimeSpan(0.37, .second)
    let (coarse, fine) = (
      try shot.simulate(relativeTolerance: 1e-6), try dense.simulate(relativeTolerance: 1e-6)
    )
    #expect(coarse.keyFigures == fine.keyFigures)
    #expect(coarse.milestones == fine.milestones)
    #expect(coarse.demold == fine.demold)
    #expect(coarse.defects == fine.defects)
    #expect(coarse.audit == fine.audit)
    #expect(coarse.statistics == fine.statistics)
  }

  @Test func `faster diffusion approaches equilibrium, with a deviation that falls as 1 over D`() throws {
    /// Gas volume [m³/kg] before lock and before all has evaporated, with diffusivities × factor.
    func gasVolume(_ factor: Double) throws -> Double {
      let system = MaterialSystem.sample(
        .rigid,
        [.carbonDioxideDiffusivity: 4.4e-10 * factor, .agentDiffusivity: 2e-10 * factor, .carbonDioxideInitial: 0.02])
      let (parameters, _) = try Self.parameters(system)
      let foam = LumpedFoam(parameters, in: .adiabaticCup())
      let solution = try Rodas5P().integrate(
        foam, from: foam.initialState, over: 0...20, tolerances: foam.tolerances(relative: 1e-11))
      return FoamReading(foam, state: solution.end.state.span).gasVolume
    }
    let equilibrium = try gasVolume(1e6)
    let deviations = try [1, 10, 100, 1000].map { abs(try gasVolume($0) / equilibrium - 1) }
    for (slower, faster) in zip(deviations, deviations.dropFirst()) {
      #expect(faster < slower / 5)
    }
    let ratio = deviations[2] / deviations[3]
    #expect(abs(ratio / 10 - 1) < 0.05, "\(deviations)")
  }
}

extension Mold {
  /// The same mold, twice as large: volume, areas, conductances and heat capacities doubled, thickness kept.
  fileprivate var doubled: Mold {
    var mold = self
    if case .cavity(let volume) = enclosure { mold.enclosure = .cavity(2 * volume) }
    mold.contactArea = 2 * contactArea
    if case .vents(let vents) = venting {
      mold.venting = .vents(
        vents.map { vent in
          var twice = vent
          twice.count = 2 * vent.count
          return twice
        })
    }
    if case .tool(let node) = wall {
      mold.wall = .tool(
        ToolNode(
          initialTemperature: node.initialTemperature, mass: 2 * node.mass, specificHeat: node.specificHeat,
          coolantTemperature: node.coolantTemperature, coolantConductance: 2 * node.coolantConductance))
    }
    return mold
  }
}
