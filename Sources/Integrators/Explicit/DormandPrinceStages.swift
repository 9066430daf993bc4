/// Stages of one Dormand–Prince step.
struct DormandPrinceStages: OneStepMethod {
  static let name = "dopri5"
  static let order = 5
  static let degree = 4
  static let control = StepController(proportional: 0.17, integral: 0.04, factorMinimum: 0.2, factorMaximum: 10)

  /// k₁ … k₇, one row each.
  private var stages: [Double]
  /// State of the stage in progress, and its derivative.
  private var state: [Double]
  private var derivative: [Double]
  private let zero: [Double]
  private let nodes = DormandPrinceTableau.nodes
  private let matrix = DormandPrinceTableau.matrix
  private let errorWeights = DormandPrinceTableau.error
  private let interpolationWeights = DormandPrinceTableau.interpolation

  init(_ equations: any Equations, sizes: [Double]) {
    zero = Array(repeating: 0, count: Block.padded(equations.components))
    stages = Array(repeating: 0, count: 7 * zero.count)
    state = zero
    derivative = Array(repeating: 0, count: equations.components)
  }

  mutating func prepare(_ equations: any Equations, _ step: inout Step, isContinued: Bool) {
    if isContinued {
      // First same as last: the derivative at the end of the last step is known.
      swap(&step.slope, &derivative)
    } else {
      equations.rightHandSide(step.start, step.initial, &step.slope)
      step.statistics.rightHandSides += 1
    }
    copy(step.slope, to: &stages, at: 0)
  }

  mutating func attempt(_ equations: any Equations, _ step: inout Step) -> Bool {
    var first = 0
    for stage in 1...6 {
      combine(
        step.initial, scale: step.size, coefficients: matrix, from: first, terms: stage, rows: stages, into: &state)
      first += stage
      let time = stage >= 5 ? step.end : step.start + nodes[stage - 1] * step.size
      equations.rightHandSide(time, state, &derivative)
      copy(derivative, to: &stages, at: stage * step.stride)
    }
    swap(&step.final, &state)
    combine(
      zero, scale: step.size, coefficients: errorWeights, from: 0, terms: 7, rows: stages, into: &step.error)
    step.statistics.rightHandSides += 6
    return true
  }

  func interpolate(_ step: inout Step) {
    // y(θ) = y₀ + θ (Δ + (1−θ) (b + θ (c + (1−θ) d))), expanded in powers of θ.
    let (stride, h) = (step.stride, step.size)
    for i in 0..<step.components {
      let (start, end) = (step.initial[i], step.final[i])
      let Δ = end - start
      let b = h * stages[i] - Δ
      let c = Δ - h * stages[6 * stride + i] - b
      var d = 0.0
      for stage in 0..<7 { d += interpolationWeights[stage] * stages[stage * stride + i] }
      d *= h
      step.polynomial[i] = start
      step.polynomial[stride + i] = Δ + b
      step.polynomial[2 * stride + i] = c + d - b
      step.polynomial[3 * stride + i] = -c - 2 * d
      step.polynomial[4 * stride + i] = d
    }
  }
}
