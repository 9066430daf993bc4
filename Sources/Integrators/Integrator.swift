/// A numerical method that advances an initial value problem through time.
///
/// Backends are values: they hold settings, never state, so one value may serve any number of concurrent runs.
///
/// A conformance must:
/// - keep the local error within the tolerances, states only;
/// - return the same steps, states and event times whatever output is asked for;
/// - find every event whose function changes sign between two accepted steps, in time order;
/// - allocate nothing per step beyond growth of the recorded output;
/// - report its cost in ``Statistics`` and its failures as ``IntegrationFailure``, never trap.
public protocol Integrator: Sendable {
  /// Short stable name, recorded in results and accepted by ``IntegratorCatalog``.
  var name: String { get }

  /// Order of the formula that is propagated.
  var order: Int { get }

  /// Integrates `problem` over `interval`.
  ///
  /// - Parameters:
  ///   - problem: the equations in force at the start.
  ///   - initial: y(t₀) then q(t₀), shape (n + q).
  ///   - interval: [t₀, t₁] in seconds.
  ///   - events: moments to find; in the order given when two coincide.
  ///   - output: what to record.
  ///   - tolerances: accuracy asked for.
  ///   - limits: cost allowed.
  /// - Throws: ``IntegrationFailure`` with the time reached and what was accepted until then.
  func integrate<Problem: InitialValueProblem>(
    _ problem: Problem, from initial: [Double], over interval: ClosedRange<Double>, events: [Event<Problem>],
    output: Output, tolerances: Tolerances, limits: Limits
  ) throws(IntegrationFailure) -> Solution<Problem>
}

extension Integrator {
  /// ``integrate(_:from:over:events:output:tolerances:limits:)`` with the usual defaults.
  public func integrate<Problem: InitialValueProblem>(
    _ problem: Problem, from initial: [Double], over interval: ClosedRange<Double>, events: [Event<Problem>] = [],
    output: Output = .dense, tolerances: Tolerances = Tolerances()
  ) throws(IntegrationFailure) -> Solution<Problem> {
    try integrate(
      problem, from: initial, over: interval, events: events, output: output, tolerances: tolerances, limits: Limits())
  }
}

/// What an integration records.
public enum Output: Hashable, Sendable {
  /// States at these times, increasing and within the interval; interpolated, so they do not shape the steps.
  case times([Double])
  /// States at the end of every accepted step.
  case steps
  /// A continuous interpolant over the whole interval; the trajectory holds the end of every step.
  case dense
}

/// The work an integration took.
public struct Statistics: Hashable, Sendable {
  /// Accepted steps.
  public var steps = 0
  /// Steps repeated because of their error.
  public var rejected = 0
  /// Evaluations of the right-hand side in `Double`.
  public var rightHandSides = 0
  /// Evaluations of the Jacobian.
  public var jacobians = 0
  /// LU factorizations.
  public var factorizations = 0
  /// Extra steps taken to refine events (counted in none of the above step counters).
  public var eventSteps = 0

  public init() {}
}
