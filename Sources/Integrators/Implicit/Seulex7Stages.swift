/// The columns of one ``Seulex7`` step.
///
/// A substep solves (I − hₗJ) d = hₗ f(t + hₗ, y), where J is that of the start of the step. Quadratures do not feed
/// back, so their rows follow by substitution from the same equation.
struct Seulex7Stages<Matrix: ColumnMatrix>: OneStepMethod {
  static var name: String { "seulex7" }
  static var order: Int { 7 }
  static var degree: Int { Seulex7Tableau.degree }
  static var control: StepController {
    StepController(proportional: 1 / 7.0, integral: 0, factorMinimum: 0.2, factorMaximum: 6)
  }

  /// Part of the gap between interpolants that counts as an error.
  ///
  /// The gap is the error of the interpolant that is not used; that of the other one is some fifty times smaller, and
  /// matters in states that follow the others at once: there the differences of the columns still hold what decays
  /// within a step. In closed shots at rtol 1e-6 it is 15 tolerances at most, in all other states less than one.
  private static var weightOfGap: Double { 0.0005 }

  private var matrix: Matrix
  /// d of each round, a row each.
  private var increments: [Quad]
  /// What each column has added to y so far.
  private var progress: [Quad]
  /// States of the substeps in progress and their derivatives.
  private var states, derivatives: [Quad]
  /// Largest distance within the step between interpolants of different degree.
  private var gap: [Double]
  private let nodes = Seulex7Tableau.nodes
  private let finalWeights = Seulex7Tableau.final
  private let errorWeights = Seulex7Tableau.error
  private let gapWeights = Seulex7Tableau.gap
  private let interpolationWeights = Seulex7Tableau.interpolation

  init(_ equations: any Equations, sizes: [Double]) {
    matrix = Matrix(equations, sizes: sizes)
    progress = Array(repeating: Quad(0), count: equations.components)
    (states, derivatives) = (progress, progress)
    gap = Array(repeating: 0, count: equations.dimension)
    increments = Array(repeating: Quad(0), count: progress.count * Seulex7Tableau.columns)
  }

  mutating func prepare(_ equations: any Equations, _ step: inout Step, isContinued: Bool) {
    matrix.linearize(equations, at: step.start, step.initial)
    step.statistics.jacobians += 1
    copy(matrix.value, to: &step.slope)
  }

  mutating func attempt(_ equations: any Equations, _ step: inout Step) -> Bool {
    let later = step.size * Seulex7Tableau.laterParts
    var sizes = step.size * Seulex7Tableau.parts
    step.statistics.factorizations += Seulex7Tableau.columns
    guard matrix.factorize(sizes, later) else { return false }
    begin(step)
    for round in 0..<Seulex7Tableau.columns {
      // Lanes 3, 2 and 1 end their first column with rounds 4, 5 and 6.
      if round >= 4 {
        let lane = 7 - round
        sizes.lanes[lane] = later[lane]
        matrix.change(lane: lane)
        restart(lane: lane, step)
      }
      let times = step.start + step.size * nodes[round]
      equations.rightHandSides(times, states, &derivatives)
      let first = round * progress.count
      matrix.solve(derivatives, into: &increments, at: first, sizes: sizes)
      advance(&progress, by: increments, at: first, &states, from: step.initial)
    }
    step.statistics.rightHandSides += Seulex7Tableau.substeps
    finish(&step)
    return true
  }

  func interpolate(_ step: inout Step) {
    for c in progress.indices { step.polynomial[c] = step.initial[c] }
    weigh(
      increments, first: progress.count, weights: interpolationWeights, into: &step.polynomial, at: step.stride,
      stride: step.stride)
  }
}

extension Seulex7Stages {
  /// All columns start where the step does.
  private mutating func begin(_ step: Step) {
    for c in progress.indices {
      progress[c] = Quad(0)
      states[c] = Quad(step.initial[c])
    }
  }

  private mutating func restart(lane: Int, _ step: Step) {
    for c in progress.indices {
      progress[c].lanes[lane] = 0
      states[c].lanes[lane] = step.initial[c]
    }
  }

  private mutating func finish(_ step: inout Step) {
    let n = step.dimension
    weigh(increments, first: progress.count, weights: finalWeights, into: &step.final, at: 0)
    weigh(increments, first: n, weights: errorWeights, into: &step.error, at: 0)
    weigh(increments, first: n, weights: gapWeights, into: &gap, at: 0)
    for c in progress.indices { step.final[c] += step.initial[c] }
    for c in 0..<n {
      let between = Self.weightOfGap * gap[c]
      if abs(between) > abs(step.error[c]) { step.error[c] = between }
    }
  }
}
