import Foaming
import Integrators
import StiffProblems

extension BackendBenchmark {
  /// The stiff set, one shot of each archetype, and a shot in twenty layers.
  static func problems() -> [BenchmarkProblem] {
    if isQuick { return [robertson] + Archetype.all.prefix(1).compactMap(shot) + [layers].compactMap { $0 } }
    return [robertson, hires, oregonator] + Archetype.all.compactMap(shot) + [layers].compactMap { $0 }
  }

  private static let digits = [3.0, 4, 5, 6, 7, 8, 9, 10]

  private static var robertson: BenchmarkProblem {
    BenchmarkProblem(
      id: "robertson", title: "Robertson, t ≤ 1e11", family: "stiff set", segments: [.init(Robertson())],
      times: [0, 1e11], initial: Robertson.initial, quadratures: 0, floor: [1e-10, 1e-14, 1e-10], exponents: digits,
      isStiffOnly: true)
  }

  private static var hires: BenchmarkProblem {
    BenchmarkProblem(
      id: "hires", title: "HIRES", family: "stiff set", segments: [.init(Hires())], times: [0, 321.8122],
      initial: Hires.initial, quadratures: 0, floor: Array(repeating: 1e-4, count: 8),
      exponents: digits, isStiffOnly: false)
  }

  private static var oregonator: BenchmarkProblem {
    BenchmarkProblem(
      id: "oregonator", title: "Oregonator, t = 360", family: "stiff set", segments: [.init(Oregonator())],
      times: [0, 360], initial: Oregonator.initial, quadratures: 0, floor: Array(repeating: 1e-6, count: 3),
      exponents: digits, isStiffOnly: true)
  }

  /// A closed shot of 600 s, cut where a tight solution finds the events that change the equations.
  private static func shot(_ archetype: Archetype) -> BenchmarkProblem? {
    let foam = LumpedFoam(archetype.parameters, in: archetype.closedMold)
    guard
      let solution = try? Rodas5P().integrate(
        foam, from: foam.initialState, over: 0...600, events: foam.events(tackFreeConversion: 0.85),
        tolerances: foam.tolerances(relative: 1e-12))
    else { return nil }
    let name = archetype.id.split(separator: "-").joined(separator: "_")
    // Shots of an ensemble differ in temperature, as those of EnsembleBenchmark do.
    let starts = (0..<101).map { i in
      var parameters = archetype.parameters
      parameters.initialTemperature += 10 * Double(i) / 101 - 5
      return Array(LumpedFoam(parameters, in: archetype.closedMold).initialState.prefix(foam.dimension))
    }
    return BenchmarkProblem(
      id: name, title: "PUR-M1, \(archetype.id), closed, 600 s", family: "0D",
      segments: solution.phases.map { .init($0.problem) }, times: solution.phases.map(\.start) + [600],
      initial: Array(foam.initialState.prefix(foam.dimension)), quadratures: foam.quadratures,
      floor: foam.tolerances(relative: 1).absolute, exponents: digits, isStiffOnly: false, starts: starts)
  }

  /// The rigid appliance foam in twenty layers between two walls; its layers do not set.
  private static var layers: BenchmarkProblem? {
    var parameters = Archetype.rigidAppliance.parameters
    parameters.lockConversion = 2
    let wall = LayerSurroundings.Wall(film: 100, temperature: 318.15)
    let foam = LayeredFoam(
      parameters, in: LayerSurroundings(cavityVolume: 1 / 34.0, thickness: 0.06, first: wall, second: wall),
      grid: LayerGrid(uniform: 20))
    guard
      let solution = try? Rodas5P().integrate(
        foam, from: foam.initialState, over: 0...600, events: foam.events(),
        tolerances: foam.tolerances(relative: 1e-9))
    else { return nil }
    return BenchmarkProblem(
      id: "layers", title: "PUR-M1, 20 layers, closed, 600 s", family: "1D",
      segments: solution.phases.map { .init($0.problem) }, times: solution.phases.map(\.start) + [600],
      initial: Array(foam.initialState.prefix(foam.dimension)), quadratures: foam.quadratures,
      floor: foam.tolerances(relative: 1).absolute, exponents: [4, 5, 6, 7, 8], isStiffOnly: true)
  }
}
