extension Trace {
  /// The trace with every constant made a parameter, and the values of these constants.
  ///
  /// Problems that differ in numbers only have one form, so that what is compiled for one serves all.
  ///
  /// - Precondition: the trace has no parameters.
  public var form: (trace: Trace, constants: [Double]) {
    precondition(parameters == 0, "a trace without parameters is expected")
    var constants: [Double] = []
    let general = nodes.map { node in
      guard case .constant(let bits) = node else { return node }
      constants.append(Double(bitPattern: bits))
      return .input(.parameter(constants.count - 1))
    }
    let trace = Trace(
      dimension: dimension, quadratures: quadratures, parameters: constants.count, nodes: general, outputs: outputs)
    return (trace, constants)
  }
}

extension Trace {
  /// The states alone. Operations that only a quadrature needs stay in the list.
  public var withoutQuadratures: Trace {
    Trace(
      dimension: dimension, quadratures: 0, parameters: parameters, nodes: nodes,
      outputs: Array(outputs.prefix(dimension)))
  }
}
