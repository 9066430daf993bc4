/// A system of ordinary differential equations dy/dt = f(t, y) with optional quadratures dq/dt = g(t, y).
///
/// The full vector has `dimension + quadratures` components: the states y first, then the quadratures q.
/// Quadratures ride along: the equations never read them, they stay out of the error control and out of the
/// linear algebra, and methods integrate them with the very formula used for y. Linear invariants that couple
/// states and quadratures (a balance: content + what left = constant) therefore hold to round-off.
///
/// A conformance implements ``evaluate(at:state:derivative:)`` once, generic over its scalar and without
/// branching on the state. The three other requirements have defaults that specialize it.
public protocol InitialValueProblem: Sendable {
  /// Number of states n ≥ 1.
  var dimension: Int { get }

  /// Number of quadratures ≥ 0.
  var quadratures: Int { get }

  /// Writes dy/dt and dq/dt.
  ///
  /// - Parameters:
  ///   - time: t [s].
  ///   - state: y and q, shape (dimension + quadratures); q must not be read.
  ///   - derivative: receives dy/dt and dq/dt, same shape. Every element must be written.
  /// - Complexity: called once per stage; the hot path of the package. Must not allocate.
  func evaluate<S: Scalar>(at time: S, state: Span<S>, derivative: inout MutableSpan<S>)

  /// ``evaluate(at:state:derivative:)`` in `Double`. The default is the one to use.
  func rightHandSide(at time: Double, state: Span<Double>, derivative: inout MutableSpan<Double>)

  /// ``evaluate(at:state:derivative:)`` at four points at once. The default is the one to use.
  func rightHandSides(at times: Quad, states: Span<Quad>, derivatives: inout MutableSpan<Quad>)

  /// The right-hand side and its exact derivatives. The default differentiates by dual numbers.
  func linearize(at time: Double, state: Span<Double>, into linearization: inout Linearization)
}

extension InitialValueProblem {
  @inlinable
  public var quadratures: Int { 0 }

  @inlinable
  public func rightHandSide(at time: Double, state: Span<Double>, derivative: inout MutableSpan<Double>) {
    evaluate(at: time, state: state, derivative: &derivative)
  }

  @inlinable
  public func rightHandSides(at times: Quad, states: Span<Quad>, derivatives: inout MutableSpan<Quad>) {
    evaluate(at: times, state: states, derivative: &derivatives)
  }

  @inlinable
  public func linearize(at time: Double, state: Span<Double>, into linearization: inout Linearization) {
    let columns = dimension + 1
    var first = 0
    while first < columns {
      linearization.seed(time: time, state: state, firstColumn: first)
      let (dualTime, dualState) = (linearization.dualTime, linearization.dualState)
      var derivative = linearization.dualDerivative.mutableSpan
      evaluate(at: dualTime, state: dualState.span, derivative: &derivative)
      linearization.harvest(firstColumn: first)
      first += Dual.directions
    }
  }
}
