import CAllocationCount
import Foaming
import Integrators
import Testing

/// Whatever the grid, the foam behaves.
@Suite struct LayeredFoamSanityTests {
  /// Thickness [m], film [W/(m²·K)] of the reference molds.
  static func mold(_ archetype: Archetype, grid: LayerGrid, locks: Bool = true) -> LayeredFoam {
    let (thickness, film) =
      switch archetype.id {
      case "flexible-molded": (0.1, 100.0)
      case "rigid-appliance": (0.06, 100.0)
      case "integral-skin": (0.02, 300.0)
      default: (0.02, 150.0)
      }
    let wall = LayerSurroundings.Wall(film: film, temperature: archetype.cavity.wall)
    var parameters = archetype.parameters
    if !locks { parameters.lockConversion = 2 }
    return LayeredFoam(
      parameters,
      in: LayerSurroundings(cavityVolume: archetype.cavity.volume, thickness: thickness, first: wall, second: wall),
      grid: grid)
  }

  @Test(arguments: Archetype.all.map(\.id), [1, 2, 3, 7, 50, 200])
  func `no layer runs away`(id: String, layers: Int) throws {
    let archetype = try #require(Archetype.all.first { $0.id == id })
    let lumped = LumpedFoam(
      archetype.parameters, in: .ventedCavity(volume: archetype.cavity.volume, wallConductance: 0, wallTemperature: 300)
    )
    let adiabatic = try Rodas5P().integrate(
      lumped, from: lumped.initialState, over: 0...600, events: lumped.events(tackFreeConversion: 0.85),
      tolerances: lumped.tolerances(relative: 1e-4))
    let hottest = zip(adiabatic.trajectory.times, adiabatic.trajectory.times.indices).map { time, i in
      FoamReading(adiabatic.problem(at: time), state: Array(adiabatic.trajectory[i])).temperature
    }.max()!
    let (start, wall) = (archetype.parameters.initialTemperature, archetype.cavity.wall)
    for grid in [LayerGrid(uniform: layers), LayerGrid(count: layers, wallShare: 0.5 / Double(layers))] {
      let foam = Self.mold(archetype, grid: grid)
      let solution = try LayeredFoamTests.solve(foam, relative: 1e-4)
      for (i, time) in solution.trajectory.times.enumerated() {
        let readings = solution.problem(at: time).readings(Array(solution.trajectory[i]).span)
        for reading in readings {
          // What a warm wall gives before the reaction starts comes on top of what the reaction gives.
          #expect(reading.temperature < hottest + max(0, wall - start) + 1)
          #expect(reading.temperature > min(start, wall) - 5)
          #expect(reading.conversion > -1e-3 && reading.conversion < 1 + 1e-3)
          #expect(reading.gasVolume > 0 && reading.pressure > 0)
        }
      }
    }
  }

  /// Layers that set one by one before the cavity is full: a shot that is too small.
  @Test(arguments: [1, 2, 7, 40])
  func `every layer of a short shot sets, once`(layers: Int) throws {
    var foam = Self.mold(.rigidAppliance, grid: LayerGrid(count: layers, wallShare: 0.6 / Double(layers)))
    foam = LayeredFoam(
      foam.parameters,
      in: LayerSurroundings(
        cavityVolume: 1 / 15.0, thickness: 0.06, first: foam.surroundings.first, second: foam.surroundings.second),
      grid: foam.grid)
    let solution = try LayeredFoamTests.solve(foam, relative: 1e-5)
    #expect(solution.event("filled") == nil)
    let locked = solution.events.filter { $0.name.hasPrefix("locked:") }
    #expect(Set(locked.map(\.name)).count == locked.count)
    let end = solution.problem(at: 600)
    for (reading, gas) in zip(end.readings(solution.end.state.span), end.lockedGasVolume) {
      #expect((reading.conversion >= foam.parameters.lockConversion) == (gas != nil))
    }
  }

