#if Sundials
  import Foundation
  import Integrators
  import Sundials
  import Testing

  /// What holds for CVODE beyond the conformance suites that run over every integrator.
  @Suite struct `CVODE of SUNDIALS` {
    private static let tolerances = Tolerances(relative: 1e-6, absolute: 1e-9)

    @Test func `its steps join to the bit, and its polynomials meet the states they were taken from`() throws {
      let solution = try CVODE().integrate(Chain(), from: Chain.initial, over: 0...40, tolerances: Self.tolerances)
      let dense = try #require(solution.dense)
      #expect(dense.degree == 5)
      var state = solution.end.state
      for step in 0..<dense.steps {
        dense.evaluate(step: step, at: dense.knots[step], into: &state)
        #expect(state == Array(solution.trajectory[step]))
        dense.evaluate(step: step, at: dense.knots[step + 1], into: &state)
        for (value, expected) in zip(state, solution.trajectory[step + 1]) { #expect(abs(value - expected) < 1e-14) }
      }
    }

    /// The state between two steps is as accurate as the steps.
    @Test func `it interpolates within the tolerance`() throws {
      let solution = try CVODE().integrate(
        Oscillator(), from: [1, 0, 0], over: 0...20, tolerances: Tolerances(relative: 1e-8, absolute: 1e-8))
      let dense = try #require(solution.dense)
      let atSteps =
        solution.trajectory.times.indices.map {
          abs((solution.trajectory[$0].first ?? 0) - cos(solution.trajectory.times[$0]))
        }.max() ?? 1
      let between = stride(from: 0.003, to: 20, by: 0.01).map { abs(dense.state(at: $0)[0] - cos($0)) }.max() ?? 1
      #expect(between < 2 * atSteps + 1e-8)
      #expect(atSteps < 1e-5)
    }

    /// Newton's corrections solve linear systems that respect every linear invariant, and so does the predictor: what
    /// is left is round-off, though the steps are only as accurate as the tolerance.
    @Test(arguments: [1e-3, 1e-6, 1e-9])
    func `linear invariants hold to round-off at any tolerance`(relative: Double) throws {
      let solution = try CVODE().integrate(
        Chain(), from: Chain.initial, over: 0...40,
        tolerances: Tolerances(relative: relative, absolute: relative * 1e-3))
      let worst = solution.trajectory.times.indices.map { abs(solution.trajectory[$0].reduce(0, +) - 1) }.max() ?? 1
      #expect(worst <= 2e-16 * Double(solution.statistics.steps))
    }

    @Test func `quadratures take no part in the choice of steps`() throws {
      let steps = try [0.0, 1e6].map { gain in
        let solution = try CVODE().integrate(
          Oscillator(gain: gain), from: [1, 0, 0], over: 0...20, tolerances: Self.tolerances)
        return solution.trajectory.times
      }
      #expect(steps[0] == steps[1])
    }

    @Test func `an event ends the step on the polynomial and the run goes on from there`() throws {
      let kick = Event<Oscillator>(
        "kick", direction: .rising,
        action: .change { problem, _, state in
          state[1] += 1
          return problem
        }
      ) { _, time, _ in time - 1 }
      let solution = try CVODE().integrate(
        Oscillator(), from: [1, 0, 0], over: 0...3, events: [kick],
        tolerances: Tolerances(relative: 1e-9, absolute: 1e-9))
      // x = cos t, then the kick adds sin (t − 1).
      #expect(solution.events.map(\.time) == [1])
      #expect(abs(solution.end.state[0] - cos(3.0) - sin(2.0)) < 1e-6)
    }

    @Test func `a change a few units of round-off before the end does not stall`() throws {
      for distance in [1.0, 2, 5, 9, 100] {
        let moment = 1 - distance * 1.0.ulp
        let event = Event<Oscillator>("late", direction: .rising, action: .change { problem, _, _ in problem }) {
          _, time, _ in time - moment
        }
        let solution = try CVODE().integrate(Oscillator(), from: [1, 0, 0], over: 0...1, events: [event])
        #expect(solution.end.time == 1)
        #expect(solution.events.count == 1)
        #expect(abs(solution.end.state[0] - cos(1)) < 1e-5)
      }
    }

    @Test func `runs on many threads at once give the same bits`() async throws {
      let alone = try CVODE().integrate(Chain(), from: Chain.initial, over: 0...40, tolerances: Self.tolerances)
      try await withThrowingTaskGroup(of: [Double].self) { group in
        for _ in 0..<16 {
          group.addTask {
            try CVODE().integrate(Chain(), from: Chain.initial, over: 0...40, tolerances: Self.tolerances).end.state
          }
        }
        for try await state in group { #expect(state == alone.end.state) }
      }
    }

    @Test func `it describes itself`() {
      #expect(CVODE().name == "cvode" && CVODE().order == 5)
      #expect(CVODE.entry.name == "cvode" && !CVODE.entry.summary.isEmpty && !CVODE.entry.useWhen.isEmpty)
      #expect(IntegratorCatalog.integrator(named: "cvode") == nil, "the catalog holds what needs no library")
    }
  }

  /// A → B → C with rates a million apart and what leaves collected in a quadrature; the sum is conserved.
  private struct Chain: InitialValueProblem {
    var dimension: Int { 3 }
    var quadratures: Int { 1 }
    static let initial = [1.0, 0, 0, 0]

    func evaluate<S: Scalar>(at time: S, state y: Span<S>, derivative: inout MutableSpan<S>) {
      let first = 1e3 * (y[0] * (1.0 + y[2]))
      let back = 1e3 * y[1]
      let second = 0.5 * (y[1] * y[1])
      let leaving = 0.01 * y[2]
      derivative[0] = back - first
      derivative[1] = first - back - second
      derivative[2] = second - leaving
      derivative[3] = leaving
    }
  }

  /// x = cos t with a quadrature of its speed.
  private struct Oscillator: InitialValueProblem {
    var gain = 1.0
    var dimension: Int { 2 }
    var quadratures: Int { 1 }

    func evaluate<S: Scalar>(at time: S, state y: Span<S>, derivative: inout MutableSpan<S>) {
      derivative[0] = y[1]
      derivative[1] = -y[0]
      derivative[2] = gain * (y[1] * y[1])
    }
  }
#endif
