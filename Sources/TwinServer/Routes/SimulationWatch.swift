package import Integrators
import Synchronization

/// Looks on while a shot is simulated, and can end it.
package final class SimulationWatch: Sendable {
  /// What is being done. The raw value is the word in events.
  package enum Phase: String, Hashable, Sendable, CaseIterable {
    /// Others are being computed.
    case waiting
    /// What was asked for is read, and the mixture prepared.
    case preparing
    case solving
    /// The solution is judged and written.
    case judging
  }

  /// How far the work is.
  package struct Progress: Hashable, Sendable {
    package var phase = Phase.waiting
    /// Times the equations were solved or begun to be: again with a tighter tolerance where a balance asks for it.
    package var attempt = 0
    /// Simulated time reached [s].
    package var time = 0.0
    /// Simulated time to reach [s]; 0 before it is known.
    package var end = 0.0

    /// Part of the simulated time that is done, 0 … 1.
    package var share: Double {
      switch phase {
      case .waiting, .preparing: 0
      case .solving: end > 0 ? min(1, max(0, time / end)) : 0
      case .judging: 1
      }
    }
  }

  private let state = Mutex((progress: Progress(), isOver: false))
  private let canceled = Atomic<Bool>(false)

  package init() {}

  /// How far the work is now.
  package var progress: Progress { state.withLock { $0.progress } }
  /// Whether the work has ended, in whatever way.
  package var isOver: Bool { state.withLock { $0.isOver } }
  /// Whether nobody wants the result any more.
  package var isCanceled: Bool { canceled.load(ordering: .relaxed) }

  /// Ends the work with the next step of the solver.
  package func cancel() { canceled.store(true, ordering: .relaxed) }

  func enter(_ phase: Phase) { state.withLock { $0.progress.phase = phase } }
  func finish() { state.withLock { $0.isOver = true } }

  func begin(to end: Double) {
    state.withLock { state in
      state.progress.phase = .solving
      state.progress.attempt += 1
      state.progress.time = 0
      state.progress.end = end
    }
  }

  /// Takes note of the time reached; roots are looked for within steps, too, so that it may be less than before.
  func reach(_ time: Double) { state.withLock { $0.progress.time = max($0.progress.time, time) } }
}

/// An integrator that is looked at while it works, and ends with the step it is in when nobody wants its result.
///
/// The equations get an event whose function never changes its sign: it only tells the time, once or a few times in a
/// step. When the work is to end, it changes its sign, and the integration ends there.
package struct WatchedIntegrator: Integrator {
  private let base: any Integrator
  private let watch: SimulationWatch

  package init(_ base: any Integrator, watch: SimulationWatch) {
    self.base = base
    self.watch = watch
  }

  package var name: String { base.name }
  package var order: Int { base.order }

  package func integrate<Problem: InitialValueProblem>(
    _ problem: Problem, from initial: [Double], over interval: ClosedRange<Double>, events: [Event<Problem>],
    output: Output, tolerances: Tolerances, limits: Limits
  ) throws(IntegrationFailure) -> Solution<Problem> {
    let watch = watch
    watch.begin(to: interval.upperBound)
    let look = Event<Problem>("watched", direction: .falling, action: .stop) { _, time, _ in
      watch.reach(time)
      return watch.isCanceled ? -1 : 1
    }
    let solution = try base.integrate(
      problem, from: initial, over: interval, events: events + [look], output: output, tolerances: tolerances,
      limits: limits)
    guard !watch.isCanceled else {
      throw IntegrationFailure(
        reason: .stepLimit, detail: "nobody waits for the result any more", time: watch.progress.time, component: nil,
        state: [], statistics: Statistics(), integrator: name)
    }
    return solution
  }
}
