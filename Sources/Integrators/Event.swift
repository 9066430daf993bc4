/// A moment that an integration must find: a root of a function of time and state.
///
/// Roots are located on the dense output. Those that stop or change the problem are then refined by repeating
/// the step up to the root, so that the state there is a true step of the method.
public struct Event<Problem: InitialValueProblem>: Sendable {
  /// Which sign changes count.
  public enum Direction: Hashable, Sendable {
    /// From negative to positive.
    case rising
    /// From positive to negative.
    case falling
    case either
  }

  /// What happens at the root.
  public enum Action: Sendable {
    /// Note the occurrence and go on.
    case note
    /// Note the occurrence and end the integration there.
    case stop
    /// Note the occurrence, then go on with the problem returned, from the state as modified.
    ///
    /// The new problem has the same dimension and number of quadratures as the old one.
    case change(@Sendable (_ problem: Problem, _ time: Double, _ state: inout [Double]) -> Problem)
  }

  /// Name recorded with each occurrence.
  public let name: String
  public let direction: Direction
  public let action: Action
  /// True for a moment that comes once at most: after it, the root function is not evaluated any more.
  public let occursOnce: Bool
  /// The function whose root is sought; it receives the problem in force, t [s] and the full state vector.
  public let root: @Sendable (_ problem: Problem, _ time: Double, _ state: Span<Double>) -> Double

  public init(
    _ name: String, direction: Direction = .either, action: Action = .note, occursOnce: Bool = false,
    root: @escaping @Sendable (_ problem: Problem, _ time: Double, _ state: Span<Double>) -> Double
  ) {
    self.name = name
    self.direction = direction
    self.action = action
    self.occursOnce = occursOnce
    self.root = root
  }
}

/// A root that was found.
public struct EventOccurrence: Hashable, Sendable {
  public let name: String
  /// Time of the root [s].
  public let time: Double
  /// Full state there, before any change, shape (n + q).
  public let state: [Double]

  package init(name: String, time: Double, state: [Double]) {
    self.name = name
    self.time = time
    self.state = state
  }
}
