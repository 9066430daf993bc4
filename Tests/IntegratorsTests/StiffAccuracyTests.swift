import Integrators
import StiffProblems
import Testing

/// Digits reached at tolerance 10⁻ᵏ: at least k − 1 at every reference time.
@Suite struct `Stiff accuracy` {
  static let exponents = [4, 5, 6, 7, 8, 9, 10]
  static let methods = everyIntegrator.filter { $0 != "dopri5" }

  /// Fewest digits over the reference times with rtol = 10⁻ᵏ and atol = rtol · floor.
  private func digits<Problem: InitialValueProblem>(
    _ name: String, _ problem: Problem, from initial: [Double], _ reference: Reference, exponent: Int, floor: [Double]
  ) throws -> Double {
    let relative = tolerance(exponent)
    let tolerances = Tolerances(relative: relative, absolute: floor.map { $0 * relative })
    let solution = try integrator(name).integrate(
      problem, from: initial, over: 0...(reference.times.last ?? 0), output: .times(reference.times),
      tolerances: tolerances)
    let within =
      reference.times.indices.map {
        correctDigits(solution.trajectory[$0], reference: reference.states[$0], floor: floor)
      }.min() ?? 0
    guard name == "seulex7" else { return within }
    // Its steps are so long that states which follow the others at once are less exact within them.
    #expect(within >= Double(exponent) - 1.6)
    // Judged by what it controls: ends of steps.
    return try reference.times.indices.map { index in
      let end = try integrator(name).integrate(
        problem, from: initial, over: 0...reference.times[index], output: .times([]), tolerances: tolerances
      ).end.state
      return correctDigits(end, reference: reference.states[index], floor: floor)
    }.min() ?? 0
  }

  private func tolerance(_ exponent: Int) -> Double { (0..<exponent).reduce(1) { value, _ in value / 10 } }

  /// Robertson's y₂ falls from 4e-5 to 8e-14 and y₁ to 2e-8; the floors lie far below, so the error is relative.
  @Test(arguments: methods, exponents)
  func `follows Robertson's reaction over twelve decades of time`(name: String, exponent: Int) throws {
    let digits = try digits(
      name, Robertson(), from: Robertson.initial, Reference(fixture: "rober"), exponent: exponent,
      floor: [1e-10, 1e-14, 1e-10])
    // Extrapolation multiplies round-off, which this problem with its terms of 1e15 does, too.
    #expect(digits >= Double(exponent) - (name == "seulex7" ? 1.35 : 1))
  }

  /// The reactants of HIRES lie between 5e-5 and 1; the floor is their order of magnitude from below.
  @Test(arguments: methods, exponents)
  func `follows the eight reactants of HIRES`(name: String, exponent: Int) throws {
    let digits = try digits(
      name, Hires(), from: Hires.initial, Reference(fixture: "hires"), exponent: exponent,
      floor: Array(repeating: 1e-4, count: 8))
    #expect(digits >= Double(exponent - 1))
  }

  /// The error is relative. Reference: *Test Set for Initial Value Problem Solvers*; phase errors cost a digit.
  @Test(arguments: methods, exponents)
  func `follows van der Pol's oscillator with μ = 1000`(name: String, exponent: Int) throws {
    let reference = Reference(time: 2000, state: [1.706167732170465008478, -8.92809701024816547779e-4])
    let digits = try digits(
      name, VanDerPol(), from: VanDerPol.initial, reference, exponent: exponent, floor: [1e-6, 1e-6])
    #expect(digits >= Double(exponent - 1))
  }

  /// The error is relative. Reference: *Test Set for Initial Value Problem Solvers*.
  @Test(arguments: methods, exponents)
  func `follows the Oregonator`(name: String, exponent: Int) throws {
    let reference = Reference(
      time: 360, state: [1.00081487031852271628, 1228.17852154988798372, 132.055494284650828774])
    let digits = try digits(
      name, Oregonator(), from: Oregonator.initial, reference, exponent: exponent, floor: [1e-6, 1e-6, 1e-6])
    // The errors of CVODE's many steps add up over the oscillation.
    #expect(digits >= Double(exponent) - (name == "cvode" ? 2 : 1))
  }

  @Test(arguments: ["rodas5p", "seulex7"])
  func `takes long steps where the solution is smooth, however stiff`(name: String) throws {
    let solution = try integrator(name).integrate(
      ProtheroRobinson(rate: 1e6), from: [1], over: 0...10, output: .steps,
      tolerances: Tolerances(relative: 1e-6, absolute: 1e-9))
    #expect(solution.statistics.steps < 100)
    // Order reduction of a few tolerances is allowed on this problem.
    #expect(abs(solution.end.state[0] / ProtheroRobinson.solution(10) - 1) < 1e-5)
  }

  @Test(arguments: ["rodas5p", "seulex7"])
  func `damps a transient a million times faster than the step at once`(name: String) throws {
    let solution = try integrator(name).integrate(
      Decay(rate: 1e6), from: [1, 0], over: 0...1, events: [], output: .steps,
      tolerances: Tolerances(relative: 1, absolute: 1e9), limits: Limits(stepSizeMaximum: 1, stepSizeInitial: 1))
    #expect(solution.statistics.steps == 1)
    #expect(abs(solution.end.state[0]) < 1e-4)
  }
}

extension Reference {
  init(time: Double, state: [Double]) {
    times = [time]
    states = [state]
  }
}
