/// Equations that the shots of a pool share, compiled, and the rows on which a step works.
///
/// A row holds one number of every lane. Rows of a group follow each other.
package final class LaneForm: Sendable {
  package let dimension, components: Int
  /// Numbers of the tape that are a lane's own.
  package let constants: Int
  /// Numbers that are the same in all lanes, in the rows after ``constants``.
  package let literals: [Double]
  /// One row each.
  package let start, end, stageTime, relative, norm: Int
  /// A row per component.
  package let state, stageState, derivative, slope, timeDerivative, right, final: Int
  /// A row per state.
  package let absolute, weights, order: Int
  /// A row per component and state; per stage and component; per pair of states.
  package let jacobian, stages, factors: Int
  /// Number of rows.
  package let rows: Int
  /// Reads ``stageTime`` and ``stageState``, writes ``derivative``.
  package let equations: [LaneInstruction]
  /// Reads ``start`` and ``state``, writes ``slope``, ``jacobian`` and ``timeDerivative``; what is always zero is left
  /// as it is.
  package let linearization: [LaneInstruction]

  /// Compiles the equations on a tape.
  package init(_ tape: Tape, dimension n: Int) {
    let r = tape.components
    (dimension, components, constants) = (n, r, tape.constants.count)
    var values = LaneGraph()
    let derivatives = values.values(of: tape)
    var slopes = LaneGraph()
    let duals = slopes.linearization(of: tape, dimension: n)
    var literals: [UInt64: Int] = [:]
    let partials = duals.map { dual in dual.partials.map { slopes.node($0) } }
    for case .leaf(.literal(let bits)) in values.nodes + slopes.nodes where literals[bits] == nil {
      literals[bits] = literals.count
    }
    self.literals = literals.sorted { $0.value < $1.value }.map { Double(bitPattern: $0.key) }

    var next = constants + literals.count
    func take(_ count: Int) -> Int {
      defer { next += count }
      return next
    }
    (start, end, stageTime, relative, norm) = (take(1), take(1), take(1), take(1), take(1))
    (state, stageState, derivative, slope) = (take(r), take(r), take(r), take(r))
    (timeDerivative, right, final) = (take(r), take(r), take(r))
    (absolute, weights, order) = (take(n), take(n), take(n))
    (jacobian, stages, factors) = (take(r * n), take(8 * r), take(n * n))
    let constantCount = constants
    func row(_ leaf: LaneGraph.Leaf, time: Int, state: Int) -> Int {
      switch leaf {
      case .time: time
      case .state(let i): state + i
      case .constant(let k): k
      case .literal(let bits): constantCount + (literals[bits] ?? 0)
      }
    }
    let (derivativeRow, slopeRow, jacobianRow, timeRow) = (derivative, slope, jacobian, timeDerivative)
    let (stageTimeRow, stageStateRow, startRow, stateRow) = (stageTime, stageState, start, state)
    let plain = LaneProgram(
      values, outputs: derivatives.enumerated().map { ($1, derivativeRow + $0) }, temporariesFrom: next
    ) { row($0, time: stageTimeRow, state: stageStateRow) }
    var outputs: [(node: Int, row: Int)] = []
    for i in 0..<r {
      outputs.append((duals[i].value, slopeRow + i))
      for j in 0..<n { if let node = partials[i][j] { outputs.append((node, jacobianRow + i * n + j)) } }
      if let node = partials[i][n] { outputs.append((node, timeRow + i)) }
    }
    let linear = LaneProgram(slopes, outputs: outputs, temporariesFrom: next) {
      row($0, time: startRow, state: stateRow)
    }
    (equations, linearization) = (plain.instructions, linear.instructions)
    rows = max(plain.end, linear.end)
  }
}
