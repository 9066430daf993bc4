/// A root found within a step.
struct Crossing {
  /// Index of the event.
  let event: Int
  /// Time of the root [s].
  let time: Double
}

/// Watches the root functions of a run from step to step.
///
/// Each function is evaluated once per step, at its end. A value that is NaN never counts as a sign change.
struct EventMonitor {
  let events: [WatchedEvent]
  private let count: Int
  /// Values at the start of the step; for an event that settles, shortly after it.
  private var values: [Double]
  /// Values at its end; after ``advance()`` those at the start of the last step.
  private var ends: [Double]
  /// Events that fired at the start of the step and whose value there is mere round-off.
  private var isSettling: [Bool]
  private(set) var hasSettling = false
  /// Events that have happened and happen once.
  private var isOver: [Bool]
  private var state: [Double]

  /// A value this much smaller than before the root is the round-off of having located it.
  private static let roundOff = 1e-8
  /// Part of a step after which the sign of a settling event is taken.
  private static let settlingPart = 1.0 / 64

  init(_ events: [WatchedEvent], components: Int) {
    self.events = events
    count = events.count
    values = Array(repeating: 0, count: events.count)
    ends = values
    isSettling = Array(repeating: false, count: events.count)
    isOver = isSettling
    state = Array(repeating: 0, count: components)
  }

  /// Evaluates the functions at the start of the step, with the equations newly in force, after ``advance()``.
  ///
  /// - Parameter fired: the events that have just happened there; they must not happen again for the same root.
  mutating func start(_ equations: any Equations, _ step: Step, fired: [Int]) {
    hasSettling = false
    for event in 0..<count where !isOver[event] {
      let value = value(event, equations, step.start, step.initial)
      isSettling[event] = fired.contains(event) && abs(value) <= Self.roundOff * abs(ends[event])
      hasSettling = hasSettling || isSettling[event]
      values[event] = value
    }
  }

  /// Evaluates the functions at the end of the step: is there a sign change?
  mutating func findsCrossing<Method: OneStepMethod>(_ equations: any Equations, _ step: inout Step, of method: Method)
    -> Bool
  {
    guard count > 0 else { return false }
    if hasSettling { settle(equations, &step, of: method) }
    var found = false
    for event in 0..<count where !isOver[event] {
      ends[event] = value(event, equations, step.end, step.final)
      found = found || crosses(event)
    }
    return found
  }

  /// Notes that an event has happened.
  mutating func retire(_ event: Int) {
    guard events[event].occursOnce else { return }
    isOver[event] = true
    isSettling[event] = false
    // Zero at both ends is no change of sign.
    values[event] = 0
    ends[event] = 0
  }

  /// Makes the values at the end of the step those at the start of the next.
  mutating func advance() {
    guard count > 0 else { return }
    swap(&values, &ends)
    if hasSettling {
      for event in 0..<count { isSettling[event] = false }
      hasSettling = false
    }
  }

  /// The sign changes found last, located on the interpolant of the step, in time order.
  mutating func crossings(_ equations: any Equations, _ step: Step) -> [Crossing] {
    var found: [Crossing] = []
    for event in 0..<count where crosses(event) {
      found.append(Crossing(event: event, time: locate(event, equations, step)))
    }
    return found.sorted { ($0.time, $0.event) < ($1.time, $1.event) }
  }

  /// Value of one function at the end of the step.
  func endValue(of event: Int, _ equations: any Equations, _ step: Step) -> Double {
    value(event, equations, step.end, step.final)
  }

  /// Rate of change of one function along the interpolant of the step at `time` [1/s].
  mutating func rate(of event: Int, _ equations: any Equations, _ step: Step, at time: Double) -> Double {
    let δ = step.size / 4096
    let later = interpolated(event, equations, step, at: time + δ)
    return (later - interpolated(event, equations, step, at: time - δ)) / (2 * δ)
  }

  private func crosses(_ event: Int) -> Bool {
    events[event].direction.counts(from: values[event], to: ends[event])
  }

  private func settlingTime(_ step: Step) -> Double { step.start + Self.settlingPart * step.size }

  /// Takes the sign of settling events a little later, where the interpolant has left the root.
  private mutating func settle<Method: OneStepMethod>(_ equations: any Equations, _ step: inout Step, of method: Method)
  {
    method.interpolate(&step)
    for event in 0..<count where isSettling[event] {
      values[event] = interpolated(event, equations, step, at: settlingTime(step))
    }
  }

  private mutating func locate(_ event: Int, _ equations: any Equations, _ step: Step) -> Double {
    let start = isSettling[event] ? settlingTime(step) : step.start
    var bracket = RootBracket(from: start, value: values[event], to: step.end, value: ends[event])
    while let time = bracket.next() {
      bracket.narrow(with: interpolated(event, equations, step, at: time))
    }
    return bracket.best
  }

  private mutating func interpolated(_ event: Int, _ equations: any Equations, _ step: Step, at time: Double) -> Double
  {
    step.interpolate(at: time, into: &state)
    return value(event, equations, time, state)
  }

  private func value(_ event: Int, _ equations: any Equations, _ time: Double, _ state: [Double]) -> Double {
    equations.root(event, time, state)
  }
}