  @Test func `moments of one layer are those of the lumped model`() throws {
    let layered = Self.mold(.semiRigid, grid: LayerGrid(uniform: 3))
    let adiabatic = LayeredFoam(
      layered.parameters,
      in: LayerSurroundings(
        cavityVolume: layered.surroundings.cavityVolume, thickness: 0.02, first: .adiabatic, second: .adiabatic),
      grid: layered.grid)
    let lumped = LumpedFoam(
      layered.parameters,
      in: .ventedCavity(volume: layered.surroundings.cavityVolume, wallConductance: 0, wallTemperature: 300))
    let solution = try Rodas5P().integrate(
      adiabatic, from: adiabatic.initialState, over: 0...600, events: adiabatic.events(tackFreeConversion: 0.85),
      tolerances: adiabatic.tolerances(relative: 1e-8))
    let reference = try Rodas5P().integrate(
      lumped, from: lumped.initialState, over: 0...600, events: lumped.events(tackFreeConversion: 0.85),
      tolerances: lumped.tolerances(relative: 1e-8))
    for name in ["cream", "gel", "tack_free", "filled"] {
      let (here, there) = (try #require(solution.event(name)).time, try #require(reference.event(name)).time)
      #expect(abs(here - there) < 1e-6 * there, "\(name)")
    }
  }

  private static func derivative<Problem: InitialValueProblem>(
    of problem: Problem, at time: Double, _ state: [Double]
  ) -> [Double] {
    var derivative = state
    var target = derivative.mutableSpan
    problem.rightHandSide(at: time, state: state.span, derivative: &target)
    return derivative
  }

  /// One layer against the lumped model with the conductance that the layer has at that moment.
  @Test func `one layer is the lumped model with its wall`() throws {
    let foam = Self.mold(.flexibleMolded, grid: LayerGrid(uniform: 1), locks: false)
    let solution = try LayeredFoamTests.solve(foam, relative: 1e-6)
    let dense = try #require(solution.dense)
    for time in stride(from: 2.0, through: 590, by: 12) {
      let state = dense.state(at: time)
      let problem = solution.problem(at: time)
      let derivative = Self.derivative(of: problem, at: time, state)
      let heat = derivative[foam.layout.firstWallHeat] + derivative[foam.layout.secondWallHeat]
      let reading = problem.readings(state.span)[0]
      let excess = reading.temperature - foam.surroundings.first.temperature
      // Two walls, each with half a layer and a film, over the contact area v/H.
      let resistance = foam.surroundings.thickness * (reading.gasVolume + reading.liquidVolume)
      let surroundings = Surroundings.ventedCavity(
        volume: foam.surroundings.cavityVolume, wallConductance: heat / excess,
        wallTemperature: foam.surroundings.first.temperature)
      #expect(heat / excess > 0 && heat / excess < 2 * foam.surroundings.first.film / resistance)
      let lumped = LumpedFoam(foam.parameters, in: surroundings)
        .stage(problem.isFull ? .cavity : .open, isGelled: false) { _ in 0 }
      var padded = Array(repeating: 0.0, count: lumped.dimension + lumped.quadratures)
      for i in 0..<foam.layout.stride { padded[i] = state[i] }
      let expected = Self.derivative(of: lumped, at: time, padded)
      for i in 0..<foam.layout.stride {
        #expect(abs(derivative[i] - expected[i]) <= 1e-10 * abs(expected[i]) + 1e-15, "state \(i) at \(time) s")
      }
    }
  }

  @Test func `exchanged walls exchange the profile`() throws {
    let (cool, warm) = (
      LayerSurroundings.Wall(film: 150, temperature: 300),
      LayerSurroundings.Wall(
        film: 80, temperature: 330, toolHeatCapacity: 4000, coolantTemperature: 320, coolantConductance: 5)
    )
    func solve(_ first: LayerSurroundings.Wall, _ second: LayerSurroundings.Wall) throws -> Solution<LayeredFoam> {
      let foam = LayeredFoam(
        Archetype.rigidAppliance.parameters,
        in: LayerSurroundings(cavityVolume: 1 / 34.0, thickness: 0.06, first: first, second: second),
        grid: LayerGrid(count: 12, wallShare: 0.02))
      return try LayeredFoamTests.solve(foam, relative: 1e-6)
    }
    let (one, other) = (try solve(cool, warm), try solve(warm, cool))
    #expect(one.events.map(\.time).count == other.events.map(\.time).count)
    for time in stride(from: 5.0, through: 600, by: 35) {
      let here = one.problem(at: time).readings(try #require(one.dense).state(at: time).span)
      let there = other.problem(at: time).readings(try #require(other.dense).state(at: time).span)
      for (a, b) in zip(here, there.reversed()) {
        // Round-off of the opposite order of elimination, amplified by the choice of step sizes.
        #expect(abs(a.temperature - b.temperature) < 1e-7)
        #expect(abs(a.density / b.density - 1) < 1e-9)
      }
    }
  }

  /// Allocations of one run with steps of one size, before anything happens.
  private func allocations(steps: Int, _ method: any Integrator) throws -> UInt {
    let foam = Self.mold(.rigidAppliance, grid: LayerGrid(uniform: 20))
    let size = 10 / Double(steps)
    let tolerances = foam.tolerances(relative: 1e-1)
    let (initial, events) = (foam.initialState, foam.events(tackFreeConversion: 0.85))
    let before = allocation_count()
    let solution = try method.integrate(
      foam, from: initial, over: 0...5, events: events, output: .times([1]), tolerances: tolerances,
      limits: Limits(stepSizeMaximum: size, stepSizeInitial: size))
    let after = allocation_count()
    #expect(solution.statistics.steps >= steps / 2)
    return after - before
  }

  #if !DEBUG
    @Test(arguments: [Rodas5P(), Seulex7()] as [any Integrator])
    func `steps allocate nothing`(method: any Integrator) throws {
      _ = try allocations(steps: 100, method)
      let few = try allocations(steps: 100, method)
      #expect(try allocations(steps: 1000, method) == few)
    }
  #endif
}
