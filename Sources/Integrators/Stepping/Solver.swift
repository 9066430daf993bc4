/// The door between typed problems and the stepping loop.
enum Solver<Method: OneStepMethod> {
  static func solve<Problem: InitialValueProblem>(
    _ problem: Problem, from initial: [Double], over interval: ClosedRange<Double>, events: [Event<Problem>],
    output: Output, tolerances: Tolerances, limits: Limits
  ) throws(IntegrationFailure) -> Solution<Problem> {
    let rules = CallRules(
      dimension: problem.dimension, quadratures: problem.quadratures, initial: initial, interval: interval,
      output: output, tolerances: tolerances, limits: limits)
    if let objection = rules.objection {
      throw IntegrationFailure(
        reason: .invalidInput, detail: objection, time: interval.lowerBound, component: nil, state: initial,
        statistics: Statistics(), integrator: Method.name)
    }
    let history = ProblemHistory(problem, events: events)
    var run = Run<Method>(
      history, events: events.map { WatchedEvent($0) }, from: initial, over: interval, output: output,
      tolerances: tolerances, limits: limits)
    try run.advance()
    let end = Array(run.step.initial[..<run.step.components])
    return Solution(
      trajectory: run.recorder.trajectory(endingAt: run.step.start, with: end), dense: run.recorder.dense,
      events: run.occurrences, phases: history.phases, statistics: run.step.statistics,
      ending: run.stoppedBy.map { .stopped(event: $0) } ?? .completed, integrator: Method.name,
      end: (time: run.step.start, state: end))
  }
}
