import Foundation
import Integrators
import Testing

@Suite struct `Finding events` {
  private static let tight = Tolerances(relative: 1e-9, absolute: 1e-12)

  /// Fires when the first component falls or rises through `level`.
  private func level<Problem: InitialValueProblem>(
    _ name: String, _ level: Double, _ direction: Event<Problem>.Direction = .either,
    _ action: Event<Problem>.Action = .note
  ) -> Event<Problem> {
    Event(name, direction: direction, action: action) { _, _, state in state[0] - level }
  }

  /// Fires at a fixed time.
  private func clock<Problem: InitialValueProblem>(
    _ name: String, _ moment: Double, _ action: Event<Problem>.Action = .note
  ) -> Event<Problem> {
    Event(name, direction: .rising, action: action) { _, time, _ in time - moment }
  }

  @Test(arguments: everyIntegrator)
  func `a known crossing is found within the accuracy of the solution`(name: String) throws {
    let solution = try integrator(name).integrate(
      Decay(), from: [1, 0], over: 0...2, events: [level("half", 0.5)], tolerances: Self.tight)
    let occurrence = try #require(solution.event("half"))
    #expect(abs(occurrence.time - log(2)) < 1e-8)
    #expect(abs(occurrence.state[0] - 0.5) < 1e-14)
    #expect(solution.events.count == 1)
    #expect(solution.ending == .completed)
  }

  @Test(arguments: everyIntegrator)
  func `a stop ends on the root with a step of the method`(name: String) throws {
    let solution = try integrator(name).integrate(
      Decay(), from: [1, 0], over: 0...2, events: [level("half", 0.5, .falling, .stop)], tolerances: Self.tight)
    #expect(solution.ending == .stopped(event: "half"))
    // The weights of an extrapolation multiply each rounding.
    #expect(abs(solution.end.state[0] - 0.5) < (name == "seulex7" ? 1e-14 : 1e-15))
    // The quadrature was never interpolated, so the balance still holds to round-off.
    #expect(abs(solution.end.state[0] + solution.end.state[1] - 1) < (name == "seulex7" ? 1e-13 : 1e-14))
    #expect(solution.events.map(\.time) == [solution.end.time])
    #expect(solution.dense?.interval.upperBound == solution.end.time)
    #expect(solution.trajectory.times.last == solution.end.time)
    // A multistep method goes on from its interpolant, so the state there is its own without another step.
    #expect((name == "cvode" ? 0...0 : 1...4).contains(solution.statistics.eventSteps))
  }

  @Test(arguments: everyIntegrator)
  func `a ball bounces at the times of the closed form`(name: String) throws {
    let bounce = Event<Ball>(
      "bounce", direction: .falling,
      action: .change { problem, _, state in
        state[1] = -0.8 * state[1]
        return problem
      }
    ) { _, _, state in state[0] }
    let solution = try integrator(name).integrate(
      Ball(), from: [1, 0], over: 0...2.5, events: [bounce], tolerances: Self.tight)
    var expected = [(2 / 9.81).squareRoot()]
    var speed = 9.81 * expected[0]
    while true {
      speed *= 0.8
      let next = expected[expected.count - 1] + 2 * speed / 9.81
      if next > 2.5 { break }
      expected.append(next)
    }
    #expect(solution.events.count == expected.count)
    for (occurrence, time) in zip(solution.events, expected) {
      // One-step methods of order 2 and more follow a parabola exactly; a multistep method starts at order 1.
      #expect(abs(occurrence.time - time) < (name == "cvode" ? 1e-9 : 1e-12))
      #expect(abs(occurrence.state[0]) < 1e-13)
      #expect(occurrence.state[1] < 0, "the occurrence holds the state before the change")
    }
    #expect(solution.phases.map(\.start) == [0] + solution.events.map(\.time))
  }

  @Test(arguments: everyIntegrator)
  func `a change takes the new equations from there on`(name: String) throws {
    let faster = Event<Decay>(
      "faster", direction: .falling, action: .change { _, _, _ in Decay(rate: 5) }
    ) { _, _, state in state[0] - 0.5 }
    let solution = try integrator(name).integrate(
      Decay(), from: [1, 0], over: 0...1, events: [faster], tolerances: Self.tight)
    // The root function still is zero after the change, within round-off: it must not fire for the same root.
    #expect(solution.events.count == 1)
    #expect(abs(solution.end.state[0] - 0.5 * exp(-5 * (1 - log(2)))) < 1e-8)
    #expect(solution.phases.count == 2)
    #expect(solution.problem(at: 0.5).rate == 1)
    #expect(solution.problem(at: solution.phases[1].start).rate == 5)
  }

