/// What a run starts from.
package struct RunSetup {
  package let changes: any ChangeOfEquations
  package let events: [WatchedEvent]
  package let initial: [Double]
  package let interval: ClosedRange<Double>
  package let output: Output
  package let tolerances: Tolerances
  package let limits: Limits
}

/// What a run ends with.
package struct RunOutcome {
  let trajectory: Trajectory
  let dense: DenseOutput?
  let occurrences: [EventOccurrence]
  let statistics: Statistics
  /// Name of the event that stopped the run.
  let stoppedBy: String?
  let end: (time: Double, state: [Double])

  package init(
    trajectory: Trajectory, dense: DenseOutput?, occurrences: [EventOccurrence], statistics: Statistics,
    stoppedBy: String?, end: (time: Double, state: [Double])
  ) {
    self.trajectory = trajectory
    self.dense = dense
    self.occurrences = occurrences
    self.statistics = statistics
    self.stoppedBy = stoppedBy
    self.end = end
  }
}

/// The door between typed problems and the stepping loop.
///
/// It takes the run as a function, so that the loop is specialized for its method even where this generic function
/// is not specialized for the problem.
package enum Solver {
  package static func solve<Problem: InitialValueProblem>(
    _ problem: Problem, from initial: [Double], over interval: ClosedRange<Double>, events: [Event<Problem>],
    output: Output, tolerances: Tolerances, limits: Limits, integrator: String,
    with run: (RunSetup) throws(IntegrationFailure) -> RunOutcome
  ) throws(IntegrationFailure) -> Solution<Problem> {
    let task = try PosedProblem(
      problem, from: initial, over: interval, events: events, output: output, tolerances: tolerances, limits: limits,
      integrator: integrator)
    return task.solution(try run(task.setup))
  }
}

/// A problem ready to be run, which remembers its type.
package struct PosedProblem<Problem: InitialValueProblem> {
  private let history: ProblemHistory<Problem>
  private let integrator: String
  package let setup: RunSetup

  /// - Throws: ``IntegrationFailure`` when the input contradicts the contract.
  package init(
    _ problem: Problem, from initial: [Double], over interval: ClosedRange<Double>, events: [Event<Problem>],
    output: Output, tolerances: Tolerances, limits: Limits, integrator: String
  ) throws(IntegrationFailure) {
    let rules = CallRules(
      dimension: problem.dimension, quadratures: problem.quadratures, initial: initial, interval: interval,
      output: output, tolerances: tolerances, limits: limits)
    if let objection = rules.objection {
      throw IntegrationFailure(
        reason: .invalidInput, detail: objection, time: interval.lowerBound, component: nil, state: initial,
        statistics: Statistics(), integrator: integrator)
    }
    self.integrator = integrator
    history = ProblemHistory(problem, events: events)
    setup = RunSetup(
      changes: history, events: events.map { WatchedEvent($0) }, initial: initial, interval: interval,
      output: output, tolerances: tolerances, limits: limits)
  }

  /// The solution that a finished run of ``setup`` stands for.
  package func solution(_ outcome: RunOutcome) -> Solution<Problem> {
    Solution(
      trajectory: outcome.trajectory, dense: outcome.dense, events: outcome.occurrences, phases: history.phases,
      statistics: outcome.statistics, ending: outcome.stoppedBy.map { .stopped(event: $0) } ?? .completed,
      integrator: integrator, end: outcome.end)
  }
}
