import Integrators
import Testing

@Suite struct `Recorded output` {
  private static let outputs: [Output] = [.times([0, 0.25, 3, 9.5, 10]), .times([]), .steps, .dense]

  private func run(_ name: String, _ output: Output) throws -> Solution<Oscillator> {
    let kick: Event<Oscillator>.Action = .change { problem, _, state in
      state[1] *= 0.9
      return problem
    }
    let events = [
      Event<Oscillator>("low", direction: .falling) { _, _, state in state[0] + 0.5 },
      Event<Oscillator>("kick", direction: .rising, action: kick) { _, _, state in state[0] },
    ]
    return try integrator(name).integrate(
      Oscillator(), from: Oscillator.initial, over: 0...10, events: events, output: output,
      tolerances: Tolerances(relative: 1e-6, absolute: 1e-9))
  }

  @Test(arguments: everyIntegrator)
  func `steps, events and the end are the same bits whatever is recorded`(name: String) throws {
    let reference = try run(name, .dense)
    #expect(reference.events.count >= 3)
    for output in Self.outputs {
      let solution = try run(name, output)
      #expect(solution.events == reference.events)
      #expect(solution.statistics == reference.statistics)
      #expect(solution.end.time == reference.end.time && solution.end.state == reference.end.state)
      #expect(solution.phases.map(\.start) == reference.phases.map(\.start))
    }
    #expect(try run(name, .steps).trajectory == reference.trajectory)
  }

  @Test(arguments: everyIntegrator)
  func `states at given times are those of the interpolant`(name: String) throws {
    let dense = try #require(try run(name, .dense).dense)
    let solution = try run(name, Self.outputs[0])
    #expect(solution.trajectory.times == [0, 0.25, 3, 9.5, 10])
    for (i, time) in solution.trajectory.times.enumerated() where time < 10 {
      #expect(Array(solution.trajectory[i]) == dense.state(at: time))
    }
    #expect(Array(solution.trajectory[4]) == solution.end.state)
    #expect(Array(solution.trajectory[0]) == Oscillator.initial)
  }

  @Test(arguments: everyIntegrator)
  func `a recorded state at a change is the state after it`(name: String) throws {
    let solution = try run(name, .dense)
    let kick = try #require(solution.event("kick"))
    let dense = try #require(solution.dense)
    #expect(abs(dense.state(at: kick.time)[1] - 0.9 * kick.state[1]) < 1e-15)
    let index = try #require(solution.trajectory.times.firstIndex(of: kick.time))
    #expect(abs(Array(solution.trajectory[index])[1] - 0.9 * kick.state[1]) < 1e-15)
    #expect(zip(solution.trajectory.times, solution.trajectory.times.dropFirst()).allSatisfy { $0 < $1 })
    #expect(solution.trajectory.times == dense.knots)
  }

  @Test(arguments: everyIntegrator)
  func `output times behind a stop are left out`(name: String) throws {
    let stop = Event<Decay>("half", action: .stop) { _, _, state in state[0] - 0.5 }
    let solution = try integrator(name).integrate(
      Decay(), from: [1, 0], over: 0...2, events: [stop], output: .times([0.5, 1, 2]))
    #expect(solution.trajectory.times == [0.5])
  }

  @Test(arguments: everyIntegrator, outputs)
  func `an interval of no length returns the initial state`(name: String, output: Output) throws {
    let output = if case .times = output { Output.times([3]) } else { output }
    let solution = try integrator(name).integrate(Decay(), from: [1, 0], over: 3...3, output: output)
    #expect(solution.end.time == 3 && solution.end.state == [1, 0])
    #expect(solution.trajectory.times == [3] && solution.trajectory.states == [1, 0])
    #expect(solution.statistics == Statistics())
    if let dense = solution.dense { #expect(dense.state(at: 3) == [1, 0]) }
  }
}
