/// A problem without its type: what the stepping loop calls.
///
/// The loop is compiled once per method, not once per problem of some other module, so that it is fully optimized
/// wherever the problem comes from. The right-hand side itself is compiled with the problem.
package protocol Equations: AnyObject {
  var dimension: Int { get }
  var components: Int { get }
  /// Writes the derivative at (time, state) in `Double`; the derivative has exactly `components` elements.
  func rightHandSide(_ time: Double, _ state: [Double], _ derivative: inout [Double])
  /// The same at four points at once, each as long as the derivatives.
  func rightHandSides(_ times: Quad, _ states: [Quad], _ derivatives: inout [Quad])
  /// Linearizes at (time, state).
  func linearize(_ time: Double, _ state: [Double], _ linearization: inout Linearization)
  /// How the states hang together, when the problem says so.
  var chain: ChainShape? { get }
  /// Linearizes a problem that has a ``chain``.
  func linearize(_ time: Double, _ state: [Double], _ linearization: inout ChainLinearization)
  /// Writes the equations down on `tape`.
  func record(on tape: Tape)
  /// Value of the root function of one event.
  func root(_ event: Int, _ time: Double, _ state: [Double]) -> Double
  /// The right-hand side as a list of operations.
  func trace() -> Trace
}

/// A problem and its events, with their type.
///
/// A class, because a closure would copy the whole problem at each call.
final class EquationsInForce<Problem: InitialValueProblem>: Equations {
  let dimension: Int
  let components: Int
  private let problem: Problem
  private let chained: (any ChainedProblem)?
  private let roots: RootTree<Problem>

  init(_ problem: Problem, watching roots: RootTree<Problem>) {
    dimension = problem.dimension
    components = problem.dimension + problem.quadratures
    self.problem = problem
    chained = problem as? any ChainedProblem
    self.roots = roots
  }

  func rightHandSide(_ time: Double, _ state: [Double], _ derivative: inout [Double]) {
    var target = derivative.mutableSpan
    problem.rightHandSide(at: time, state: state.span.extracting(first: components), derivative: &target)
  }

  func rightHandSides(_ times: Quad, _ states: [Quad], _ derivatives: inout [Quad]) {
    var target = derivatives.mutableSpan
    problem.rightHandSides(at: times, states: states.span.extracting(first: components), derivatives: &target)
  }

  func linearize(_ time: Double, _ state: [Double], _ linearization: inout Linearization) {
    problem.linearize(at: time, state: state.span.extracting(first: components), into: &linearization)
  }

  var chain: ChainShape? { chained?.chain }

  func linearize(_ time: Double, _ state: [Double], _ linearization: inout ChainLinearization) {
    linearization.reset()
    chained?.linearize(at: time, state: state.span.extracting(first: components), into: &linearization)
    linearization.includeSharedTime()
  }

  func record(on tape: Tape) { tape.record(problem) }

  func root(_ event: Int, _ time: Double, _ state: [Double]) -> Double {
    roots.value(event, problem, time, state.span.extracting(first: components))
  }

  func trace() -> Trace { Trace(problem) }
}

/// The root functions of events as one function that calls one of them.
///
/// A tree of functions that hold two others each: calling a function that another one holds counts no references,
/// which taking it from an array does, at a price above that of many a root.
struct RootTree<Problem: InitialValueProblem>: Sendable {
  /// Value of the root function of the event with this index.
  let value: @Sendable (_ event: Int, _ problem: Problem, _ time: Double, _ state: Span<Double>) -> Double

  init(_ events: [Event<Problem>]) { self.init(events, from: 0, to: events.count) }

  private init(_ events: [Event<Problem>], from first: Int, to end: Int) {
    switch end - first {
    case 0: value = { _, _, _, _ in .nan }
    case 1:
      let root = events[first].root
      value = { root($1, $2, $3) }
    case 2:
      let (root, other) = (events[first].root, events[first + 1].root)
      value = { $0 == first ? root($1, $2, $3) : other($1, $2, $3) }
    default:
      let middle = (first + end) / 2
      let lower = RootTree(events, from: first, to: middle).value
      let upper = RootTree(events, from: middle, to: end).value
      value = { $0 < middle ? lower($0, $1, $2, $3) : upper($0, $1, $2, $3) }
    }
  }
}

/// An event without the type of its problem.
package struct WatchedEvent {
  package enum Action { case note, stop, change }

  package let name: String
  package let direction: Direction
  package let action: Action
  package let occursOnce: Bool

  package enum Direction {
    case rising, falling, either

    /// True when a function that goes from `start` to `end` within a step changes its sign in this direction. One that
    /// starts at zero has just fired; NaN is no change of sign.
    package func counts(from start: Double, to end: Double) -> Bool {
      switch self {
      case .rising: start < 0 && end >= 0
      case .falling: start > 0 && end <= 0
      case .either: start < 0 && end >= 0 || start > 0 && end <= 0
      }
    }
  }

  init<Problem: InitialValueProblem>(_ event: Event<Problem>) {
    name = event.name
    occursOnce = event.occursOnce
    direction =
      switch event.direction {
      case .rising: .rising
      case .falling: .falling
      case .either: .either
      }
    action =
      switch event.action {
      case .note: .note
      case .stop: .stop
      case .change: .change
      }
  }

  package var isTerminal: Bool { action != .note }
}

/// Carries out the changes that events make to the equations in force.
package protocol ChangeOfEquations: AnyObject {
  /// Applies the change of the event with index `event` to the problem and to `state`.
  func apply(_ event: Int, at time: Double, to state: inout [Double])
  /// Puts the problem in force from `time` on.
  func begin(at time: Double) -> any Equations
  /// Numbers of states and quadratures after the changes applied.
  var shape: (dimension: Int, quadratures: Int) { get }
}

/// The problems of one run, with their type.
final class ProblemHistory<Problem: InitialValueProblem>: ChangeOfEquations {
  private let events: [Event<Problem>]
  private let roots: RootTree<Problem>
  private var problem: Problem
  private(set) var phases: [Solution<Problem>.Phase] = []

  init(_ problem: Problem, events: [Event<Problem>]) {
    self.problem = problem
    self.events = events
    roots = RootTree(events)
  }

  var shape: (dimension: Int, quadratures: Int) { (problem.dimension, problem.quadratures) }

  func apply(_ event: Int, at time: Double, to state: inout [Double]) {
    guard case .change(let change) = events[event].action else { return }
    problem = change(problem, time, &state)
  }

  func begin(at time: Double) -> any Equations {
    phases.append(Solution<Problem>.Phase(start: time, problem: problem))
    return EquationsInForce(problem, watching: roots)
  }
}
