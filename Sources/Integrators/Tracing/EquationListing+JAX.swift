extension EquationListing {
  /// The right-hand side as a Python function on JAX arrays of 64-bit numbers.
  ///
  ///     def NAME(t, y, args=None)
  ///
  /// Takes what a term of diffrax takes; `args` are the parameters. May be compiled, differentiated and vectorized.
  public var jax: String {
    var lines = header.map { "# " + $0 }
    lines += ["import jax", "import jax.numpy as jnp", "", "jax.config.update(\"jax_enable_x64\", True)", ""]
    lines.append("COMPONENTS = \(Self.tuple(components.map(\.name)))")
    lines.append("PARAMETERS = \(Self.tuple(parameters.map(\.name)))")
    lines.append("STATES = \(trace.dimension)")
    lines.append("DIGEST = \"\(trace.digest)\"")
    lines += ["", "", "def \(function)(t, y, args=None):"]
    var body = statements
    body.append("derivatives = [")
    body += trace.outputs.map { "    \(operand($0, number: Self.number))," }
    body.append("]")
    body.append("return jnp.stack([jnp.asarray(x, dtype=jnp.float64) for x in derivatives])")
    return (lines + body.map { "    " + $0 }).map { $0 + "\n" }.joined()
  }

  private var statements: [String] {
    trace.nodes.enumerated().compactMap { index, node in
      func name(_ index: Int) -> String { operand(index, number: Self.number) }
      switch node {
      case .input(.time): return nil
      case .input(.state(let component)): return "\(name(index)) = y[\(component)]"
      case .input(.parameter(let parameter)): return "\(name(index)) = args[\(parameter)]"
      case .constant(let bits):
        guard let label = constants[bits] else { return nil }
        return "\(label.name) = \(Self.number(Double(bitPattern: bits)))  # \(label.unit)"
      case .unary(.negate, let x): return "v\(index) = -\(name(x))"
      case .unary(let function, let x): return "v\(index) = jnp.\(Self.name(function))(\(name(x)))"
      case .binary(let operation, let lhs, let rhs):
        return "v\(index) = \(name(lhs)) \(operation.symbol) \(name(rhs))"
      }
    }
  }

  private static func name(_ function: Trace.Function) -> String {
    switch function {
    case .squareRoot: "sqrt"
    case .cubeRoot: "cbrt"
    case .negate, .exp, .log, .tanh: function.rawValue
    }
  }

  private static func tuple(_ names: [String]) -> String {
    "(" + names.map { "\"\($0)\"," }.joined(separator: " ") + ")"
  }

  private static func number(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "jnp.nan" : value > 0 ? "jnp.inf" : "(-jnp.inf)" }
    return value.sign == .minus ? "(\(value))" : "\(value)"
  }
}
