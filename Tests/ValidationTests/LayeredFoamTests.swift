import Foaming
import Integrators
import Testing

/// PUR-M1 through the thickness, against a solution computed elsewhere and against its own identities.
@Suite struct LayeredFoamTests {
  static func appliance(layers: Int, film: Double = 100, usesSymmetry: Bool = true) -> LayeredFoam {
    var parameters = Archetype.rigidAppliance.parameters
    // The reference does not let layers set, so that it has no events but the fill.
    parameters.lockConversion = 2
    let wall = film > 0 ? LayerSurroundings.Wall(film: film, temperature: 318.15) : .adiabatic
    return LayeredFoam(
      parameters, in: LayerSurroundings(cavityVolume: 1 / 34.0, thickness: 0.06, first: wall, second: wall),
      grid: LayerGrid(uniform: layers), usesSymmetry: usesSymmetry)
  }

  static func solve(
    _ foam: LayeredFoam, relative: Double, by method: any Integrator = Rodas5P()
  ) throws -> Solution<LayeredFoam> {
    try method.integrate(
      foam, from: foam.initialState, over: 0...600, events: foam.events(),
      tolerances: foam.tolerances(relative: relative))
  }

  /// What is gas follows the rest at once, and is less exact within the long steps of the extrapolation.
  private static let methods: [(any Integrator, Double)] = [(Rodas5P(), 1e-6), (Seulex7(), 2e-6)]

  @Test(arguments: methods, [true, false])
  func `twenty layers follow the reference`(method: (any Integrator, Double), usesSymmetry: Bool) throws {
    let table = try ReferenceTable("purm1_1d_appliance_closed_N20")
    let foam = Self.appliance(layers: 20, usesSymmetry: usesSymmetry)
    let solution = try Self.solve(foam, relative: 1e-8, by: method.0)
    let dense = try #require(solution.dense)
    let deviations = table.deviations { time in
      let state = dense.state(at: time)
      let layers = solution.problem(at: time).readings(state.span)
      let heat = state[foam.layout.firstWallHeat] + state[foam.layout.secondWallHeat]
      return [layers[0].pressure, heat] + layers.map(\.temperature) + layers.map(\.conversion) + layers.map(\.density)
    }
    #expect(deviations.max() ?? 1 < method.1, "\(deviations)")
    let filled = try #require(solution.event("filled")).time
    #expect(abs(filled - 47.08068588150836) < 1e-5)
  }

  /// Fill time [s], wall density [kg/m³] and heat to the walls [kJ/kg] of the reference, by number of layers.
  static let convergence = [
    (1, 46.76140354827706, 34.0, 73.70687306605387), (5, 46.77463117386487, 38.20663633401153, 132.68124250090898),
    (10, 46.8772877961273, 41.54917961859744, 135.394774650622),
  ]

  @Test(arguments: convergence)
  func `any number of layers follows the reference`(
    layers: Int, filled: Double, wallDensity: Double, heat: Double
  ) throws {
    let foam = Self.appliance(layers: layers)
    let solution = try Self.solve(foam, relative: 1e-8)
    let end = solution.end.state
    #expect(abs(try #require(solution.event("filled")).time / filled - 1) < 1e-7)
    #expect(abs(solution.problem(at: 600).readings(end.span)[0].density / wallDensity - 1) < 1e-7)
    let toWalls = end[foam.layout.firstWallHeat] + end[foam.layout.secondWallHeat]
    #expect(abs(toWalls / (heat * 1e3) - 1) < 1e-7)
  }

