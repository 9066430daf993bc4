/// One integration whose steps are taken elsewhere: this loop finds events and records output.
///
/// The source is asked for one step at a time and never for an output time, so steps, states and events are the same
/// bits whatever is recorded. Events lie on the interpolant of the step, which is cut there.
package struct ExternalRun {
  private let changes: any ChangeOfEquations
  private let interval: ClosedRange<Double>
  private let limits: Limits
  private let dimension: Int
  private var equations: any Equations
  private let source: any StepSource
  private var watch: CrossingWatch
  private var record: StepRecord
  private var occurrences: [EventOccurrence] = []
  /// Name of the event that stopped the run.
  private var stoppedBy: String?
  /// Accepted steps; the rest of the work is known to the source.
  private var steps = 0
  /// The step in progress [s], the states at its ends, and what lies between.
  private var start: Double
  private var end: Double
  private var initial: [Double]
  private var final: [Double]
  private var polynomial: StepPolynomial

  /// Runs to the end.
  ///
  /// - Parameter source: makes what takes the steps, given the equations in force at the start.
  package static func outcome(
    of setup: RunSetup, with source: (any Equations, RunSetup) throws(StepFault) -> any StepSource, integrator: String
  ) throws(IntegrationFailure) -> RunOutcome {
    let equations = setup.changes.begin(at: setup.interval.lowerBound)
    let steps: any StepSource
    do {
      steps = try source(equations, setup)
    } catch {
      throw IntegrationFailure(
        reason: error.reason, detail: error.detail, time: setup.interval.lowerBound, component: error.component,
        state: setup.initial, statistics: Statistics(), integrator: integrator)
    }
    var run = ExternalRun(setup, equations, steps)
    do {
      try run.advance()
    } catch {
      throw IntegrationFailure(
        reason: error.reason, detail: error.detail, time: run.start, component: error.component, state: run.initial,
        statistics: run.statistics, integrator: integrator)
    }
    return RunOutcome(
      trajectory: run.record.trajectory(endingAt: run.start, with: run.initial), dense: run.record.dense,
      occurrences: run.occurrences, statistics: run.statistics, stoppedBy: run.stoppedBy,
      end: (time: run.start, state: run.initial))
  }

  private init(_ setup: RunSetup, _ equations: any Equations, _ source: any StepSource) {
    changes = setup.changes
    interval = setup.interval
    limits = setup.limits
    start = interval.lowerBound
    end = start
    self.equations = equations
    self.source = source
    dimension = equations.dimension
    initial = setup.initial
    final = initial
    polynomial = StepPolynomial(components: initial.count)
    watch = CrossingWatch(setup.events, components: initial.count)
    record = StepRecord(setup.output, components: initial.count, start: start)
  }

  private var statistics: Statistics {
    var statistics = source.work
    statistics.steps = steps
    return statistics
  }

  /// Steps until the interval is covered or an event stops the run.
  private mutating func advance() throws(StepFault) {
    guard interval.lowerBound < interval.upperBound else {
      polynomial.hold(initial, at: start)
      record.hold(polynomial)
      return
    }
    watch.start(equations, at: start, initial, fired: [])
    try restart()
    while start < interval.upperBound, stoppedBy == nil {
      try takeStep()
      let isSettling = watch.hasSettling
      if isSettling || record.needsPolynomial(until: end) { takePolynomial() }
      if isSettling { watch.settle(equations, polynomial) }
      if watch.findsCrossing(equations, at: end, final) { try settleEvents() } else { commit() }
    }
  }

  /// Starts afresh from the state at ``start`` with the equations in force.
  private mutating func restart() throws(StepFault) {
    let remaining = interval.upperBound - start
    // An interval of a few ulps leaves no choice of a step.
    let isTiny = remaining < 8 * max(start.ulp, interval.upperBound.ulp)
    let firstSize = isTiny ? remaining : limits.stepSizeInitial.map { min($0, remaining) }
    try source.restart(equations, at: start, from: initial, until: interval.upperBound, firstSize: firstSize)
  }

  private mutating func takeStep() throws(StepFault) {
    guard steps + source.work.rejected < limits.steps else {
      throw StepFault(.stepLimit, "\(limits.steps) steps were taken", component: source.worstState)
    }
    try source.step(reaching: &end, &final)
    if let component = final.firstIndex(where: { !$0.isFinite }) {
      throw StepFault(.nonFinite, "the state is not finite", component: component)
    }
  }

  private mutating func takePolynomial() {
    source.interpolate(&polynomial, from: start, to: end, initial: initial, final: final)
  }

  /// Records the step and moves to its end.
  private mutating func commit() {
    record.append(polynomial, from: start, initial, to: end)
    steps += 1
    start = end
    swap(&initial, &final)
    watch.advance()
  }
}

extension ExternalRun {
  /// Handles the sign changes within the step taken, which is cut at the first event that stops or changes the run.
  private mutating func settleEvents() throws(StepFault) {
    takePolynomial()
    var crossings = watch.crossings(equations, polynomial)
    if let terminal = crossings.first(where: { watch.events[$0.event].isTerminal }) {
      crossings = cut(at: max(terminal.time, start.nextUp), crossings)
    }
    var state = final
    var hasChanged = false
    for crossing in crossings {
      let event = watch.events[crossing.event]
      occurrences.append(occurrence(of: event, at: crossing.time))
      watch.retire(crossing.event)
      if event.action == .stop {
        stoppedBy = event.name
        break
      }
      if event.action == .change {
        changes.apply(crossing.event, at: end, to: &state)
        try check(state, after: event.name)
        hasChanged = true
      }
    }
    commit()
    guard hasChanged else { return }
    initial = state
    equations = changes.begin(at: start)
    guard stoppedBy == nil, start < interval.upperBound else { return }
    watch.start(equations, at: start, initial, fired: crossings.map(\.event))
    try restart()
  }

  /// Ends the step at `time`, on its polynomial.
  ///
  /// - Returns: what happens until then; what coincides happens at the end, in the order of the events.
  private mutating func cut(at time: Double, _ crossings: [Crossing]) -> [Crossing] {
    let spacing = 4 * time.ulp
    let kept = crossings.filter { $0.time <= time + spacing }
      .map { $0.time >= time - spacing ? Crossing(event: $0.event, time: time) : $0 }
    if time < end {
      polynomial.evaluate(at: time, into: &final)
      polynomial.cut(at: time)
      end = time
      // The values at the end tell which root functions are zero there by round-off alone.
      _ = watch.findsCrossing(equations, at: end, final)
    }
    return kept.sorted { ($0.time, $0.event) < ($1.time, $1.event) }
  }

  private func occurrence(of event: WatchedEvent, at time: Double) -> EventOccurrence {
    var state = final
    if time < end { polynomial.evaluate(at: time, into: &state) }
    return EventOccurrence(name: event.name, time: time, state: state)
  }

  private func check(_ state: [Double], after event: String) throws(StepFault) {
    guard changes.shape == (dimension, initial.count - dimension) else {
      throw StepFault(.invalidInput, "event \(event) changed the shape of the problem")
    }
    guard state.count == initial.count else {
      throw StepFault(.invalidInput, "event \(event) changed the number of components to \(state.count)")
    }
    if let i = state.firstIndex(where: { !$0.isFinite }) {
      throw StepFault(.nonFinite, "event \(event) made the state not finite", component: i)
    }
  }
}
