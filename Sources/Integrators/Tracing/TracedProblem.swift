/// A trace as a problem again: its operations carried out one by one.
///
/// Slower than compiled equations and allocating in every call; for cross-checks, and for equations that exist as a
/// trace only. In `Double` it gives the bits of the problem that was traced.
public struct TracedProblem: InitialValueProblem, Hashable {
  public let trace: Trace
  /// Values of the trace's parameters.
  public var parameters: [Double]

  public var dimension: Int { trace.dimension }
  public var quadratures: Int { trace.quadratures }

  /// - Parameter parameters: one value per parameter of the trace.
  public init(_ trace: Trace, parameters: [Double] = []) {
    precondition(parameters.count == trace.parameters, "one value per parameter")
    self.trace = trace
    self.parameters = parameters
  }

  public func evaluate<S: Scalar>(at time: S, state: Span<S>, derivative: inout MutableSpan<S>) {
    var values: [S] = []
    values.reserveCapacity(trace.nodes.count)
    for node in trace.nodes {
      let value =
        switch node {
        case .input(.time): time
        case .input(.state(let index)): state[index]
        case .input(.parameter(let index)): S(parameters[index])
        case .constant(let bits): S(Double(bitPattern: bits))
        case .unary(let function, let operand): function.apply(values[operand])
        case .binary(let operation, let lhs, let rhs): operation.apply(values[lhs], values[rhs])
        }
      values.append(value)
    }
    for (index, output) in trace.outputs.enumerated() { derivative[index] = values[output] }
  }
}