  @Test func `equal walls give a profile that mirrors itself`() throws {
    let foam = Self.appliance(layers: 12, usesSymmetry: false)
    let solution = try Self.solve(foam, relative: 1e-6)
    for time in stride(from: 5.0, through: 600, by: 35) {
      let layers = solution.problem(at: time).readings(try #require(solution.dense).state(at: time).span)
      for (here, there) in zip(layers, layers.reversed()) {
        #expect(abs(here.temperature - there.temperature) < 1e-12 * here.temperature)
        #expect(abs(here.conversion - there.conversion) < 1e-12)
      }
    }
  }

  /// Graded layers, unequal walls, a tool node, CO2 that escapes and layers that set: every term at once.
  @Test func `mass, isocyanate and energy balance`() throws {
    var parameters = Archetype.flexibleMolded.parameters
    parameters.lockConversion = 0.3
    let cool = LayerSurroundings.Wall(film: 200, temperature: 300)
    let tool = LayerSurroundings.Wall(
      film: 80, temperature: 335, toolHeatCapacity: 4000, coolantTemperature: 320, coolantConductance: 5)
    let foam = LayeredFoam(
      parameters, in: LayerSurroundings(cavityVolume: 1 / 45.0, thickness: 0.08, first: cool, second: tool),
      grid: LayerGrid(count: 16, wallShare: 0.015))
    let solution = try Self.solve(foam, relative: 1e-5)
    let start = LayerAccount(foam, foam.initialState)
    let steps = try #require(solution.dense).knots
    #expect(solution.events.contains { $0.name.hasPrefix("locked:") })
    for time in steps {
      let now = LayerAccount(solution.problem(at: time), try #require(solution.dense).state(at: time))
      #expect(abs(now.isocyanate - start.isocyanate) < 1e-12 * start.isocyanate)
      #expect(abs(now.carbonDioxide - start.carbonDioxide) < 1e-12)
      #expect(abs(now.energy - start.energy) < 1e-12 * 3e5)
    }
  }

  @Test func `a graded grid covers the shot, thin at the walls`() {
    let grid = LayerGrid(count: 21, wallShare: 0.01)
    #expect(abs(grid.shares.reduce(0, +) - 1) < 1e-14)
    #expect(abs(grid.shares[0] - 0.01) < 1e-9)
    #expect(grid.shares == grid.shares.reversed())
    #expect(zip(grid.shares.prefix(11), grid.shares.prefix(11).dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func `adiabatic layers are the lumped model`() throws {
    let layered = Self.appliance(layers: 7, film: 0)
    let lumped = LumpedFoam(
      layered.parameters, in: .ventedCavity(volume: 1 / 34.0, wallConductance: 0, wallTemperature: 300))
    let solution = try Self.solve(layered, relative: 1e-11)
    let reference = try Rodas5P().integrate(
      lumped, from: lumped.initialState, over: 0...600, events: lumped.events(tackFreeConversion: 0.85),
      tolerances: lumped.tolerances(relative: 1e-11))
    for time in stride(from: 10.0, through: 600, by: 10) {
      let layers = solution.problem(at: time).readings(try #require(solution.dense).state(at: time).span)
      let reading = FoamReading(
        reference.problem(at: time), state: try #require(reference.dense).state(at: time).span)
      for layer in layers { #expect(abs(layer.temperature - reading.temperature) < 1e-9) }
    }
  }
}

/// Contents of all layers plus what left, from the state vector alone.
private struct LayerAccount {
  var isocyanate = 0.0
  var carbonDioxide = 0.0
  var energy = 0.0

  init(_ foam: LayeredFoam, _ state: [Double]) {
    let (p, layout) = (foam.parameters, foam.layout)
    for (layer, share) in foam.grid.shares.enumerated() {
      let first = layout.first(ofLayer: layer)
      isocyanate += share * (p.isocyanate - state[first] - 2 * state[first + 1])
      // CO2 inside is what has formed less what escaped; both come from the extent, the loss from its quadrature.
      carbonDioxide -= share * (1 - p.carbonDioxideRetained) * state[first + 1]
      energy += share * state[first + 2]
    }
    isocyanate += state[layout.isocyanateConsumed]
    carbonDioxide += state[layout.carbonDioxideLost]
    energy += state[layout.firstWallHeat] + state[layout.secondWallHeat] + state[layout.lostEnthalpy]
    energy -= state[layout.flowWork]
  }
}
