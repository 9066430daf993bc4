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
struct EventMonitor<Problem: InitialValueProblem> {
  let events: [Event<Problem>]
  private let components: Int
  /// Values at the start of the step; for an event that settles, shortly after it.
  private var values: [Double]
  /// Values at its end.
  private var ends: [Double]
  /// Events that fired at the start of the step and whose value there is mere round-off.
  private var isSettling: [Bool]
  private var hasSettling = false
  private var state: [Double]

  /// A value this much smaller than before the root is the round-off of having located it.
  private static var roundOff: Double { 1e-8 }
  /// Part of a step after which the sign of a settling event is taken.
  private static var settlingPart: Double { 1.0 / 64 }

  init(_ events: [Event<Problem>], components: Int) {
    self.events = events
    self.components = components
    values = Array(repeating: 0, count: events.count)
    ends = values
    isSettling = Array(repeating: false, count: events.count)
    state = Array(repeating: 0, count: components)
  }

  /// Evaluates the functions at the start of the step, with the problem newly in force.
  ///
  /// - Parameter fired: the events that have just happened there; they must not happen again for the same root.
  mutating func start(_ problem: Problem, _ step: Step, fired: [Int]) {
    hasSettling = false
    for event in events.indices {
      let value = value(event, problem, step.start, step.initial)
      isSettling[event] = fired.contains(event) && abs(value) <= Self.roundOff * abs(values[event])
      hasSettling = hasSettling || isSettling[event]
      values[event] = value
    }
  }

  /// Evaluates the functions at the end of the step: is there a sign change?
  mutating func findsCrossing<Method: OneStepMethod>(_ problem: Problem, _ step: inout Step, of method: Method) -> Bool {
    guard !events.isEmpty else { return false }
    if hasSettling { settle(problem, &step, of: method) }
    var found = false
    for event in events.indices {
      ends[event] = value(event, problem, step.end, step.final)
      found = found || crosses(event)
    }
    return found
  }

  /// Makes the values at the end of the step those at the start of the next.
  mutating func advance() {
    guard !events.isEmpty else { return }
    swap(&values, &ends)
    if hasSettling {
      for event in events.indices { isSettling[event] = false }
      hasSettling = false
    }
  }

  /// The sign changes found last, located on the interpolant of the step, in time order.
  mutating func crossings(_ problem: Problem, _ step: Step) -> [Crossing] {
    var found: [Crossing] = []
    for event in events.indices where crosses(event) {
      found.append(Crossing(event: event, time: locate(event, problem, step)))
    }
    return found.sorted { ($0.time, $0.event) < ($1.time, $1.event) }
  }

  /// Value of one function at the end of the step.
  func endValue(of event: Int, _ problem: Problem, _ step: Step) -> Double {
    value(event, problem, step.end, step.final)
  }

  /// Rate of change of one function along the interpolant of the step at `time` [1/s].
  mutating func rate(of event: Int, _ problem: Problem, _ step: Step, at time: Double) -> Double {
    let δ = step.size / 4096
    let later = interpolated(event, problem, step, at: time + δ)
    return (later - interpolated(event, problem, step, at: time - δ)) / (2 * δ)
  }

  private func crosses(_ event: Int) -> Bool {
    let (start, end) = (values[event], ends[event])
    return switch events[event].direction {
    case .rising: start < 0 && end >= 0
    case .falling: start > 0 && end <= 0
    case .either: start < 0 && end >= 0 || start > 0 && end <= 0
    }
  }

  private func settlingTime(_ step: Step) -> Double { step.start + Self.settlingPart * step.size }

  /// Takes the sign of settling events a little later, where the interpolant has left the root.
  private mutating func settle<Method: OneStepMethod>(_ problem: Problem, _ step: inout Step, of method: Method) {
    method.interpolate(&step)
    for event in events.indices where isSettling[event] {
      values[event] = interpolated(event, problem, step, at: settlingTime(step))
    }
  }

  private mutating func locate(_ event: Int, _ problem: Problem, _ step: Step) -> Double {
    let start = isSettling[event] ? settlingTime(step) : step.start
    var bracket = RootBracket(from: start, value: values[event], to: step.end, value: ends[event])
    while let time = bracket.next() {
      bracket.narrow(with: interpolated(event, problem, step, at: time))
    }
    return bracket.best
  }

  private mutating func interpolated(_ event: Int, _ problem: Problem, _ step: Step, at time: Double) -> Double {
    step.interpolate(at: time, into: &state)
    return value(event, problem, time, state)
  }

  private func value(_ event: Int, _ problem: Problem, _ time: Double, _ state: [Double]) -> Double {
    events[event].root(problem, time, state.span.extracting(first: components))
  }
}
