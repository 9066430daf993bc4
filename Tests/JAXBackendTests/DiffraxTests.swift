import Foundation
import Integrators
import JAXBackend
import StiffProblems
import Testing

/// What holds for diffrax in its process; skipped where no Python with JAX is found.
@Suite(.enabled(if: JAXInterpreter.find() != nil, "no Python with JAX: run `make jax-venv`"))
struct `Diffrax in a Python process` {
  private static let tolerances = Tolerances(relative: 1e-8, absolute: 1e-10)

  @Test func `it solves Robertson's problem over eleven decades to about the digits asked for`() throws {
    let floor = [1e-10, 1e-14, 1e-10]
    let solution = try Diffrax().integrate(
      Robertson(), from: Robertson.initial, over: 0...1e11, output: .steps,
      tolerances: Tolerances(relative: 1e-6, absolute: floor.map { $0 * 1e-6 }))
    // F. Mazzia, C. Magherini, Test Set for Initial Value Problem Solvers (2008).
    let reference = [0.2083340149701255e-7, 0.8333360770334713e-13, 0.9999999791665050]
    for i in 0..<3 {
      #expect(abs(solution.end.state[i] - reference[i]) <= 1e-5 * (floor[i] + reference[i]))
    }
    #expect(solution.statistics.jacobians >= solution.statistics.steps)
  }

