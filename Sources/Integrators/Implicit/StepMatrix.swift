/// The matrix I − hγJ of an implicit step: how it is computed, factorized and solved.
///
/// The method is compiled once per kind of matrix.
protocol StepMatrix {
  /// Space for the shape of `equations`; see ``OneStepMethod`` for `sizes`.
  init(_ equations: any Equations, sizes: [Double])

  /// Computes J and what belongs to it at (time, state).
  mutating func linearize(_ equations: any Equations, at time: Double, _ state: [Double])

  /// f and g where linearized, shape (n + q).
  var value: [Double] { get }
  /// ∂(f, g)/∂t where linearized, shape (n + q).
  var timeDerivative: [Double] { get }

  /// Factorizes I − hγJ.
  ///
  /// - Returns: false when it is singular.
  mutating func factorize(_ hγ: Double) -> Bool

  /// Writes the solution for the first n elements of `rightSide` to `x` from `first` on, then the quadratures
  /// `rightSide` + hγ (∂g/∂y) (solution).
  mutating func solve(_ rightSide: [Double], into x: inout [Double], at first: Int, _ hγ: Double)
}

/// Any problem: one dense matrix.
struct DenseStepMatrix: StepMatrix {
  private var linearization: Linearization
  private var factorization: LUFactorization<Double>

  init(_ equations: any Equations, sizes: [Double]) {
    let (dimension, components) = (equations.dimension, equations.components)
    linearization = Linearization(dimension: dimension, quadratures: components - dimension)
    factorization = LUFactorization(dimension: dimension, sizes: sizes)
  }

  var value: [Double] { linearization.value }
  var timeDerivative: [Double] { linearization.timeDerivative }

  mutating func linearize(_ equations: any Equations, at time: Double, _ state: [Double]) {
    equations.linearize(time, state, &linearization)
  }

  mutating func factorize(_ hγ: Double) -> Bool {
    factorization.factorize(identityMinus: hγ, times: linearization.jacobian)
  }

  func solve(_ rightSide: [Double], into x: inout [Double], at first: Int, _ hγ: Double) {
    factorization.solve(
      rightSide, times: nil, into: &x, at: first, count: linearization.rows, scale: hγ, rows: linearization.jacobian)
  }
}

/// A ``ChainedProblem``: blocks, couplings and a border.
struct ChainStepMatrix: StepMatrix {
  private var linearization: ChainLinearization
  private var factorization: ChainFactorization<Double>

  init(_ equations: any Equations, sizes: [Double]) {
    guard let shape = equations.chain else { preconditionFailure("chosen for chained problems only") }
    linearization = ChainLinearization(shape)
    factorization = ChainFactorization(shape, sizes: sizes)
  }

  var value: [Double] { linearization.value }
  var timeDerivative: [Double] { linearization.timeDerivative }

  mutating func linearize(_ equations: any Equations, at time: Double, _ state: [Double]) {
    equations.linearize(time, state, &linearization)
  }

  mutating func factorize(_ hγ: Double) -> Bool {
    factorization.factorize(identityMinus: hγ, times: linearization)
  }

  mutating func solve(_ rightSide: [Double], into x: inout [Double], at first: Int, _ hγ: Double) {
    factorization.solve(rightSide, into: &x, at: first, quadraturesOf: linearization)
  }
}
