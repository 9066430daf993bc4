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
