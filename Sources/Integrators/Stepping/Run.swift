/// One integration: the loop that every one-step method shares.
///
/// It validates the call, chooses step sizes, finds events and records output. Nothing in it depends on what is
/// recorded, so steps, states and events are the same bits whatever the output.
struct Run<Method: OneStepMethod> {
  let interval: ClosedRange<Double>
  let limits: Limits
  let relative: Double
  /// atol per state.
  let absolute: [Double]
  /// The equations in force.
  var equations: any Equations
  let changes: any ChangeOfEquations
  var method: Method
  var step: Step
  var control = Method.control
  var monitor: EventMonitor
  var recorder: Recorder
  var occurrences: [EventOccurrence] = []
  /// Name of the event that stopped the run.
  var stoppedBy: String?
  /// Size of the next attempt before it is fitted to the interval [s].
  var proposal = 0.0
  /// What kept the last attempt that was rejected from being accepted.
  var hurdle: Hurdle?
  /// True when attempts are computed elsewhere, so that ``method`` has not prepared the step in progress.
  var isAttemptForeign = false
  /// Scratch for the choice of the initial step.
  var probe: [Double]
  var probeSlope: [Double]

  /// Runs to the end.
  static func outcome(of setup: RunSetup) throws(IntegrationFailure) -> RunOutcome {
    var run = Run(setup)
    try run.advance()
    return run.outcome
  }

  /// What the run has come to.
  var outcome: RunOutcome {
    let end = (time: step.start, state: Array(step.initial[..<step.components]))
    return RunOutcome(
      trajectory: recorder.trajectory(endingAt: end.time, with: end.state), dense: recorder.dense,
      occurrences: occurrences, statistics: step.statistics, stoppedBy: stoppedBy, end: end)
  }

  init(_ setup: RunSetup) {
    let (initial, start) = (setup.initial, setup.interval.lowerBound)
    equations = setup.changes.begin(at: start)
    changes = setup.changes
    interval = setup.interval
    limits = setup.limits
    let n = equations.dimension
    relative = setup.tolerances.relative
    let floors = setup.tolerances.absolute
    absolute = floors.count == n ? floors : Array(repeating: floors[0], count: n)
    method = Method(equations, sizes: absolute)
    step = Step(dimension: n, components: initial.count, start: start, initial: initial, degree: Method.degree)
    monitor = EventMonitor(setup.events, components: initial.count)
    recorder = Recorder(setup.output, components: initial.count, start: start, degree: Method.degree)
    probe = step.initial
    probeSlope = step.slope
  }

  /// Steps until the interval is covered or an event stops the run.
  private mutating func advance() throws(IntegrationFailure) {
    try begin()
    while step.start < interval.upperBound, stoppedBy == nil {
      try takeStep()
      if monitor.findsCrossing(equations, &step, of: method) {
        if try settleEvents() { try prepare(isContinued: true) }
      } else {
        commit()
        try prepare(isContinued: true)
      }
    }
  }

  /// Starts from the state in ``step`` with the equations in force.
  mutating func start(sizeMaximum: Double) throws(IntegrationFailure) {
    control.restart()
    try prepare(isContinued: false)
    proposal = min(sizeMaximum, initialSize())
  }

  mutating func prepare(isContinued: Bool) throws(IntegrationFailure) {
    guard step.start < interval.upperBound else { return }  // Nothing follows.
    method.prepare(equations, &step, isContinued: isContinued)
    for i in 0..<step.components where !step.slope[i].isFinite {
      throw failure(.nonFinite, "the derivative is not finite", component: i)
    }
  }

  /// Attempts steps until one is accurate enough; it is then in ``step`` but not yet committed.
  private mutating func takeStep() throws(IntegrationFailure) {
    while true {
      let statistics = step.statistics
      guard statistics.steps + statistics.rejected + statistics.eventSteps < limits.steps else {
        throw failure(.stepLimit, "\(limits.steps) steps were taken", component: hurdle?.component)
      }
      fitProposal()
      guard step.size > 8 * max(step.start.ulp, step.end.ulp) || step.end == interval.upperBound && step.size > 0 else {
        throw underflow
      }
      guard method.attempt(equations, &step) else {
        hurdle = Hurdle(reason: .singularMatrix, component: nil)
        reject(factor: 0.5)
        continue
      }
      let error = scaledMaximum(
        of: step.error, between: step.initial, and: step.final, relative: relative, absolute: absolute,
        count: step.dimension)
      if let component = nonFinite(error) {
        hurdle = Hurdle(reason: .nonFinite, component: component)
        reject(factor: 0.5)
      } else if error.value > 1 {
        hurdle = Hurdle(reason: .stepSizeUnderflow, component: error.index)
        reject(factor: control.factorAfterRejecting(error.value))
      } else {
        proposal = step.size * control.factorAfterAccepting(error.value)
        return
      }
    }
  }

  /// Chooses the end of the next attempt within the limits; the last step ends exactly at the end of the interval.
  mutating func fitProposal() {
    let size = min(proposal, limits.stepSizeMaximum)
    let remaining = interval.upperBound - step.start
    // A remainder within round-off of one step would otherwise become a step of its own.
    step.reach(size * (1 + 1e-8) >= remaining ? interval.upperBound : step.start + size)
  }

  mutating func reject(factor: Double) {
    step.statistics.rejected += 1
    control.reject()
    proposal = step.size * factor
  }

  /// The component that keeps the attempt from being finite, `nil` if it is finite.
  ///
  /// The linear algebra of a stiff method spreads a component that is not finite over all states, so the derivative
  /// at the end is asked first.
  private mutating func nonFinite(_ error: (value: Double, index: Int)) -> Int? {
    let quadratures = step.dimension..<step.components
    if error.value.isFinite { return quadratures.first { !step.final[$0].isFinite } }
    equations.rightHandSide(step.end, step.initial, &probeSlope)
    step.statistics.rightHandSides += 1
    return probeSlope.firstIndex { !$0.isFinite } ?? error.index
  }

  /// Records the step and moves to its end.
  mutating func commit() {
    recorder.record(&step, interpolating: method)
    step.statistics.steps += 1
    step.advance()
    monitor.advance()
  }
}

/// What kept an attempt from being accepted.
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
  private var underflow: IntegrationFailure {
    let detail =
      switch hurdle?.reason {
      case .nonFinite: "the state does not stay finite at any step size"
      case .singularMatrix: "the matrix of the step is singular at any step size"
      default: "the step size fell to \(step.size) s"
      }
    return failure(hurdle?.reason ?? .stepSizeUnderflow, detail, component: hurdle?.component)
  }
}
