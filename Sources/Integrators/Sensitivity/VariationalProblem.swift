/// A problem together with the derivative of its solution with respect to one parameter.
///
///     dy/dt = f(t, y, c),  ds/dt = (∂f/∂y) s + (∂f/∂c) ċ,   s = ∂y/∂p,  ċ = dc/dp
///
/// The second line is the first one evaluated on ``Tangent`` numbers: exact, whatever f is. The error control of the
/// integration includes s, and the Jacobian of both together is exact too.
///
/// The full vector holds the states y, then s, then the quadratures q and their derivatives.
///
/// - Reference: E. Hairer, S. P. Nørsett, G. Wanner, *Solving Ordinary Differential Equations I* (2nd ed., 1993), I.14.
public struct VariationalProblem: InitialValueProblem, Hashable {
  let tape: EquationTape
  /// Derivatives of the tape's constants with respect to the parameter.
  let slopes: [Double]

  public var dimension: Int { 2 * tape.dimension }
  public var quadratures: Int { 2 * tape.quadratures }

  /// - Parameters:
  ///   - tape: the equations at the value of the parameter.
  ///   - slopes: derivatives of its constants with respect to the parameter, in their order.
  public init(_ tape: EquationTape, slopes: [Double]) {
    precondition(slopes.count == tape.constants.count, "one slope per constant")
    self.tape = tape
    self.slopes = slopes
  }

  @specialized(where S == Double)
  @specialized(where S == Dual)
  public func evaluate<S: Scalar>(at time: S, state: Span<S>, derivative: inout MutableSpan<S>) {
    let (n, q) = (tape.dimension, tape.quadratures)
    var lines: [Tangent<S>] = []
    lines.reserveCapacity(tape.operations.count)
    for operation in tape.operations {
      switch operation {
      case .time: lines.append(Tangent(value: time, slope: S(0)))
      case .state(let i): lines.append(Tangent(value: state[i], slope: state[n + i]))
      case .constant(let i): lines.append(Tangent(value: S(tape.constants[i]), slope: S(slopes[i])))
      case .unary(let function, let operand): lines.append(function.apply(lines[operand]))
      case .binary(let symbol, let lhs, let rhs): lines.append(symbol.apply(lines[lhs], lines[rhs]))
      }
    }
    for i in 0..<n {
      derivative[i] = lines[tape.outputs[i]].value
      derivative[n + i] = lines[tape.outputs[i]].slope
    }
    for i in 0..<q {
      derivative[2 * n + i] = lines[tape.outputs[n + i]].value
      derivative[2 * n + q + i] = lines[tape.outputs[n + i]].slope
    }
  }

  /// Differentiated in the directions of the states and of time only: s enters linearly, ∂ṡ/∂s is ∂f/∂y, and nothing
  /// else depends on it.
  public func linearize(at time: Double, state: Span<Double>, into linearization: inout Linearization) {
    let (n, columns) = (tape.dimension, dimension)
    for first in stride(from: 0, through: n, by: Dual.directions) {
      let dualTime = n - first < Dual.directions ? Dual(variable: time, direction: n - first) : Dual(time)
      for i in 0..<linearization.rows { linearization.dualState[i] = Dual(state[i]) }
      let count = min(Dual.directions, n - first)
      for direction in 0..<count { linearization.dualState[first + direction].partials[direction] = 1 }
      let dualState = linearization.dualState
      var derivative = linearization.dualDerivative.mutableSpan
      evaluate(at: dualTime, state: dualState.span, derivative: &derivative)
      for row in 0..<linearization.rows {
        let dual = linearization.dualDerivative[row]
        linearization.value[row] = dual.value
        for direction in 0..<count {
          linearization.jacobian[row * columns + first + direction] = dual.partials[direction]
        }
        if count < Dual.directions { linearization.timeDerivative[row] = dual.partials[count] }
      }
    }
    // Rows of (y, s) and of (q, their derivatives): the second half repeats the first one's derivatives by y for s.
    for (first, half) in [(0, n), (columns, tape.quadratures)] {
      for i in first..<first + half {
        for j in 0..<n {
          linearization.jacobian[(i + half) * columns + n + j] = linearization.jacobian[i * columns + j]
          linearization.jacobian[i * columns + n + j] = 0
        }
      }
    }
  }

  /// The vector of states, sensitivities, quadratures and their sensitivities.
  ///
  /// - Parameters:
  ///   - state: y and q, shape (n + q).
  ///   - sensitivity: their derivatives with respect to the parameter, same shape.
  public func joined(_ state: [Double], _ sensitivity: [Double]) -> [Double] {
    let n = tape.dimension
    return Array(state[..<n] + sensitivity[..<n] + state[n...] + sensitivity[n...])
  }

  /// State and sensitivity of a vector, each of shape (n + q).
  public func parted(_ joined: [Double]) -> (state: [Double], sensitivity: [Double]) {
    let (n, q) = (tape.dimension, tape.quadratures)
    return (
      Array(joined[..<n] + joined[(2 * n)..<(2 * n + q)]), Array(joined[n..<(2 * n)] + joined[(2 * n + q)...])
    )
  }
}
