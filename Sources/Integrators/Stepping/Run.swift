/// One integration: the loop that every one-step method shares.
///
/// It validates the call, chooses step sizes, finds events and records output. Nothing in it depends on what is
/// recorded, so steps, states and events are the same bits whatever the output.
struct Run<Method: OneStepMethod, Problem: InitialValueProblem> {
  let interval: ClosedRange<Double>
  let limits: Limits
  let relative: Double
  /// atol per state.
  let absolute: [Double]
  var problem: Problem
  var method: Method
  var step: Step
  var control = Method.control
  var monitor: EventMonitor<Problem>
  var recorder: Recorder
  var phases: [Solution<Problem>.Phase]
  var occurrences: [EventOccurrence] = []
  var ending = Solution<Problem>.Ending.completed
  /// Size of the next attempt before it is fitted to the interval [s].
  var proposal = 0.0
  /// Scratch for the choice of the initial step.
  var probe: [Double]
  var probeSlope: [Double]

  static func solve(
    _ problem: Problem, from initial: [Double], over interval: ClosedRange<Double>, events: [Event<Problem>],
    output: Output, tolerances: Tolerances, limits: Limits
  ) throws(IntegrationFailure) -> Solution<Problem> {
    let objection = CallRules(
      dimension: problem.dimension, quadratures: problem.quadratures, initial: initial, interval: interval,
      output: output, tolerances: tolerances, limits: limits
    ).objection
    if let objection {
      throw IntegrationFailure(
        reason: .invalidInput, detail: objection, time: interval.lowerBound, component: nil, state: initial,
        statistics: Statistics(), integrator: Method.name)
    }
    var run = Run(
      problem, from: initial, over: interval, events: events, output: output, tolerances: tolerances, limits: limits)
    try run.advance()
    return run.solution()
  }

  private init(
    _ problem: Problem, from initial: [Double], over interval: ClosedRange<Double>, events: [Event<Problem>],
    output: Output, tolerances: Tolerances, limits: Limits
  ) {
    let n = problem.dimension
    self.problem = problem
    self.interval = interval
    self.limits = limits
    relative = tolerances.relative
    absolute =
      tolerances.absolute.count == n ? tolerances.absolute : Array(repeating: tolerances.absolute[0], count: n)
    method = Method(dimension: n, quadratures: problem.quadratures)
    step = Step(dimension: n, components: initial.count, start: interval.lowerBound, initial: initial)
    monitor = EventMonitor(events, components: initial.count)
    recorder = Recorder(output, components: initial.count, start: interval.lowerBound)
    phases = [Solution<Problem>.Phase(start: interval.lowerBound, problem: problem)]
    probe = step.initial
    probeSlope = step.slope
  }

  /// Steps until the interval is covered or an event stops the run.
  private mutating func advance() throws(IntegrationFailure) {
    guard interval.lowerBound < interval.upperBound else { return }
    monitor.start(problem, step, fired: [])
    try start(sizeMaximum: .infinity)
    while step.start < interval.upperBound, ending == .completed {
      try takeStep()
      if monitor.findsCrossing(problem, &step, of: method) {
        try settleEvents()
      } else {
        commit()
        try prepare(isContinued: true)
      }
    }
  }

  /// Starts from the state in ``step`` with the problem in force.
  mutating func start(sizeMaximum: Double) throws(IntegrationFailure) {
    control.restart()
    try prepare(isContinued: false)
    proposal = min(sizeMaximum, initialSize())
  }

  mutating func prepare(isContinued: Bool) throws(IntegrationFailure) {
    guard step.start < interval.upperBound else { return }  // Nothing follows.
    method.prepare(problem, &step, isContinued: isContinued)
    for i in 0..<step.components where !step.slope[i].isFinite {
      throw failure(.nonFinite, "the derivative is not finite", component: i)
    }
  }

  /// Attempts steps until one is accurate enough; it is then in ``step`` but not yet committed.
  private mutating func takeStep() throws(IntegrationFailure) {
    var hurdle: Hurdle?
    while true {
      let statistics = step.statistics
      guard statistics.steps + statistics.rejected + statistics.eventSteps < limits.steps else {
        throw failure(.stepLimit, "\(limits.steps) steps were taken", component: hurdle?.component)
      }
      fitProposal()
      guard step.size > 8 * max(step.start.ulp, step.end.ulp) else { throw failure(ending: hurdle) }
      guard method.attempt(problem, &step) else {
        hurdle = Hurdle(reason: .singularMatrix, component: nil)
        reject(factor: 0.5)
        continue
      }
      let error = scaledMaximum(
        of: step.error, between: step.initial, and: step.final, relative: relative, absolute: absolute,
        count: step.dimension)
      if error.value <= 1 {
        if let unbounded = firstNonFiniteQuadrature() {
          hurdle = Hurdle(reason: .nonFinite, component: unbounded)
          reject(factor: 0.5)
          continue
        }
        proposal = step.size * control.factorAfterAccepting(error.value)
        return
      }
      hurdle = Hurdle(reason: error.value.isFinite ? .stepSizeUnderflow : .nonFinite, component: error.index)
      reject(factor: error.value.isFinite ? control.factorAfterRejecting(error.value) : 0.5)
    }
  }

  /// Chooses the end of the next attempt within the limits; the last step ends exactly at the end of the interval.
  private mutating func fitProposal() {
    let size = min(proposal, limits.stepSizeMaximum)
    let remaining = interval.upperBound - step.start
    // A remainder within round-off of one step would otherwise become a step of its own.
    step.reach(size * (1 + 1e-8) >= remaining ? interval.upperBound : step.start + size)
  }

  private mutating func reject(factor: Double) {
    step.statistics.rejected += 1
    control.reject()
    proposal = step.size * factor
  }

  private func firstNonFiniteQuadrature() -> Int? {
    for i in step.dimension..<step.components where !step.final[i].isFinite { return i }
    return nil
  }

  /// Records the step and moves to its end.
  mutating func commit() {
    recorder.record(&step, interpolating: method)
    step.statistics.steps += 1
    step.advance()
    monitor.advance()
  }

  private func solution() -> Solution<Problem> {
    let end = Array(step.initial[..<step.components])
    return Solution(
      trajectory: recorder.trajectory(endingAt: step.start, with: end), dense: recorder.dense, events: occurrences,
      phases: phases, statistics: step.statistics, ending: ending, integrator: Method.name,
      end: (time: step.start, state: end))
  }
}

/// What kept the last attempt from being accepted.
struct Hurdle {
  let reason: IntegrationFailure.Reason
  let component: Int?
}

extension Run {
  func failure(
    _ reason: IntegrationFailure.Reason, _ detail: String, component: Int? = nil
  ) -> IntegrationFailure {
    IntegrationFailure(
      reason: reason, detail: detail, time: step.start, component: component,
      state: Array(step.initial[..<step.components]), statistics: step.statistics, integrator: Method.name)
  }

  /// The failure of a step that would have to be shorter than times can tell apart.
  private func failure(ending hurdle: Hurdle?) -> IntegrationFailure {
    let detail =
      switch hurdle?.reason {
      case .nonFinite: "the state does not stay finite at any step size"
      case .singularMatrix: "the matrix of the step is singular at any step size"
      default: "the step size fell to \(step.size) s"
      }
    return failure(hurdle?.reason ?? .stepSizeUnderflow, detail, component: hurdle?.component)
  }
}
