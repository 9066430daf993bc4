/// Stages of one Rodas5P step.
///
/// The linear algebra is that of the states alone: quadratures do not feed back, so their rows follow by
/// substitution from the same equation, uq = (right side)q + hγ (∂g/∂y) u.
struct Rodas5PStages<Matrix: StepMatrix>: OneStepMethod {
  static var name: String { "rodas5p" }
  static var order: Int { 5 }
  static var degree: Int { 4 }
  static var control: StepController {
    StepController(proportional: 0.2, integral: 0, factorMinimum: 0.2, factorMaximum: 6)
  }

  private var matrix: Matrix
  /// u₁ … u₈, one row each.
  var stages: [Double]
  /// State of the stage in progress, its derivative without padding, and the right side of its linear system.
  private var state: [Double]
  private var derivative: [Double]
  private var rightSide: [Double]
  private let a = Rodas5PTableau.a
  /// γC: the systems are solved multiplied by hγ.
  private let couplings = Rodas5PTableau.scaledCouplings
  private let nodes = Rodas5PTableau.nodes
  private let timeWeights = Rodas5PTableau.scaledTimeWeights
  private let interpolationWeights = Rodas5PTableau.interpolation

  init(_ equations: any Equations, sizes: [Double]) {
    matrix = Matrix(equations, sizes: sizes)
    let zero = Array(repeating: 0.0, count: Block.padded(equations.components))
    stages = Array(repeating: 0, count: Rodas5PTableau.stages * zero.count)
    state = zero
    derivative = Array(repeating: 0, count: equations.components)
    rightSide = zero
  }

  mutating func prepare(_ equations: any Equations, _ step: inout Step, isContinued: Bool) {
    matrix.linearize(equations, at: step.start, step.initial)
    step.statistics.jacobians += 1
    copy(matrix.value, to: &step.slope, at: 0)
  }

  mutating func attempt(_ equations: any Equations, _ step: inout Step) -> Bool {
    let h = step.size
    let hγ = h * Rodas5PTableau.γ
    step.statistics.factorizations += 1
    guard matrix.factorize(hγ) else { return false }
    for i in rightSide.indices { rightSide[i] = 0 }
    add(hγ, step.slope, h * h * timeWeights[0], matrix.timeDerivative, to: &rightSide)
    solve(stage: 0, hγ, step)
    var first = 0
    for stage in 1..<Rodas5PTableau.stages {
      combine(
        step.initial, weights: a, couplings: couplings, from: first, terms: stage, rows: stages, into: &state,
        &rightSide)
      first += stage
      let time = stage >= 5 ? step.end : step.start + nodes[stage] * h
      equations.rightHandSide(time, state, &derivative)
      add(hγ, derivative, h * h * timeWeights[stage], matrix.timeDerivative, to: &rightSide)
      solve(stage: stage, hγ, step)
    }
    step.statistics.rightHandSides += Rodas5PTableau.stages - 1
    finish(
      state, rows: stages, at: (Rodas5PTableau.stages - 1) * step.stride, into: &step.final, error: &step.error)
    return true
  }

  func interpolate(_ step: inout Step) {
    quartic(
      from: step.initial, to: step.final, weights: interpolationWeights, rows: stages, into: &step.polynomial)
  }

  /// Solves for u of `stage`, whose right side is complete.
  private mutating func solve(stage: Int, _ hγ: Double, _ step: Step) {
    matrix.solve(rightSide, into: &stages, at: stage * step.stride, hγ)
  }
}
