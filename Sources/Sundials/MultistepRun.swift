#if Sundials
  import CSundials
  import Integrators

  /// One integration: CVODE takes the steps, this loop finds events and records output.
  ///
  /// CVODE is asked for one step at a time and never for an output time, so steps, states and events are the same bits
  /// whatever is recorded.
  struct MultistepRun {
    private let changes: any ChangeOfEquations
    private let interval: ClosedRange<Double>
    private let limits: Limits
    private let dimension: Int
    private var equations: any Equations
    private let memory: CVODEMemory
    private var watch: CrossingWatch
    private var record: StepRecord
    private var occurrences: [EventOccurrence] = []
    /// Name of the event that stopped the run.
    private var stoppedBy: String?
    private var statistics = Statistics()
    /// Work of CVODE before its last start, which sets its counters to zero.
    private var workBefore = (rejected: 0, factorizations: 0)
    /// The component that kept the last attempt that was repeated from being finite.
    private var nonFinite: Int?
    /// The step in progress [s], the states at its ends, and what lies between.
    private var start: Double
    private var end: Double
    private var initial: [Double]
    private var final: [Double]
    private var polynomial: StepPolynomial

    /// Runs to the end.
    static func outcome(of setup: RunSetup) throws(IntegrationFailure) -> RunOutcome {
      var run = try MultistepRun(setup)
      try run.advance()
      return RunOutcome(
        trajectory: run.record.trajectory(endingAt: run.start, with: run.initial), dense: run.record.dense,
        occurrences: run.occurrences, statistics: run.statistics, stoppedBy: run.stoppedBy,
        end: (time: run.start, state: run.initial))
    }

    private init(_ setup: RunSetup) throws(IntegrationFailure) {
      changes = setup.changes
      interval = setup.interval
      limits = setup.limits
      start = interval.lowerBound
      end = start
      equations = changes.begin(at: start)
      dimension = equations.dimension
      initial = setup.initial
      final = initial
      polynomial = StepPolynomial(components: initial.count)
      watch = CrossingWatch(setup.events, components: initial.count)
      record = StepRecord(setup.output, components: initial.count, start: start)
      do {
        memory = try CVODEMemory(equations, tolerances: setup.tolerances, limits: setup.limits)
      } catch {
        throw IntegrationFailure(
          reason: .invalidInput, detail: "CVODE could not be set up (\(error.flag))", time: setup.interval.lowerBound,
          component: nil, state: setup.initial, statistics: Statistics(), integrator: CVODE.name)
      }
    }

    /// Steps until the interval is covered or an event stops the run.
    private mutating func advance() throws(IntegrationFailure) {
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

    /// Starts at order 1 from the state at ``start`` with the equations in force.
    private mutating func restart() throws(IntegrationFailure) {
      workBefore = (statistics.rejected, statistics.factorizations)
      let remaining = interval.upperBound - start
      // CVODE declines to choose a step for an interval of a few ulps.
      let isTiny = remaining < 8 * max(start.ulp, interval.upperBound.ulp)
      let firstSize = isTiny ? remaining : limits.stepSizeInitial.map { min($0, remaining) }
      do {
        try memory.restart(equations, at: start, from: initial, until: interval.upperBound, firstSize: firstSize)
      } catch {
        throw failure(.invalidInput, "CVODE could not be started (\(error.flag))")
      }
    }

    private mutating func takeStep() throws(IntegrationFailure) {
      guard statistics.steps + statistics.rejected < limits.steps else {
        throw failure(.stepLimit, "\(limits.steps) steps were taken", component: memory.worstState)
      }
      let flag = memory.step(until: interval.upperBound, reaching: &end, &final)
      statistics.rightHandSides = memory.rightHandSides
      statistics.jacobians = memory.jacobians
      let rejected = workBefore.rejected + memory.rejected
      if rejected > statistics.rejected { nonFinite = memory.nonFinite }
      statistics.rejected = rejected
      statistics.factorizations = workBefore.factorizations + memory.factorizations
      guard flag >= 0 else { throw failure(flag) }
      if let component = final.firstIndex(where: { !$0.isFinite }) {
        throw failure(.nonFinite, "the state is not finite", component: component)
      }
      // CVODE would go on without moving, and only warn.
      guard end - start > 8 * max(start.ulp, end.ulp) || end == interval.upperBound && end > start else {
        throw underflow("the step size fell to \(memory.size) s")
      }
    }

    private mutating func takePolynomial() {
      let (memory, end) = (memory, end)
      polynomial.take(from: start, to: end, order: memory.lastOrder, initial: initial, final: final) { k, row, target in
        memory.derivative(k, at: end, to: &target, at: row)
      }
    }

    /// Records the step and moves to its end.
    private mutating func commit() {
      record.append(polynomial, from: start, initial, to: end)
      statistics.steps += 1
      start = end
      swap(&initial, &final)
      watch.advance()
    }
  }

  extension MultistepRun {
    /// Handles the sign changes within the step taken, which is cut at the first event that stops or changes the run.
    private mutating func settleEvents() throws(IntegrationFailure) {
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

    /// Ends the step at `time`, on the polynomial that CVODE itself continues from.
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

    private func check(_ state: [Double], after event: String) throws(IntegrationFailure) {
      guard changes.shape == (dimension, initial.count - dimension) else {
        throw failure(.invalidInput, "event \(event) changed the shape of the problem")
      }
      guard state.count == initial.count else {
        throw failure(.invalidInput, "event \(event) changed the number of components to \(state.count)")
      }
      if let i = state.firstIndex(where: { !$0.isFinite }) {
        throw failure(.nonFinite, "event \(event) made the state not finite", component: i)
      }
    }
  }

  extension MultistepRun {
    private func failure(
      _ reason: IntegrationFailure.Reason, _ detail: String, component: Int? = nil
    ) -> IntegrationFailure {
      IntegrationFailure(
        reason: reason, detail: detail, time: start, component: component, state: initial, statistics: statistics,
        integrator: CVODE.name)
    }

    /// The failure of a step that became too short, for `cause` unless a component did not stay finite.
    private func underflow(_ cause: String) -> IntegrationFailure {
      if let component = memory.nonFinite ?? nonFinite {
        return failure(.nonFinite, "the state does not stay finite at any step size", component: component)
      }
      return failure(.stepSizeUnderflow, cause, component: memory.worstState)
    }

    /// The failure that a negative flag of CVODE means.
    private func failure(_ flag: Int32) -> IntegrationFailure {
      switch flag {
      case CV_FIRST_RHSFUNC_ERR:
        return failure(.nonFinite, "the derivative is not finite", component: memory.nonFinite)
      case CV_RHSFUNC_FAIL, CV_REPTD_RHSFUNC_ERR, CV_UNREC_RHSFUNC_ERR:
        return failure(.nonFinite, "the state does not stay finite at any step size", component: memory.nonFinite)
      case CV_ERR_FAILURE, CV_CONV_FAILURE:
        if memory.nonFinite == nil, memory.isSingular {
          return failure(.singularMatrix, "the matrix of the step is singular at any step size")
        }
        let cause = flag == CV_ERR_FAILURE ? "" : "Newton's iteration does not converge: "
        return underflow(cause + "the step size fell to \(memory.size) s")
      case CV_LINIT_FAIL, CV_LSETUP_FAIL, CV_LSOLVE_FAIL, CV_NLS_INIT_FAIL, CV_NLS_SETUP_FAIL, CV_NLS_FAIL:
        return failure(.singularMatrix, "the linear solver of CVODE gave up (\(flag))")
      case CV_TOO_MUCH_ACC:
        return failure(
          .stepSizeUnderflow, "the tolerances ask for more digits than the states have", component: memory.worstState)
      case CV_TOO_MUCH_WORK:
        return failure(.stepLimit, "\(limits.steps) steps were taken", component: memory.worstState)
      case CV_TOO_CLOSE:
        return failure(.stepSizeUnderflow, "the rest of the interval is shorter than times can tell apart")
      default:
        return failure(.invalidInput, "CVODE refused to go on (\(flag))")
      }
    }
  }
#endif
