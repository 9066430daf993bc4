/// What an integration produced: states, events, cost, and how it ended.
public struct Solution<Problem: InitialValueProblem>: Sendable {
  /// How the integration ended.
  public enum Ending: Hashable, Sendable {
    /// The whole interval was covered.
    case completed
    /// The named event stopped it.
    case stopped(event: String)
  }

  /// A stretch of time governed by one problem.
  public struct Phase: Sendable {
    /// Start of the stretch [s]; it lasts until the next phase starts or the solution ends.
    public let start: Double
    public let problem: Problem
  }

  /// States at the times asked for.
  public let trajectory: Trajectory
  /// The continuous interpolant; `nil` unless ``Output/dense`` was asked for.
  public let dense: DenseOutput?
  /// Roots found, in time order.
  public let events: [EventOccurrence]
  /// The problems that were in force, in time order; at least one.
  public let phases: [Phase]
  public let statistics: Statistics
  public let ending: Ending
  /// Name of the method.
  public let integrator: String
  /// Last time reached [s] and the full state there.
  public let end: (time: Double, state: [Double])

  /// The first occurrence of the named event, if it happened.
  public func event(_ name: String) -> EventOccurrence? { events.first { $0.name == name } }

  /// The problem in force at `time`; a phase owns its start.
  public func problem(at time: Double) -> Problem {
    (phases.last { $0.start <= time } ?? phases[0]).problem
  }
}

/// States at increasing times.
public struct Trajectory: Hashable, Sendable {
  /// Number of components per time, n + q.
  public let components: Int
  /// Times [s], shape (m).
  public package(set) var times: [Double] = []
  /// States, shape (m, n + q), time by time.
  public package(set) var states: [Double] = []

  public init(components: Int) { self.components = components }

  /// The full state at index `i` of ``times``.
  public subscript(i: Int) -> ArraySlice<Double> { states[i * components..<(i + 1) * components] }

  /// Component `c` at every time.
  public func component(_ c: Int) -> [Double] { times.indices.map { states[$0 * components + c] } }
}
