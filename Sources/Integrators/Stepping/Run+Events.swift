extension Run {
  /// Handles the sign changes within the accepted step, which is committed, cut at an event if need be.
  mutating func settleEvents() throws(IntegrationFailure) {
    let wholeSize = step.size
    method.interpolate(&step)
    var crossings = monitor.crossings(problem, step)
    let terminal = crossings.first { isTerminal($0.event) }
    if let terminal { crossings = try cut(at: terminal, crossings) }

    var next = problem
    var state = Array(step.final[..<step.components])
    var changes = false
    for crossing in crossings {
      let event = monitor.events[crossing.event]
      occurrences.append(occurrence(of: event, at: crossing.time))
      if case .stop = event.action {
        ending = .stopped(event: event.name)
        break
      }
      if case .change(let change) = event.action {
        next = change(next, step.end, &state)
        try check(next, state, after: event.name)
        changes = true
      }
    }
    commit()
    if changes {
      problem = next
      for i in state.indices { step.initial[i] = state[i] }
      phases.append(Solution<Problem>.Phase(start: step.start, problem: problem))
    }
    guard ending == .completed, step.start < interval.upperBound else { return }
    if changes {
      monitor.start(problem, step, fired: crossings.map(\.event))
      try start(sizeMaximum: wholeSize)
    } else {
      try prepare(isContinued: true)
    }
  }

  private func isTerminal(_ event: Int) -> Bool {
    if case .note = monitor.events[event].action { false } else { true }
  }

  /// Ends the step at a terminal event.
  ///
  /// - Returns: what happens within the shortened step, found anew on its own interpolant. Terminal events among it
  ///   coincide with the one that shortened the step and happen at its end.
  private mutating func cut(
    at terminal: Crossing, _ crossings: [Crossing]
  ) throws(IntegrationFailure) -> [Crossing] {
    try refine(terminal)
    var kept: [Crossing] = []
    if monitor.findsCrossing(problem, &step, of: method) {
      method.interpolate(&step)
      kept = monitor.crossings(problem, step).filter { $0.event != terminal.event }
        .map { isTerminal($0.event) ? Crossing(event: $0.event, time: step.end) : $0 }
    }
    let together = crossings.filter { other in
      other.time <= terminal.time + 4 * terminal.time.ulp && !kept.contains { $0.event == other.event }
    }
    kept += together.map { Crossing(event: $0.event, time: step.end) }
    return kept.sorted { ($0.time, $0.event) < ($1.time, $1.event) }
  }

  /// Repeats the step with other ends until the state there, a true step of the method, lies on the root.
  private mutating func refine(_ crossing: Crossing) throws(IntegrationFailure) {
    let wholeEnd = step.end
    var rate = monitor.rate(of: crossing.event, problem, step, at: crossing.time)
    var time = max(crossing.time, step.start.nextUp)
    var last: (time: Double, value: Double)?
    for repetition in 1...4 {
      step.reach(time)
      step.statistics.eventSteps += 1
      guard method.attempt(problem, &step), step.final.allSatisfy(\.isFinite) else {
        throw failure(.nonFinite, "the step up to event \(monitor.events[crossing.event].name) is not finite")
      }
      let value = monitor.endValue(of: crossing.event, problem, step)
      if let last, time != last.time, value != last.value { rate = (value - last.value) / (time - last.time) }
      last = (time, value)
      let corrected = min(max(time - value / rate, step.start.nextUp), wholeEnd)
      // Also leaves the loop when the correction is not a number.
      guard repetition < 4, abs(corrected - time) > 2 * time.ulp else { return }
      time = corrected
    }
  }

  private func occurrence(of event: Event<Problem>, at time: Double) -> EventOccurrence {
    var state = Array(step.final[..<step.components])
    if time < step.end { step.interpolate(at: time, into: &state) }
    return EventOccurrence(name: event.name, time: time, state: state)
  }

  private func check(_ changed: Problem, _ state: [Double], after event: String) throws(IntegrationFailure) {
    guard changed.dimension == problem.dimension, changed.quadratures == problem.quadratures else {
      throw failure(.invalidInput, "event \(event) changed the shape of the problem")
    }
    guard state.count == step.components else {
      throw failure(.invalidInput, "event \(event) changed the number of components to \(state.count)")
    }
    if let i = state.firstIndex(where: { !$0.isFinite }) {
      throw failure(.nonFinite, "event \(event) made the state not finite", component: i)
    }
  }
}
