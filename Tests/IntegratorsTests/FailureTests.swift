import Integrators
import Testing

/// y′ = y²: grows beyond all bounds at t = 1 from y = 1.
private struct Explosion: InitialValueProblem {
  var dimension: Int { 1 }
  func evaluate<S: Scalar>(at time: S, state y: Span<S>, derivative: inout MutableSpan<S>) {
    derivative[0] = y[0] * y[0]
  }
}

/// y₁′ = 0, y₂′ = √(1 − t): not a number beyond t = 1.
private struct Edge: InitialValueProblem {
  var dimension: Int { 2 }
  func evaluate<S: Scalar>(at time: S, state y: Span<S>, derivative: inout MutableSpan<S>) {
    derivative[0] = S(0)
    derivative[1] = S.sqrt(1.0 - time) + 0.0 * y[1]
  }
}

@Suite struct `Failures` {
  private func reported<Problem: InitialValueProblem>(
    _ name: String, _ problem: Problem, _ initial: [Double], _ interval: ClosedRange<Double> = 0...2,
    output: Output = .steps, tolerances: Tolerances = Tolerances(), limits: Limits = Limits()
  ) -> IntegrationFailure? {
    do throws(IntegrationFailure) {
      _ = try integrator(name).integrate(
        problem, from: initial, over: interval, events: [], output: output, tolerances: tolerances, limits: limits)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: everyIntegrator)
  func `the step limit ends a run with the state reached`(name: String) throws {
    let failure = try #require(
      reported(name, Oscillator(), Oscillator.initial, 0...1000, limits: Limits(steps: 20)))
    #expect(failure.reason == .stepLimit)
    #expect(failure.statistics.steps + failure.statistics.rejected == 20)
    #expect(failure.time > 0 && failure.time < 1000)
    let energy = failure.state.reduce(0) { $0 + $1 * $1 }
    #expect(abs(energy - 1) < 1e-4)
    #expect(failure.integrator == name)
  }

  @Test(arguments: everyIntegrator)
  func `a solution that explodes ends the run at its pole`(name: String) throws {
    let failure = try #require(reported(name, Explosion(), [1]))
    #expect(failure.reason == .stepSizeUnderflow || failure.reason == .nonFinite)
    // The pole of the numerical solution; its error grows on the way there.
    #expect(abs(failure.time - 1) < (name == "cvode" ? 1e-5 : 1e-6))
    #expect(failure.component == 0)
    #expect(failure.statistics.steps + failure.statistics.rejected < 5000)
  }

  @Test(arguments: everyIntegrator)
  func `a right-hand side that stops being a number names the component and the time`(name: String) throws {
    let failure = try #require(reported(name, Edge(), [1, 0]))
    #expect(failure.reason == .nonFinite)
    #expect(failure.component == 1)
    #expect(failure.time <= 1 && failure.time > 0.9)
    #expect(failure.statistics.rejected < 1000)
    #expect(failure.description.contains("component 1"))
  }

  @Test(arguments: everyIntegrator)
  func `a derivative that is not finite at the start is reported there`(name: String) throws {
    let failure = try #require(reported(name, Edge(), [1, 0], 1.5...2))
    #expect(failure.reason == .nonFinite && failure.time == 1.5 && failure.component == 1)
    #expect(failure.statistics.steps == 0)
  }

  @Test(arguments: everyIntegrator)
  func `input that contradicts the contract is refused`(name: String) {
    let problem = Oscillator()
    let failures = [
      reported(name, problem, [1]),
      reported(name, problem, [1, 0, 0]),
      reported(name, problem, [1, .nan]),
      reported(name, problem, [1, 0], tolerances: Tolerances(relative: 1e-6, absolute: [1, 1, 1])),
      reported(name, problem, [1, 0], 0...(.infinity)),
      reported(name, problem, [1, 0], output: .times([0, 3])),
      reported(name, problem, [1, 0], output: .times([0, 1, 1])),
      reported(name, problem, [1, 0], output: .times([.nan])),
      reported(name, problem, [1, 0], limits: Limits(stepSizeInitial: 0)),
      reported(name, problem, [1, 0], limits: Limits(stepSizeInitial: .nan)),
    ]
    for (i, failure) in failures.enumerated() {
      #expect(failure?.reason == .invalidInput, "case \(i)")
      #expect(failure?.detail.isEmpty == false)
    }
  }

  @Test(arguments: everyIntegrator)
  func `states without any tolerance are followed relative to themselves`(name: String) throws {
    let solution = try integrator(name).integrate(
      Decay(), from: [1, 0], over: 0...50, tolerances: Tolerances(relative: 1e-6, absolute: 0))
    // e⁻⁵⁰; the relative error grows with the fifty decay times.
    #expect(abs(solution.end.state[0] / 1.9287498479639178e-22 - 1) < 1e-4)
  }

  @Test(arguments: everyIntegrator)
  func `steps never exceed the maximum`(name: String) throws {
    let solution = try integrator(name).integrate(
      Decay(), from: [1, 0], over: 0...5, events: [], output: .steps,
      tolerances: Tolerances(relative: 1e-2, absolute: 1),
      limits: Limits(stepSizeMaximum: 0.3))
    let times = solution.trajectory.times
    #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 <= 0.3 * (1 + 2e-8) })
  }
}
