/// The right-hand side of a problem as a list of operations, every constant of it at a place of its own.
///
/// Unlike ``Trace`` nothing is simplified and equal constants are not merged: two problems that differ in numbers only
/// have the same operations and differ in ``constants``. What the constants are made of need not be known to
/// differentiate the equations with respect to it.
public struct EquationTape: Hashable, Sendable {
  /// One line of the list; operands are indices of earlier lines.
  @usableFromInline
  enum Operation: Hashable, Sendable {
    case time
    case state(Int)
    /// By its place in ``EquationTape/constants``.
    case constant(Int)
    case unary(Trace.Function, Int)
    case binary(Trace.Operation, Int, Int)
  }

  /// Number of states n.
  public let dimension: Int
  /// Number of quadratures q.
  public let quadratures: Int
  @usableFromInline let operations: [Operation]
  /// Index of the line that is each derivative, shape (n + q).
  @usableFromInline let outputs: [Int]
  /// The numbers of the equations, in the order of their first use.
  public let constants: [Double]

  /// Writes down the right-hand side of `problem`.
  public init(_ problem: some InitialValueProblem) {
    dimension = problem.dimension
    quadratures = problem.quadratures
    let components = dimension + quadratures
    let state = (0..<components).map { Expression(.state($0)) }
    var derivative = Array(repeating: Expression(0), count: components)
    var target = derivative.mutableSpan
    problem.evaluate(at: Expression(.time), state: state.span, derivative: &target)
    var writer = TapeWriter()
    outputs = derivative.map { writer.line(of: $0.node) }
    (operations, constants) = (writer.operations, writer.constants)
  }

  /// True when both have the same operations, up to the constants.
  public func hasSameForm(as other: EquationTape) -> Bool {
    dimension == other.dimension && outputs == other.outputs && operations == other.operations
  }
}

/// Lists a graph of expressions, operands before their users.
private struct TapeWriter {
  var operations: [EquationTape.Operation] = []
  var constants: [Double] = []
  private var lines: [ObjectIdentifier: Int] = [:]

  init() {}

  mutating func line(of root: Expression.Node) -> Int {
    var stack = [root]
    while let node = stack.last {
      let missing = lines[ObjectIdentifier(node)] == nil ? operands(of: node).filter { known($0) == nil } : []
      guard missing.isEmpty else {
        stack += missing.reversed()
        continue
      }
      if known(node) == nil { write(node) }
      stack.removeLast()
    }
    return known(root) ?? 0
  }

  private func known(_ node: Expression.Node) -> Int? { lines[ObjectIdentifier(node)] }

  private func operands(of node: Expression.Node) -> [Expression.Node] {
    switch node.form {
    case .input, .constant: []
    case .unary(_, let operand): [operand]
    case .binary(_, let lhs, let rhs): [lhs, rhs]
    }
  }

  private mutating func write(_ node: Expression.Node) {
    let operation: EquationTape.Operation
    switch node.form {
    case .input(.time): operation = .time
    case .input(.state(let index)): operation = .state(index)
    case .input(.parameter): preconditionFailure("the right-hand side of a problem has no parameters as inputs")
    case .constant(let value):
      operation = .constant(constants.count)
      constants.append(value)
    case .unary(let function, let operand): operation = .unary(function, known(operand) ?? 0)
    case .binary(let symbol, let lhs, let rhs): operation = .binary(symbol, known(lhs) ?? 0, known(rhs) ?? 0)
    }
    lines[ObjectIdentifier(node)] = operations.count
    operations.append(operation)
  }
}
