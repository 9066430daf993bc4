import Foaming
import Integrators
import Testing

/// A shot that mirrors itself is solved for one half: the same shot, in half the states.
@Suite struct LayeredFoamSymmetryTests {
  /// Graded layers that set, agent, CO2 that escapes, and a tool on both sides.
  private static func foam(_ layers: Int, tools: Bool, density: Double = 34, usesSymmetry: Bool) -> LayeredFoam {
    var parameters = Archetype.rigidAppliance.parameters
    parameters.carbonDioxideRetained = 0.9
    parameters.lockConversion = 0.6
    let wall = LayerSurroundings.Wall(
      film: 120, temperature: 315, toolHeatCapacity: tools ? 4000 : nil, coolantTemperature: 308,
      coolantConductance: 3)
    return LayeredFoam(
      parameters, in: LayerSurroundings(cavityVolume: 1 / density, thickness: 0.05, first: wall, second: wall),
      grid: LayerGrid(count: layers, wallShare: 0.5 / Double(layers)), usesSymmetry: usesSymmetry)
  }

  /// The state of the whole that a state of the half stands for.
  private static func unfolded(_ half: [Double], _ foam: LayeredFoam, to whole: LayeredFoam) -> [Double] {
    let (layout, target) = (foam.layout, whole.layout)
    var state = Array(repeating: 0.0, count: whole.dimension + whole.quadratures)
    for layer in 0..<whole.grid.count {
      let source = layout.first(ofLayer: min(layer, whole.grid.count - 1 - layer))
      for j in 0..<layout.stride { state[target.first(ofLayer: layer) + j] = half[source + j] }
    }
    if let tool = layout.firstTool, let first = target.firstTool, let second = target.secondTool {
      (state[first], state[second]) = (half[tool], half[tool])
    }
    state[target.firstWallHeat] = half[layout.firstWallHeat] / 2
    state[target.secondWallHeat] = half[layout.firstWallHeat] / 2
    for (from, to) in [
      (layout.flowWork, target.flowWork), (layout.isocyanateConsumed, target.isocyanateConsumed),
      (layout.carbonDioxideLost, target.carbonDioxideLost), (layout.lostEnthalpy, target.lostEnthalpy),
    ] { state[to] = half[from] }
    return state
  }

  @Test(arguments: [2, 3, 8, 9], [true, false])
  func `one half has the rates of the whole`(layers: Int, tools: Bool) throws {
    for density in [34.0, 60] {
      let half = Self.foam(layers, tools: tools, density: density, usesSymmetry: true)
      let whole = Self.foam(layers, tools: tools, density: density, usesSymmetry: false)
      #expect(half.dimension == (layers + 1) / 2 * half.layout.stride + (tools ? 1 : 0))
      let solution = try LayeredFoamTests.solve(half, relative: 1e-5)
      // The whole takes its phases from its own run: filled, and set in the same layers.
      let reference = try LayeredFoamTests.solve(whole, relative: 1e-5)
      let isFilled = solution.event("filled") != nil
      #expect(isFilled == (reference.event("filled") != nil))
      for time in [3.0, 15, 30, 100, 590] {
        let state = try #require(solution.dense).state(at: time)
        let (problem, other) = (solution.problem(at: time), reference.problem(at: time))
        let (locked, otherLocked) = (problem.lockedGasVolume, other.lockedGasVolume)
        try #require(locked.map { $0 != nil } == otherLocked.map { $0 != nil })
        // Volumes at which layers set are those of two runs, alike to their tolerance; rates need the same.
        let rates = LayeredFoamJacobianTests.derivative(problem, time, state)
        let expected = LayeredFoamJacobianTests.derivative(other, time, Self.unfolded(state, problem, to: other))
        for (found, rate) in zip(Self.unfolded(rates, problem, to: other), expected) {
          #expect(abs(found - rate) <= (locked.contains { $0 != nil } ? 1e-3 : 1e-11) * abs(rate) + 1e-9)
        }
      }
    }
  }

  @Test(arguments: [2, 7, 20], [true, false])
  func `one half tells the whole`(layers: Int, tools: Bool) throws {
    for density in [34.0, 60] {
      let half = Self.foam(layers, tools: tools, density: density, usesSymmetry: true)
      let whole = Self.foam(layers, tools: tools, density: density, usesSymmetry: false)
      func solve(_ foam: LayeredFoam) throws -> Solution<LayeredFoam> {
        try Rodas5P().integrate(
          foam, from: foam.initialState, over: 0...600, events: foam.events(tackFreeConversion: 0.85),
          tolerances: foam.tolerances(relative: 1e-8))
      }
      let (one, other) = (try solve(half), try solve(whole))
      for name in ["cream", "gel", "skin_gel", "tack_free", "locked", "filled"] {
        let (here, there) = (one.event(name)?.time, other.event(name)?.time)
        #expect((here == nil) == (there == nil), "\(name)")
        if let here, let there { #expect(abs(here - there) < 1e-6 * there, "\(name)") }
      }
      for time in stride(from: 5.0, through: 600, by: 45) {
        let here = one.problem(at: time)
        let there = other.problem(at: time)
        let state = try #require(one.dense).state(at: time)
        let reference = try #require(other.dense).state(at: time)
        let (readings, expected) = (here.readings(state.span), there.readings(reference.span))
        #expect(readings.count == layers && here.lockedGasVolume.count == layers)
        for (a, b) in zip(readings, expected) {
          #expect(abs(a.temperature - b.temperature) < 1e-4)
          #expect(abs(a.density / b.density - 1) < 1e-6)
          #expect(abs(a.conversion - b.conversion) < 1e-6)
        }
        let (shot, whole) = (FoamReading(here, state: state.span), FoamReading(there, state: reference.span))
        #expect(abs(shot.pressure / whole.pressure - 1) < 1e-6)
        #expect(abs(shot.wallTemperature - whole.wallTemperature) < 1e-4)
        #expect(abs(shot.secondWallTemperature - whole.secondWallTemperature) < 1e-4)
        #expect(shot.layers.map(\.share) == whole.layers.map(\.share))
      }
    }
  }

  @Test func `what does not mirror itself is solved whole`() {
    let wall = LayerSurroundings.Wall(film: 100, temperature: 318)
    let warmer = LayerSurroundings.Wall(film: 100, temperature: 319)
    let parameters = Archetype.semiRigid.parameters
    func dimension(_ second: LayerSurroundings.Wall, layers: Int) -> Int {
      let foam = LayeredFoam(
        parameters, in: LayerSurroundings(cavityVolume: 1 / 60, thickness: 0.02, first: wall, second: second),
        grid: LayerGrid(uniform: layers))
      return foam.dimension / foam.layout.stride
    }
    #expect(dimension(wall, layers: 10) == 5)
    #expect(dimension(wall, layers: 1) == 1)
    #expect(dimension(warmer, layers: 10) == 10)
  }
}
