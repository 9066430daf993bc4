import Foaming
import Integrators
import Testing

/// A problem without what it says about the structure of its Jacobian: dense, by dual numbers.
private struct Unstructured<Problem: InitialValueProblem>: InitialValueProblem {
  let problem: Problem
  var dimension: Int { problem.dimension }
  var quadratures: Int { problem.quadratures }

  func evaluate<S: Scalar>(at time: S, state: Span<S>, derivative: inout MutableSpan<S>) {
    problem.evaluate(at: time, state: state, derivative: &derivative)
  }
}

/// The derivatives in O(layers) are those of the equations.
@Suite struct LayeredFoamJacobianTests {
  /// Every term at once: agent, trimerization, CO2 that escapes, unequal walls, two tools, graded layers.
  static func rich(
    _ layers: Int, trimerization: Bool = true, tools: Bool = true, density: Double = 34
  ) -> LayeredFoam {
    var parameters = Archetype.rigidAppliance.parameters
    parameters.carbonDioxideRetained = 0.9
    parameters.lockConversion = 0.75
    if trimerization {
      parameters.trimerization = FoamParameters.Reaction(rate: 2e-7, activationEnergy: 60_000, enthalpy: -60_000)
    }
    let cool = LayerSurroundings.Wall(
      film: 150, temperature: 305, toolHeatCapacity: tools ? 3000 : nil, coolantTemperature: 300,
      coolantConductance: 4)
    let warm = LayerSurroundings.Wall(
      film: 80, temperature: 325, toolHeatCapacity: tools ? 5000 : nil, coolantTemperature: 330,
      coolantConductance: 2)
    return LayeredFoam(
      parameters, in: LayerSurroundings(cavityVolume: 1 / density, thickness: 0.05, first: cool, second: warm),
      grid: LayerGrid(count: layers, wallShare: 0.4 / Double(layers)))
  }

  static func jacobian<Problem: InitialValueProblem>(
    _ problem: Problem, _ time: Double, _ state: [Double]
  ) -> Linearization {
    var linearization = Linearization(dimension: problem.dimension, quadratures: problem.quadratures)
    problem.linearize(at: time, state: state.span, into: &linearization)
    return linearization
  }

  /// The right-hand side in doubles.
  static func derivative<Problem: InitialValueProblem>(
    _ problem: Problem, _ time: Double, _ state: [Double]
  ) -> [Double] {
    var derivative = Array(repeating: Double.nan, count: state.count)
    var span = derivative.mutableSpan
    problem.rightHandSide(at: time, state: state.span, derivative: &span)
    return derivative
  }

  static func expectEqual(_ found: Linearization, _ expected: Linearization, _ comment: Comment) {
    let n = expected.dimension
    #expect(zip(found.value, expected.value).allSatisfy { abs($0 - $1) <= 1e-9 * abs($1) + 1e-13 }, comment)
    for row in 0..<expected.rows {
      // Round-off of the sums behind the shared scalars: relative to what a row adds up, not to what is left of it.
      let elements = expected.jacobian[row * n..<(row + 1) * n]
      let size = elements.map(abs).max() ?? 0
      for column in 0..<n {
        let difference = abs(found.jacobian[row * n + column] - expected.jacobian[row * n + column])
        #expect(difference <= 1e-11 * size, "\(comment): row \(row), column \(column)")
      }
      let difference = abs(found.timeDerivative[row] - expected.timeDerivative[row])
      let scale = max(abs(expected.timeDerivative[row]), abs(expected.value[row]), 1e-12)
      #expect(difference <= 1e-9 * scale, "\(comment): time, row \(row)")
    }
  }

  /// The same in the largest cavity it fills, after some of the layers have set where there are more than two.
  private static func partlyLocked(_ layers: Int, trimerization: Bool, tools: Bool) throws -> Solution<LayeredFoam> {
    for density in stride(from: 34.0, through: 120, by: 2) {
      let solution = try LayeredFoamTests.solve(
        rich(layers, trimerization: trimerization, tools: tools, density: density), relative: 1e-4)
      let isFilled = solution.event("filled") != nil
      if isFilled, layers <= 2 || solution.events.contains(where: { $0.name.hasPrefix("locked:") }) { return solution }
      // From here on no layer sets before the cavity is full.
      if isFilled { break }
    }
    Issue.record("no density with layers that set and a cavity that fills")
    return try LayeredFoamTests.solve(rich(layers), relative: 1e-4)
  }

  @Test(arguments: [1, 2, 3, 7], [true, false])
  func `exact in every phase`(layers: Int, rich: Bool) throws {
    let short = try LayeredFoamTests.solve(Self.rich(layers, trimerization: rich, tools: rich), relative: 1e-4)
    let filled = try Self.partlyLocked(layers, trimerization: rich, tools: rich)
    for solution in [short, filled] {
      let dense = try #require(solution.dense)
      // In the middle of every phase, and at fixed times.
      let starts = solution.phases.map(\.start) + [600]
      let middles = zip(starts, starts.dropFirst()).map { ($0 + $1) / 2 }
      for time in [1, 20, 38, 80, 300] + middles {
        let problem = solution.problem(at: time)
        let state = dense.state(at: time)
        Self.expectEqual(
          Self.jacobian(problem, time, state), Self.jacobian(Unstructured(problem: problem), time, state),
          "\(layers) layers at \(time) s")
        #expect(
          Self.derivative(problem, time, state) == Self.derivative(Unstructured(problem: problem), time, state),
          "two layers at a time are the same as one, \(layers) layers at \(time) s")
      }
    }
  }

  @Test(arguments: [Rodas5P(), Seulex7()] as [any Integrator])
  func `steps are those of the dense solution`(method: any Integrator) throws {
    let foam = Self.rich(9)
    let chained = try LayeredFoamTests.solve(foam, relative: 1e-6)
    let unstructured = Unstructured(problem: foam)
    // Until the first event, which only the problem itself can handle.
    let end = try #require(chained.events.first).time * 0.99
    let tolerances = foam.tolerances(relative: 1e-6)
    let one = try method.integrate(foam, from: foam.initialState, over: 0...end, tolerances: tolerances)
    let other = try method.integrate(
      unstructured, from: foam.initialState, over: 0...end, tolerances: tolerances)
    #expect(one.statistics == other.statistics)
    for (a, (b, size)) in zip(one.end.state, zip(other.end.state, tolerances.absolute)) {
      #expect(abs(a - b) < 1e-3 * size)
    }
  }

  @Test func `a slab is exact, too`() {
    var slab = ReactingSlab(
      thickness: 0.02, conductivity: 0.03, heatCapacity: 1e5, first: ReactingSlab.Wall(film: 50, temperature: 310),
      second: ReactingSlab.Wall(film: 120, temperature: 330), shares: [1, 2, 3, 4, 3, 1])
    (slab.frequency, slab.activationTemperature, slab.temperatureRise) = (7e6, 6600, 140)
    var state = slab.initialState(temperature: 300)
    for i in 0..<slab.dimension { state[i] += i % 2 == 0 ? 3.5 * Double(i) : 0.05 * Double(i) }
    Self.expectEqual(
      Self.jacobian(slab, 3, state), Self.jacobian(Unstructured(problem: slab), 3, state), "slab")
  }
}
