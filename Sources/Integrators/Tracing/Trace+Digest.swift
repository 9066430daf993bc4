extension Trace {
  /// The graph as text, one node per line: what the digest is taken of.
  ///
  ///     pur-mold-twin/trace/1
  ///     states 5, quadratures 3, parameters 0
  ///     0 = state 0
  ///     1 = constant 4072a26666666666
  ///     2 = subtract 0 1
  ///     output 0 = 2
  ///
  /// Constants are the bits of an IEEE 754 double. No name, unit or comment enters.
  public var canonicalText: String {
    var lines = ["pur-mold-twin/trace/1"]
    lines.append("states \(dimension), quadratures \(quadratures), parameters \(parameters)")
    for (index, node) in nodes.enumerated() {
      let text =
        switch node {
        case .input(.time): "time"
        case .input(.state(let index)): "state \(index)"
        case .input(.parameter(let index)): "parameter \(index)"
        case .constant(let bits): "constant \(String(bits, radix: 16))"
        case .unary(let function, let operand): "\(function.rawValue) \(operand)"
        case .binary(let operation, let lhs, let rhs): "\(operation.rawValue) \(lhs) \(rhs)"
        }
      lines.append("\(index) = \(text)")
    }
    for (index, output) in outputs.enumerated() { lines.append("output \(index) = \(output)") }
    return lines.map { $0 + "\n" }.joined()
  }

  /// SHA-256 of ``canonicalText``: the same equations with the same numbers, and nothing else, have the same digest.
  public var digest: SHA256Digest { SHA256Digest(canonicalText) }
}
