/// The matrices I − hₗJ of an extrapolated step, four sizes at a time in lanes: how they are computed, factorized and
/// solved.
///
/// The method is compiled once per kind of matrix.
protocol ColumnMatrix {
  /// Space for the shape of `equations`; see ``OneStepMethod`` for `sizes`.
  init(_ equations: any Equations, sizes: [Double])

  /// Computes J and what belongs to it at (time, state).
  mutating func linearize(_ equations: any Equations, at time: Double, _ state: [Double])

  /// f and g where linearized, shape (n + q).
  var value: [Double] { get }

  /// Factorizes I − hₗJ for eight sizes, of which the first four are in use.
  ///
  /// - Returns: false when they are singular; a single one that is shows in solutions that are not finite.
  mutating func factorize(_ sizes: Quad, _ waiting: Quad) -> Bool

  /// Puts the waiting matrix of one lane, 1 … 3, in use.
  mutating func change(lane: Int)

  /// Writes the solutions for the right-hand sides `sizes` · `b`, lane by lane, to n elements of `x` from `first` on,
  /// then the quadratures: `sizes` · (`b` + (∂g/∂y) (solution)).
  mutating func solve(_ b: [Quad], into x: inout [Quad], at first: Int, sizes: Quad)
}

/// Any problem: dense matrices.
struct DenseColumnMatrix: ColumnMatrix {
  private var linearization: Linearization
  /// All eight sizes, and those in use.
  private var all: LUFactorization<Octet>
  private var inUse: LUFactorization<Quad>

  init(_ equations: any Equations, sizes: [Double]) {
    let (dimension, components) = (equations.dimension, equations.components)
    linearization = Linearization(dimension: dimension, quadratures: components - dimension)
    all = LUFactorization(dimension: dimension, sizes: sizes)
    inUse = LUFactorization(dimension: dimension, sizes: sizes)
  }

  var value: [Double] { linearization.value }

  mutating func linearize(_ equations: any Equations, at time: Double, _ state: [Double]) {
    equations.linearize(time, state, &linearization)
  }

  mutating func factorize(_ sizes: Quad, _ waiting: Quad) -> Bool {
    guard all.factorize(identityMinus: Octet(sizes, waiting), times: linearization.jacobian) else { return false }
    inUse.take(all)
    return true
  }

  mutating func change(lane: Int) { inUse.change(lane: lane, to: all) }

  func solve(_ b: [Quad], into x: inout [Quad], at first: Int, sizes: Quad) {
    inUse.solve(
      b, times: sizes, into: &x, at: first, count: linearization.rows, scale: sizes, rows: linearization.jacobian)
  }
}

/// A ``ChainedProblem``: blocks, couplings and a border.
struct ChainColumnMatrix: ColumnMatrix {
  private var linearization: ChainLinearization
  /// All eight sizes, and those in use.
  private var all: ChainFactorization<Octet>
  private var inUse: ChainFactorization<Quad>

  init(_ equations: any Equations, sizes: [Double]) {
    guard let shape = equations.chain else { preconditionFailure("chosen for chained problems only") }
    linearization = ChainLinearization(shape)
    all = ChainFactorization(shape, sizes: sizes)
    inUse = ChainFactorization(shape, sizes: sizes)
  }

  var value: [Double] { linearization.value }

  mutating func linearize(_ equations: any Equations, at time: Double, _ state: [Double]) {
    equations.linearize(time, state, &linearization)
  }

  mutating func factorize(_ sizes: Quad, _ waiting: Quad) -> Bool {
    guard all.factorize(identityMinus: Octet(sizes, waiting), times: linearization) else { return false }
    inUse.take(all)
    return true
  }

  mutating func change(lane: Int) { inUse.change(lane: lane, to: all) }

  mutating func solve(_ b: [Quad], into x: inout [Quad], at first: Int, sizes: Quad) {
    inUse.solve(b, times: sizes, into: &x, at: first, quadraturesOf: linearization)
  }
}
