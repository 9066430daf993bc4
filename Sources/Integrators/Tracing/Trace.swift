/// The right-hand side of a problem as a list of operations: inputs, nodes in an order in which each uses only earlier
/// ones, outputs.
///
/// Equal subexpressions are one node, and what no output needs is left out. Evaluating a trace in `Double` gives the
/// bits that the problem itself gives.
public struct Trace: Hashable, Sendable {
  /// An independent variable.
  public enum Input: Hashable, Sendable {
    /// t [s].
    case time
    /// Component of y.
    case state(Int)
    /// A number that may change while the equations stay, counted from 0.
    case parameter(Int)
  }

  /// An operation on two numbers, rounded once as IEEE 754 asks.
  public enum Operation: String, Hashable, Sendable, CaseIterable {
    case add, subtract, multiply, divide

    @inlinable @inline(__always)
    func apply<S: Scalar>(_ lhs: S, _ rhs: S) -> S {
      switch self {
      case .add: lhs + rhs
      case .subtract: lhs - rhs
      case .multiply: lhs * rhs
      case .divide: lhs / rhs
      }
    }

    /// a ∘ b = b ∘ a, to the bit.
    var isCommutative: Bool { self == .add || self == .multiply }
  }

  /// An operation on one number.
  public enum Function: String, Hashable, Sendable, CaseIterable {
    case negate, exp, log, squareRoot, cubeRoot, tanh

    @inlinable @inline(__always)
    func apply<S: Scalar>(_ x: S) -> S {
      switch self {
      case .negate: -x
      case .exp: S.exp(x)
      case .log: S.log(x)
      case .squareRoot: S.sqrt(x)
      case .cubeRoot: S.cubeRoot(x)
      case .tanh: S.tanh(x)
      }
    }
  }

  /// One line of the list; operands are indices of earlier lines.
  public enum Node: Hashable, Sendable {
    case input(Input)
    /// A number, by its bits, so that equality is exact.
    case constant(bits: UInt64)
    case unary(Function, Int)
    case binary(Operation, Int, Int)
  }

  /// A constant of the equations that stands for something else than its value.
  ///
  /// Equations take their parameters as `Double`, in which no name can travel. To make one of them an input, the
  /// problem is traced with a value found nowhere else in its place; every constant with those bits is then replaced.
  public struct Marker: Sendable {
    let value: Double
    let meaning: Expression

    /// - Parameters:
    ///   - value: a number that occurs in the equations for this reason only.
    ///   - meaning: what to put in its place, normally a parameter.
    public init(_ value: Double, means meaning: Expression) {
      self.value = value
      self.meaning = meaning
    }
  }

  /// Number of states n.
  public let dimension: Int
  /// Number of quadratures q.
  public let quadratures: Int
  /// Number of parameters.
  public let parameters: Int
  /// The operations in order.
  public let nodes: [Node]
  /// Index of the node that is each derivative, shape (n + q).
  public let outputs: [Int]

  init(dimension: Int, quadratures: Int, parameters: Int, nodes: [Node], outputs: [Int]) {
    self.dimension = dimension
    self.quadratures = quadratures
    self.parameters = parameters
    self.nodes = nodes
    self.outputs = outputs
  }

  /// Traces the right-hand side of `problem`.
  ///
  /// - Parameters:
  ///   - markers: constants to be replaced.
  ///   - parameters: number of parameters that the markers mention.
  public init(_ problem: some InitialValueProblem, markers: [Marker] = [], parameters: Int = 0) {
    dimension = problem.dimension
    quadratures = problem.quadratures
    self.parameters = parameters
    let components = dimension + quadratures
    let state = (0..<components).map { Expression(.state($0)) }
    var derivative = Array(repeating: Expression(.nan), count: components)
    var target = derivative.mutableSpan
    problem.evaluate(at: Expression(.time), state: state.span, derivative: &target)
    var ordering = TraceOrdering(markers)
    let places = derivative.map { ordering.index(of: $0.node) }
    (nodes, outputs) = ordering.pruned(places)
  }
}

extension Trace {
  /// Number of operations, inputs and constants not counted.
  public var operations: Int {
    nodes.count { node in
      switch node {
      case .input, .constant: false
      case .unary, .binary: true
      }
    }
  }

  /// Number of times a function occurs.
  public func count(of function: Function) -> Int {
    nodes.count { if case .unary(function, _) = $0 { true } else { false } }
  }
}
