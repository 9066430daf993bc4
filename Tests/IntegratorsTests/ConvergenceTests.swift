import Foundation
import Integrators
import Testing

/// What every integrator of the catalog keeps: order, accuracy on smooth problems, invariants.
@Suite struct `Conformance of integrators` {
  /// Steps of one size: tolerances that never reject and limits that fix the size.
  private func fixedSteps<Problem: InitialValueProblem>(
    _ problem: Problem, from initial: [Double], _ name: String, _ count: Int, end: Double
  ) throws -> Solution<Problem> {
    let size = end / Double(count)
    return try integrator(name).integrate(
      problem, from: initial, over: 0...end, events: [], output: .dense,
      tolerances: Tolerances(relative: 1, absolute: 1e300),
      limits: Limits(stepSizeMaximum: size, stepSizeInitial: size))
  }

  private func fixedSteps(_ name: String, _ count: Int, end: Double) throws -> Solution<Bell> {
    try fixedSteps(Bell(), from: Bell.initial, name, count, end: end)
  }

  private func distance(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).map { abs($0 - $1) }.max() ?? 0
  }

  /// Slope of a straight line through log error against log step size.
  private func slope(_ counts: [Int], _ errors: [Double]) -> Double {
    let (x, y) = (counts.map { -log(Double($0)) }, errors.map { log($0) })
    let (meanX, meanY) = (x.reduce(0, +) / Double(x.count), y.reduce(0, +) / Double(y.count))
    let covariance = zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
    return covariance / x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
  }

  @Test(arguments: everyOneStepMethod)
  func `takes exactly the steps that the limits fix`(name: String) throws {
    #expect(try fixedSteps(name, 32, end: 2).statistics.steps == 32)
  }

  @Test(arguments: everyOneStepMethod.filter { $0 != "seulex7" })
  func `converges with the order it claims`(name: String) throws {
    let counts = [20, 28, 40, 56, 80]
    // Halfway, where no error term of this problem vanishes by symmetry.
    let errors = try counts.map { try distance(fixedSteps(name, $0, end: 1).end.state, Bell.solution(1)) }
    #expect(abs(slope(counts, errors) - Double(integrator(name).order)) < 0.2)
  }

  /// The interpolants have order 4: their local error, which dominates between the steps, shrinks with h⁵.
  @Test(arguments: everyOneStepMethod.filter { $0 != "seulex7" })
  func `interpolates with a local error of order 5`(name: String) throws {
    let counts = [16, 32, 64, 128]
    let errors = try counts.map { count in
      let solution = try fixedSteps(name, count, end: 2)
      let dense = try #require(solution.dense)
      return stride(from: 0.00185, to: 2, by: 0.005).map { distance(dense.state(at: $0), Bell.solution($0)) }.max() ?? 0
    }
    #expect(abs(slope(counts, errors) - 5) < 0.25)
  }

  /// Over three periods, so that an error of this order stands well above round-off; between the steps it is no other.
  @Test func `the extrapolation converges with order 7, its interpolant too`() throws {
    let counts = [32, 45, 64, 90]
    func exact(_ time: Double) -> [Double] { [cos(time), -sin(time)] }
    var (ends, within): ([Double], [Double]) = ([], [])
    for count in counts {
      let solution = try fixedSteps(Oscillator(), from: Oscillator.initial, "seulex7", count, end: 20)
      ends.append(distance(solution.end.state, exact(20)))
      let dense = try #require(solution.dense)
      within.append(
        stride(from: 0.00185, to: 20, by: 0.005).map { distance(dense.state(at: $0), exact($0)) }.max() ?? 0)
    }
    #expect(abs(slope(counts, ends) - 7) < 0.2)
    #expect(abs(slope(counts, within) - 7) < 0.25)
  }

  /// Equations that depend on time and are not linear, where the terms of higher order are large.
  @Test func `the extrapolation has more than order 6 before its terms of higher order vanish`() throws {
    let counts = [16, 22, 32, 45]
    let errors = try counts.map { try distance(fixedSteps("seulex7", $0, end: 3).end.state, Bell.solution(3)) }
    #expect(slope(counts, errors) > 6)
  }

  @Test(arguments: everyIntegrator, SmoothProblem.allCases)
  func `reaches the digits asked for on smooth problems`(name: String, problem: SmoothProblem) throws {
    for exponent in [4, 6, 8, 10] {
      let tolerance = pow(10, -Double(exponent))
      let solution = try integrator(name).integrate(
        problem, from: problem.initial, over: 0...SmoothProblem.end, output: .steps,
        tolerances: Tolerances(relative: tolerance, absolute: tolerance))
      let floor = Array(repeating: 1.0, count: problem.dimension)
      let digits = correctDigits(solution.end.state, reference: problem.solution, floor: floor)
      // A multistep method estimates the error of a step, and makes many of them.
      let allowance = problem.digitsLost + (name == "cvode" ? 1 : 0)
      #expect(digits >= Double(exponent) - allowance, "tolerance \(tolerance): \(digits) digits")
    }
  }

  @Test(arguments: everyIntegrator)
  func `keeps the invariant of predator and prey`(name: String) throws {
    let solution = try integrator(name).integrate(
      PredatorPrey(), from: PredatorPrey.initial, over: 0...20,
      tolerances: Tolerances(relative: 1e-9, absolute: 1e-9))
    let drift = PredatorPrey.invariant(solution.end.state) - PredatorPrey.invariant(PredatorPrey.initial)
    #expect(abs(drift) < (name == "cvode" ? 1e-6 : 1e-7))
  }

  @Test(arguments: everyIntegrator, [1e-2, 1e-6])
  func `keeps balances of states and quadratures to round-off`(name: String, relative: Double) throws {
    let solution = try integrator(name).integrate(
      Decay(rate: 3), from: [1, 0], over: 0...4, output: .steps,
      tolerances: Tolerances(relative: relative, absolute: relative))
    // One rounding of 1.1e-16 per step and component; the coefficients of Rodas5P multiply it by about ten, the weights
    // of the extrapolation by up to a thousand.
    let rounding = ["dopri5": 2.2e-16, "seulex7": 1e-13][name] ?? 2e-15
    let bound = rounding * Double(solution.statistics.steps)
    for i in solution.trajectory.times.indices {
      #expect(abs(solution.trajectory[i].reduce(0, +) - 1) <= bound)
    }
  }

  @Test(arguments: everyOneStepMethod)
  func `counts its work`(name: String) throws {
    let statistics = try integrator(name).integrate(Bell(), from: Bell.initial, over: 0...2).statistics
    let attempts = statistics.steps + statistics.rejected
    switch name {
    case "dopri5":
      // One more for the start, one for the choice of the first step.
      #expect(statistics.rightHandSides == 6 * attempts + 2)
      #expect(statistics.jacobians == 0 && statistics.factorizations == 0)
    case "seulex7":
      #expect(statistics.rightHandSides == 28 * attempts + 1)
      #expect(statistics.jacobians == statistics.steps && statistics.factorizations == 7 * attempts)
    default:
      #expect(statistics.rightHandSides == 7 * attempts + 1)
      #expect(statistics.jacobians == statistics.steps && statistics.factorizations == attempts)
    }
  }

  @Test func `the catalog knows each method by its name`() {
    #expect(IntegratorCatalog.names == ["rodas5p", "seulex7", "dopri5"])
    for entry in IntegratorCatalog.entries {
      #expect(IntegratorCatalog.integrator(named: entry.name)?.name == entry.name)
      #expect(!entry.summary.isEmpty && !entry.useWhen.isEmpty)
    }
    #expect(IntegratorCatalog.integrator(named: "euler") == nil)
  }
}