  @Test(arguments: everyIntegrator)
  func `several events in one step come in time order`(name: String) throws {
    let moments = [0.7, 0.2, 0.5, 0.1]
    let events: [Event<Ball>] = moments.map { clock("\($0)", $0) }
    let solution = try integrator(name).integrate(
      Ball(acceleration: 1e-9), from: [0, 1e-9], over: 0...1, events: events, output: .steps,
      tolerances: Tolerances(relative: 1, absolute: 1e3), limits: Limits(stepSizeInitial: 1))
    #expect(solution.statistics.steps == 1)
    #expect(solution.events.map(\.name) == ["0.1", "0.2", "0.5", "0.7"])
    for occurrence in solution.events {
      #expect(abs(occurrence.time - (Double(occurrence.name) ?? 0)) < 1e-15)
    }
  }

  @Test(arguments: everyIntegrator)
  func `nothing is reported from behind a stop in the same step`(name: String) throws {
    let events: [Event<Ball>] = [clock("late", 0.7), clock("stop", 0.5, .stop), clock("early", 0.2)]
    let solution = try integrator(name).integrate(
      Ball(), from: [0, 1], over: 0...1, events: events, output: .steps,
      tolerances: Tolerances(relative: 1, absolute: 1e3), limits: Limits(stepSizeInitial: 1))
    #expect(solution.events.map(\.name) == ["early", "stop"])
    #expect(abs(solution.end.time - 0.5) < 1e-15)
  }

  @Test(arguments: everyIntegrator)
  func `an event behind a change in the same step is found afterwards`(name: String) throws {
    let events: [Event<Ball>] = [
      clock("late", 0.7), clock("change", 0.5, .change { _, _, _ in Ball(acceleration: 1) }), clock("early", 0.2),
    ]
    let solution = try integrator(name).integrate(
      Ball(), from: [0, 1], over: 0...1, events: events, output: .steps,
      tolerances: Tolerances(relative: 1, absolute: 1e3), limits: Limits(stepSizeInitial: 1))
    #expect(solution.events.map(\.name) == ["early", "change", "late"])
  }

  @Test(arguments: everyIntegrator)
  func `events that coincide happen in the order given`(name: String) throws {
    let double: Event<Ball>.Action = .change { problem, _, state in
      state[1] *= 2
      return problem
    }
    let add: Event<Ball>.Action = .change { problem, _, state in
      state[1] += 1
      return problem
    }
    let events = [clock("double", 0.5, double), clock("note", 0.5), clock("add", 0.5, add)]
    let solution = try integrator(name).integrate(
      Ball(acceleration: 0), from: [0, 1], over: 0...1, events: events, output: .steps)
    #expect(solution.events.map(\.name) == ["double", "note", "add"])
    #expect(solution.end.state[1] == 3)
    #expect(solution.phases.count == 2)
  }

  @Test(
    arguments: everyIntegrator,
    [
      (Event<Oscillator>.Direction.rising, [1.5]), (.falling, [0.5, 2.5]), (.either, [0.5, 1.5, 2.5]),
    ])
  func `the direction selects the sign changes`(
    name: String, expected: (direction: Event<Oscillator>.Direction, turns: [Double])
  ) throws {
    let solution = try integrator(name).integrate(
      Oscillator(), from: Oscillator.initial, over: 0...9, events: [level("zero", 0, expected.direction)],
      tolerances: Self.tight)
    #expect(solution.events.count == expected.turns.count)
    for (occurrence, turns) in zip(solution.events, expected.turns) {
      #expect(abs(occurrence.time - turns * .pi) < 1e-8)
    }
  }

  @Test(arguments: everyIntegrator)
  func `an event already past its root does not fire`(name: String) throws {
    let events: [Event<Decay>] = [level("above", 2, .falling), level("at", 1, .falling)]
    let solution = try integrator(name).integrate(Decay(), from: [1, 0], over: 0...2, events: events)
    #expect(solution.events.isEmpty)
  }

  @Test(arguments: everyIntegrator)
  func `a root function that is not a number never fires`(name: String) throws {
    let event = Event<Decay>("log") { _, _, state in log(state[0] - 0.5) }
    let solution = try integrator(name).integrate(Decay(), from: [1, 0], over: 0...2, events: [event])
    #expect(solution.events.allSatisfy { $0.state[0] > 0.5 })
    #expect(solution.ending == .completed)
  }

  @Test(arguments: everyIntegrator)
  func `a change at the end of the interval still counts`(name: String) throws {
    let reset: Event<Ball>.Action = .change { problem, _, state in
      state[0] = 7
      return problem
    }
    let solution = try integrator(name).integrate(
      Ball(), from: [0, 1], over: 0...1, events: [clock("reset", 1, reset)], output: .steps)
    #expect(solution.end.time == 1 && solution.end.state[0] == 7)
    #expect(solution.trajectory.times.last == 1)
  }

  @Test(arguments: everyIntegrator)
  func `a change that breaks the shape of the problem is refused`(name: String) {
    let grow: Event<Ball>.Action = .change { problem, _, state in
      state.append(0)
      return problem
    }
    #expect(throws: IntegrationFailure.self) {
      try integrator(name).integrate(Ball(), from: [0, 1], over: 0...1, events: [clock("grow", 0.5, grow)])
    }
  }
}
