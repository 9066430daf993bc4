/// Stages of one Rodas5P step.
///
/// The linear algebra is that of the states alone: quadratures do not feed back, so their rows follow by
/// substitution from the same equation, uq = (right side)q + hγ (∂g/∂y) u.
struct Rodas5PStages: OneStepMethod {
  static let name = "rodas5p"
  static let order = 5
  static let control = StepController(proportional: 0.2, integral: 0, factorMinimum: 0.2, factorMaximum: 6)

  private var linearization: Linearization
  private var factorization: LUFactorization
  /// u₁ … u₈, one row each.
  private var stages: [Double]
  /// State of the stage in progress, its derivative, and the right side of its linear system.
  private var state: [Double]
  private var derivative: [Double]
  /// The derivative in padded length.
  private var slope: [Double]
  private var rightSide: [Double]
  private var timeDerivative: [Double]
  private let a = Rodas5PTableau.a
  /// γC: the systems are solved multiplied by hγ.
  private let couplings = Rodas5PTableau.c.map { Rodas5PTableau.γ * $0 }
  private let nodes = Rodas5PTableau.nodes
  private let timeWeights = Rodas5PTableau.timeWeights.map { Rodas5PTableau.γ * $0 }
  private let interpolationWeights = Rodas5PTableau.interpolation

  init(dimension: Int, quadratures: Int) {
    linearization = Linearization(dimension: dimension, quadratures: quadratures)
    factorization = LUFactorization(dimension: dimension)
    let zero = Array(repeating: 0.0, count: Block.padded(dimension + quadratures))
    stages = Array(repeating: 0, count: Rodas5PTableau.stages * zero.count)
    state = zero
    derivative = Array(repeating: 0, count: dimension + quadratures)
    slope = zero
    rightSide = zero
    timeDerivative = zero
  }

  mutating func prepare(_ equations: any Equations, _ step: inout Step, isContinued: Bool) {
    equations.linearize(step.start, step.initial, &linearization)
    step.statistics.jacobians += 1
    copy(linearization.value, to: &step.slope, at: 0)
    copy(linearization.timeDerivative, to: &timeDerivative, at: 0)
  }

  mutating func attempt(_ equations: any Equations, _ step: inout Step) -> Bool {
    let h = step.size
    let hγ = h * Rodas5PTableau.γ
    step.statistics.factorizations += 1
    guard factorization.factorize(identityMinus: hγ, times: linearization.jacobian) else { return false }
    copy(step.slope, to: &slope, at: 0)
    solve(stage: 0, hγ, h * h, step)
    var first = 0
    for stage in 1..<Rodas5PTableau.stages {
      if stage <= 5 {
        combine(step.initial, scale: 1, coefficients: a, from: first, terms: stage, rows: stages, into: &state)
        first += stage
      } else {
        addStage(stage - 1)
      }
      let time = stage >= 5 ? step.end : step.start + nodes[stage] * h
      equations.rightHandSide(time, state, &derivative)
      copy(derivative, to: &slope, at: 0)
      solve(stage: stage, hγ, h * h, step)
    }
    step.statistics.rightHandSides += Rodas5PTableau.stages - 1
    addStage(Rodas5PTableau.stages - 1)
    swap(&step.final, &state)
    let last = (Rodas5PTableau.stages - 1) * step.stride
    for i in 0..<step.dimension { step.error[i] = stages[last + i] }
    return true
  }

  func interpolate(_ step: inout Step) {
    // y(θ) = (1−θ) y₀ + θ (y₁ + (1−θ) (k₁ + θ (k₂ + θ k₃))), expanded in powers of θ.
    let stride = step.stride
    for i in 0..<step.components {
      var k = (0.0, 0.0, 0.0)
      for stage in 0..<Rodas5PTableau.stages {
        let u = stages[stage * stride + i]
        k.0 += interpolationWeights[stage] * u
        k.1 += interpolationWeights[Rodas5PTableau.stages + stage] * u
        k.2 += interpolationWeights[2 * Rodas5PTableau.stages + stage] * u
      }
      step.polynomial[i] = step.initial[i]
      step.polynomial[stride + i] = step.final[i] - step.initial[i] + k.0
      step.polynomial[2 * stride + i] = k.1 - k.0
      step.polynomial[3 * stride + i] = k.2 - k.1
      step.polynomial[4 * stride + i] = -k.2
    }
  }

  /// Adds u of `stage` to the state of the stage in progress.
  private mutating func addStage(_ stage: Int) {
    let offset = stage * state.count
    for i in state.indices { state[i] += stages[offset + i] }
  }

  /// Solves for u of `stage`, whose derivative is ``slope``.
  @inline(__always)
  private mutating func solve(stage: Int, _ hγ: Double, _ hh: Double, _ step: Step) {
    combine(
      hγ, slope, hh * timeWeights[stage], timeDerivative, coefficients: couplings, from: stage * (stage - 1) / 2,
      terms: stage, rows: stages, into: &rightSide)
    factorization.solve(rightSide, into: &stages, at: stage * step.stride)
    addProduct(
      hγ, linearization.jacobian, columns: step.dimension, count: step.components, source: rightSide, to: &stages,
      at: stage * step.stride)
  }
}
