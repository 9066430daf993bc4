extension Run {
  /// Handles the sign changes within the accepted step, which is committed, cut at an event if need be.
  ///
  /// - Returns: true when the next step starts with the same equations, for which nothing is prepared yet.
  mutating func settleEvents() throws(IntegrationFailure) -> Bool {
    let wholeSize = step.size
    method.interpolate(&step)
    var crossings = monitor.crossings(equations, step)
    let terminal = crossings.first { monitor.events[$0.event].isTerminal }
    if let terminal { crossings = try cut(at: terminal, crossings) }

    var state = Array(step.final[..<step.components])
    var hasChanged = false
    for crossing in crossings {
      let event = monitor.events[crossing.event]
      occurrences.append(occurrence(of: event, at: crossing.time))
      monitor.retire(crossing.event)
      if event.action == .stop {
        stoppedBy = event.name
        break
      }
      if event.action == .change {
        changes.apply(crossing.event, at: step.end, to: &state)
        try check(state, after: event.name)
        hasChanged = true
      }
    }
    commit()
    if hasChanged {
      for i in state.indices { step.initial[i] = state[i] }
      equations = changes.begin(at: step.start)
    }
    guard stoppedBy == nil, step.start < interval.upperBound else { return false }
    if hasChanged {
      monitor.start(equations, step, fired: crossings.map(\.event))
      try start(sizeMaximum: wholeSize)
    }
    return !hasChanged
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
    if monitor.findsCrossing(equations, &step, of: method) {
      method.interpolate(&step)
      kept = monitor.crossings(equations, step).filter { $0.event != terminal.event }
        .map { monitor.events[$0.event].isTerminal ? Crossing(event: $0.event, time: step.end) : $0 }
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
    if isAttemptForeign {
      method.prepare(equations, &step, isContinued: false)
      step.statistics.jacobians -= 1
    }
    var rate = monitor.rate(of: crossing.event, equations, step, at: crossing.time)
    var time = max(crossing.time, step.start.nextUp)
    var last: (time: Double, value: Double)?
    for repetition in 1...4 {
      step.reach(time)
      step.statistics.eventSteps += 1
      guard method.attempt(equations, &step), step.final.allSatisfy(\.isFinite) else {
        throw failure(.nonFinite, "the step up to event \(monitor.events[crossing.event].name) is not finite")
      }
      let value = monitor.endValue(of: crossing.event, equations, step)
      if let last, time != last.time, value != last.value { rate = (value - last.value) / (time - last.time) }
      last = (time, value)
      let corrected = min(max(time - value / rate, step.start.nextUp), wholeEnd)
      // Secants converge so fast that a correction of a few units is the last; also leaves when it is not a number.
      guard repetition < 4, abs(corrected - time) > 64 * time.ulp else { return }
      time = corrected
    }
  }

  private func occurrence(of event: WatchedEvent, at time: Double) -> EventOccurrence {
    var state = Array(step.final[..<step.components])
    if time < step.end { step.interpolate(at: time, into: &state) }
    return EventOccurrence(name: event.name, time: time, state: state)
  }

  private func check(_ state: [Double], after event: String) throws(IntegrationFailure) {
    guard changes.shape == (step.dimension, step.components - step.dimension) else {
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
