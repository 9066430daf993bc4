/// Watches the root functions of a run from step to step, by the rules of the one-step methods.
///
/// Each function is evaluated once per step, at its end. A value that is NaN never counts as a sign change.
struct CrossingWatch {
  let events: [WatchedEvent]
  /// Values at the start of the step; for an event that settles, shortly after it.
  private var values: [Double]
  /// Values at its end; after ``advance()`` those at the start of the last step.
  private var ends: [Double]
  /// Events that fired at the start of the step and whose value there is mere round-off.
  private var isSettling: [Bool]
  /// Events that have happened and happen once.
  private var isOver: [Bool]
  private var state: [Double]

  /// A value this much smaller than before the root is the round-off of having located it.
  private static let roundOff = 1e-8
  /// Part of a step after which the sign of a settling event is taken.
  private static let settlingPart = 1.0 / 64

  init(_ events: [WatchedEvent], components: Int) {
    self.events = events
    values = Array(repeating: 0, count: events.count)
    ends = values
    isSettling = Array(repeating: false, count: events.count)
    isOver = isSettling
    state = Array(repeating: 0, count: components)
  }

  /// Whether an event waits for the step to leave its root.
  var hasSettling: Bool { isSettling.contains(true) }

  /// Evaluates the functions at the start of a step, with the equations newly in force, after ``advance()``.
  ///
  /// - Parameter fired: the events that have just happened there; they must not happen again for the same root.
  mutating func start(_ equations: any Equations, at time: Double, _ state: [Double], fired: [Int]) {
    for event in events.indices where !isOver[event] {
      let value = equations.root(event, time, state)
      isSettling[event] = fired.contains(event) && abs(value) <= Self.roundOff * abs(ends[event])
      values[event] = value
    }
  }

  /// Takes the sign of settling events a little later, where the polynomial has left the root.
  mutating func settle(_ equations: any Equations, _ polynomial: StepPolynomial) {
    let time = settlingTime(polynomial)
    for event in events.indices where isSettling[event] {
      values[event] = value(event, equations, polynomial, at: time)
    }
  }

  /// Evaluates the functions at the end of the step: is there a sign change?
  mutating func findsCrossing(_ equations: any Equations, at time: Double, _ state: [Double]) -> Bool {
    var found = false
    for event in events.indices where !isOver[event] {
      ends[event] = equations.root(event, time, state)
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
    swap(&values, &ends)
    for event in events.indices { isSettling[event] = false }
  }

  /// The sign changes found last, located on the polynomial of the step, in time order.
  mutating func crossings(_ equations: any Equations, _ polynomial: StepPolynomial) -> [Crossing] {
    var found: [Crossing] = []
    for event in events.indices where crosses(event) {
      found.append(Crossing(event: event, time: locate(event, equations, polynomial)))
    }
    return found.sorted { ($0.time, $0.event) < ($1.time, $1.event) }
  }

  private func crosses(_ event: Int) -> Bool {
    events[event].direction.counts(from: values[event], to: ends[event])
  }

  private func settlingTime(_ polynomial: StepPolynomial) -> Double {
    polynomial.start + Self.settlingPart * (polynomial.end - polynomial.start)
  }

  private mutating func locate(_ event: Int, _ equations: any Equations, _ polynomial: StepPolynomial) -> Double {
    let start = isSettling[event] ? settlingTime(polynomial) : polynomial.start
    var bracket = RootBracket(from: start, value: values[event], to: polynomial.end, value: ends[event])
    while let time = bracket.next() {
      bracket.narrow(with: value(event, equations, polynomial, at: time))
    }
    return bracket.best
  }

  private mutating func value(
    _ event: Int, _ equations: any Equations, _ polynomial: StepPolynomial, at time: Double
  ) -> Double {
    polynomial.evaluate(at: time, into: &state)
    return equations.root(event, time, state)
  }
}
