extension EquationListing {
  /// The right-hand side as a C99 function that needs the mathematics library only.
  ///
  ///     void NAME(double t, const double *restrict y, double *restrict ydot);
  ///     void NAME(double t, const double *restrict y, const double *restrict p, double *restrict ydot);
  ///
  /// The second form is that of a trace with parameters. Every operation is a statement of its own, so that no compiler
  /// may fuse two into one rounding.
  public var c: String {
    var lines = ["/*"]
    lines += header.map { " * " + $0 }
    lines += [" */", "#include <math.h>", "", signature, "{"]
    var body = statements
    if !readsTime { body.append("(void)t;") }
    if !trace.nodes.contains(where: Self.isState) { body.append("(void)y;") }
    if !parameters.isEmpty && !trace.nodes.contains(where: Self.isParameter) { body.append("(void)p;") }
    for (index, output) in trace.outputs.enumerated() {
      body.append("ydot[\(index)] = \(operand(output, number: Self.cNumber));")
    }
    return (lines + body.map { "  " + $0 } + ["}"]).map { $0 + "\n" }.joined()
  }

  private var signature: String {
    let given = parameters.isEmpty ? "" : "const double *restrict p, "
    return "void \(function)(double t, const double *restrict y, \(given)double *restrict ydot)"
  }

  private var statements: [String] {
    trace.nodes.enumerated().compactMap { index, node in
      func name(_ index: Int) -> String { operand(index, number: Self.cNumber) }
      switch node {
      case .input(.time): return nil
      case .input(.state(let component)): return "const double \(name(index)) = y[\(component)];"
      case .input(.parameter(let parameter)): return "const double \(name(index)) = p[\(parameter)];"
      case .constant(let bits):
        guard let label = constants[bits] else { return nil }
        return "const double \(label.name) = \(Self.cNumber(Double(bitPattern: bits))); /* \(label.unit) */"
      case .unary(.negate, let x): return "const double v\(index) = -\(name(x));"
      case .unary(let function, let x): return "const double v\(index) = \(Self.cName(function))(\(name(x)));"
      case .binary(let operation, let lhs, let rhs):
        return "const double v\(index) = \(name(lhs)) \(operation.symbol) \(name(rhs));"
      }
    }
  }

  private static func isState(_ node: Trace.Node) -> Bool {
    if case .input(.state) = node { true } else { false }
  }

  private static func isParameter(_ node: Trace.Node) -> Bool {
    if case .input(.parameter) = node { true } else { false }
  }

  private static func cName(_ function: Trace.Function) -> String {
    switch function {
    case .squareRoot: "sqrt"
    case .cubeRoot: "cbrt"
    case .negate, .exp, .log, .tanh: function.rawValue
    }
  }

  /// The shortest decimal number that reads back to the same bits.
  private static func cNumber(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "NAN" : value > 0 ? "INFINITY" : "(-INFINITY)" }
    return value.sign == .minus ? "(\(value))" : "\(value)"
  }
}

extension Trace.Operation {
  /// The sign that C and Python use.
  var symbol: String {
    switch self {
    case .add: "+"
    case .subtract: "-"
    case .multiply: "*"
    case .divide: "/"
    }
  }
}