  @Test func `steps, states and events are the same bits whatever is recorded`() throws {
    let ends = try [Output.dense, .steps, .times([1, 2.5])].map { output in
      let solution = try Diffrax().integrate(
        Pendulum(), from: [1, 0, 0], over: 0...10, events: [Self.crossing], output: output,
        tolerances: Self.tolerances, limits: Limits())
      return (solution.end.state, solution.events.map(\.time), solution.statistics.steps)
    }
    for end in ends.dropFirst() { #expect(end == ends[0]) }
  }

  private static let crossing = Event<Pendulum>("crossing") { _, _, state in state[0] }

  @Test func `events and states between steps are as exact as the tolerance`() throws {
    let solution = try Diffrax().integrate(
      Pendulum(), from: [1, 0, 0], over: 0...10, events: [Self.crossing], tolerances: Self.tolerances)
    #expect(solution.events.count == 3)
    for (k, event) in solution.events.enumerated() {
      #expect(abs(event.time - (Double(k) + 0.5) * .pi) < 1e-6)
    }
    let dense = try #require(solution.dense)
    for time in stride(from: 0.01, to: 10, by: 0.037) { #expect(abs(dense.state(at: time)[0] - cos(time)) < 2e-6) }
  }

  @Test func `an event changes the equations and the run goes on from there`() throws {
    let turn = Event<Pendulum>(
      "turn", direction: .falling,
      action: .change { pendulum, _, _ in
        var next = pendulum
        next.stiffness = 4
        return next
      }, occursOnce: true
    ) { _, _, state in state[0] }
    let stop = Event<Pendulum>("stop", direction: .rising, action: .stop) { _, _, state in state[0] }
    let solution = try Diffrax().integrate(
      Pendulum(), from: [1, 0, 0], over: 0...10, events: [turn, stop], tolerances: Self.tolerances)
    #expect(solution.phases.count == 2)
    #expect(solution.ending == .stopped(event: "stop"))
    // A quarter of the first period, half of the second, which is half as long.
    #expect(abs(solution.end.time - .pi) < 1e-6)
  }

  @Test func `linear invariants and quadratures hold to round-off at any tolerance`() throws {
    for relative in [1e-3, 1e-8] {
      let solution = try Diffrax().integrate(
        Decay(), from: [1, 0], over: 0...20, tolerances: Tolerances(relative: relative, absolute: 1e-6))
      let worst = solution.trajectory.times.indices.map { abs(solution.trajectory[$0].reduce(0, +) - 1) }.max() ?? 1
      #expect(worst < 1e-15 * Double(solution.statistics.steps))
    }
  }

  @Test func `failures are typed and carry what was reached`() throws {
    let few = #expect(throws: IntegrationFailure.self) {
      try Diffrax().integrate(
        Pendulum(), from: [1, 0, 0], over: 0...1e4, events: [], output: .steps, tolerances: Self.tolerances,
        limits: Limits(steps: 40))
    }
    #expect(few?.reason == .stepLimit)
    #expect((few?.time ?? 0) > 0)
    let explosion = #expect(throws: IntegrationFailure.self) {
      try Diffrax().integrate(Square(), from: [1], over: 0...2, tolerances: Self.tolerances)
    }
    #expect(explosion?.reason == .stepSizeUnderflow || explosion?.reason == .nonFinite)
    #expect(abs((explosion?.time ?? 0) - 1) < 1e-6)
    let start = #expect(throws: IntegrationFailure.self) {
      try Diffrax().integrate(Square(), from: [.infinity], over: 0...2, tolerances: Self.tolerances)
    }
    #expect(start?.reason == .invalidInput)
  }

  @Test func `two runs at once do not disturb each other`() async throws {
    let alone = try Diffrax().integrate(Pendulum(), from: [1, 0, 0], over: 0...10, tolerances: Self.tolerances)
    let ends = try await withThrowingTaskGroup(of: [Double].self) { group in
      for _ in 0..<4 {
        group.addTask {
          try Diffrax().integrate(Pendulum(), from: [1, 0, 0], over: 0...10, tolerances: Self.tolerances).end.state
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    for end in ends { #expect(end == alone.end.state) }
  }
}

/// What is said without JAX.
@Suite struct `Diffrax without its process` {
  private func failure(_ interpreter: JAXInterpreter?) -> IntegrationFailure? {
    #expect(throws: IntegrationFailure.self) {
      try Diffrax(interpreter: interpreter).integrate(Pendulum(), from: [1, 0, 0], over: 0...1)
    }
  }

  @Test func `says what is missing, which command makes it and which variable names another`() throws {
    for interpreter in [nil, JAXInterpreter(url: URL(filePath: "/nowhere/python"))] {
      let found = try #require(failure(interpreter))
      #expect(found.reason == .unavailable)
      for word in ["Python with JAX", "make jax-venv", "PUR_MOLD_TWIN_JAX_PYTHON"] {
        #expect(found.detail.contains(word))
      }
    }
  }

  @Test func `a program that is no Python, or lacks JAX, is told apart from a failing shot`() throws {
    let program = try #require(
      ["/bin/true", "/usr/bin/true"].first { FileManager.default.isExecutableFile(atPath: $0) })
    let found = try #require(failure(JAXInterpreter(url: URL(filePath: program))))
    #expect(found.reason == .unavailable)
    #expect(found.detail.contains("without a word"))
  }
}

/// x″ = −k x with a quadrature of the squared speed.
private struct Pendulum: InitialValueProblem {
  var stiffness = 1.0
  var dimension: Int { 2 }
  var quadratures: Int { 1 }

  func evaluate<S: Scalar>(at time: S, state y: Span<S>, derivative: inout MutableSpan<S>) {
    derivative[0] = y[1]
    derivative[1] = -(stiffness * y[0])
    derivative[2] = y[1] * y[1]
  }
}

/// y′ = −y, and what is lost.
private struct Decay: InitialValueProblem {
  var dimension: Int { 1 }
  var quadratures: Int { 1 }

  func evaluate<S: Scalar>(at time: S, state y: Span<S>, derivative: inout MutableSpan<S>) {
    derivative[0] = -y[0]
    derivative[1] = y[0]
  }
}

/// y′ = y², which explodes at t = 1 / y(0).
private struct Square: InitialValueProblem {
  var dimension: Int { 1 }

  func evaluate<S: Scalar>(at time: S, state y: Span<S>, derivative: inout MutableSpan<S>) {
    derivative[0] = y[0] * y[0]
  }
}
