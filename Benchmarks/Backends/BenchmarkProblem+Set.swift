import Foaming
import Integrators

extension BackendBenchmark {
  /// The stiff set, one shot of each archetype, and a shot in twenty layers.
  static func problems() -> [BenchmarkProblem] {
    [robertson, hires, oregonator] + Archetype.all.compactMap(shot) + [layers].compactMap { $0 }
  }

  private static let digits = [3.0, 4, 5, 6, 7, 8, 9, 10]

  private static var robertson: BenchmarkProblem {
    BenchmarkProblem(
      id: "robertson", title: "Robertson, t ≤ 1e11", family: "stiff set", segments: [.init(Robertson())],
      times: [0, 1e11], initial: [1, 0, 0], quadratures: 0, floor: [1e-10, 1e-14, 1e-10], exponents: digits,
      isStiffOnly: true)
  }

  private static var hires: BenchmarkProblem {
    BenchmarkProblem(
      id: "hires", title: "HIRES", family: "stiff set", segments: [.init(Hires())], times: [0, 321.8122],
      initial: [1, 0, 0, 0, 0, 0, 0, 0.0057], quadratures: 0, floor: Array(repeating: 1e-4, count: 8),
      exponents: digits, isStiffOnly: false)
  }

  private static var oregonator: BenchmarkProblem {
    BenchmarkProblem(
      id: "oregonator", title: "Oregonator, t = 360", family: "stiff set", segments: [.init(Oregonator())],
      times: [0, 360], initial: [1, 2, 3], quadratures: 0, floor: Array(repeating: 1e-6, count: 3),
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
    return BenchmarkProblem(
      id: name, title: "PUR-M1, \(archetype.id), closed, 600 s", family: "0D",
      segments: solution.phases.map { .init($0.problem) }, times: solution.phases.map(\.start) + [600],
      initial: Array(foam.initialState.prefix(foam.dimension)), quadratures: foam.quadratures,
      floor: foam.tolerances(relative: 1).absolute, exponents: digits, isStiffOnly: false)
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

/// Robertson's autocatalytic reaction.
private struct Robertson: InitialValueProblem {
  var dimension: Int { 3 }

  func evaluate<S: Scalar>(at time: S, state y: Span<S>, derivative: inout MutableSpan<S>) {
    let first = 0.04 * y[0]
    let second = 1e4 * (y[1] * y[2])
    let third = 3e7 * (y[1] * y[1])
    derivative[0] = second - first
    derivative[1] = first - second - third
    derivative[2] = third
  }
}

/// High irradiance response of photomorphogenesis, eight reactants.
private struct Hires: InitialValueProblem {
  var dimension: Int { 8 }

  func evaluate<S: Scalar>(at time: S, state y: Span<S>, derivative: inout MutableSpan<S>) {
    let reaction = 280.0 * (y[5] * y[7])
    derivative[0] = 0.43 * y[1] - 1.71 * y[0]
    derivative[0] = derivative[0] + 8.32 * y[2] + 0.0007
    derivative[1] = 1.71 * y[0] - 8.75 * y[1]
    derivative[2] = 0.43 * y[3] + 0.035 * y[4]
    derivative[2] = derivative[2] - 10.03 * y[2]
    derivative[3] = 8.32 * y[1] + 1.71 * y[2]
    derivative[3] = derivative[3] - 1.12 * y[3]
    derivative[4] = 0.43 * (y[5] + y[6]) - 1.745 * y[4]
    derivative[5] = 0.69 * (y[3] + y[6]) - 0.43 * y[5]
    derivative[5] = derivative[5] + 1.71 * y[4] - reaction
    derivative[6] = reaction - 1.81 * y[6]
    derivative[7] = 1.81 * y[6] - reaction
  }
}

/// The Oregonator of Field and Noyes.
private struct Oregonator: InitialValueProblem {
  var dimension: Int { 3 }

  func evaluate<S: Scalar>(at time: S, state y: Span<S>, derivative: inout MutableSpan<S>) {
    let (s, w, q) = (77.27, 0.161, 8.375e-6)
    let growth = 1.0 - q * y[0] - y[1]
    let loss = (1.0 + y[0]) * y[1]
    derivative[0] = s * (y[1] + y[0] * growth)
    derivative[1] = (y[2] - loss) / s
    derivative[2] = w * (y[0] - y[2])
  }
}
