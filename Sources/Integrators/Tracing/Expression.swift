/// A number that remembers how it was computed.
///
/// Equations written for ``Scalar`` and evaluated on `Expression` leave their graph behind; ``Trace`` puts it in order.
/// A value is a reference to an immutable node, so that it may cross threads and copies cost nothing.
public struct Expression: Scalar {
  /// What a node of the graph is.
  enum Form: Sendable {
    case input(Trace.Input)
    case constant(Double)
    case unary(Trace.Function, Node)
    case binary(Trace.Operation, Node, Node)
  }

  /// A node; its identity says which uses share it.
  final class Node: Sendable {
    let form: Form
    init(_ form: Form) { self.form = form }
  }

  let node: Node

  init(_ form: Form) { node = Node(form) }

  /// An independent variable.
  public init(_ input: Trace.Input) { self.init(.input(input)) }

  public init(_ value: Double) { self.init(.constant(value)) }

  private static func binary(_ operation: Trace.Operation, _ lhs: Self, _ rhs: Self) -> Self {
    Self(.binary(operation, lhs.node, rhs.node))
  }

  private static func unary(_ function: Trace.Function, _ operand: Self) -> Self {
    Self(.unary(function, operand.node))
  }

  public static func + (lhs: Self, rhs: Self) -> Self { binary(.add, lhs, rhs) }
  public static func - (lhs: Self, rhs: Self) -> Self { binary(.subtract, lhs, rhs) }
  public static func * (lhs: Self, rhs: Self) -> Self { binary(.multiply, lhs, rhs) }
  public static func / (lhs: Self, rhs: Self) -> Self { binary(.divide, lhs, rhs) }

  public static func + (lhs: Double, rhs: Self) -> Self { Self(lhs) + rhs }
  public static func + (lhs: Self, rhs: Double) -> Self { lhs + Self(rhs) }
  public static func - (lhs: Double, rhs: Self) -> Self { Self(lhs) - rhs }
  public static func - (lhs: Self, rhs: Double) -> Self { lhs - Self(rhs) }
  public static func * (lhs: Double, rhs: Self) -> Self { Self(lhs) * rhs }
  public static func * (lhs: Self, rhs: Double) -> Self { lhs * Self(rhs) }
  public static func / (lhs: Double, rhs: Self) -> Self { Self(lhs) / rhs }
  public static func / (lhs: Self, rhs: Double) -> Self { lhs / Self(rhs) }

  public static prefix func - (operand: Self) -> Self { unary(.negate, operand) }

  public static func exp(_ x: Self) -> Self { unary(.exp, x) }
  public static func log(_ x: Self) -> Self { unary(.log, x) }
  public static func sqrt(_ x: Self) -> Self { unary(.squareRoot, x) }
  public static func cubeRoot(_ x: Self) -> Self { unary(.cubeRoot, x) }
  public static func tanh(_ x: Self) -> Self { unary(.tanh, x) }
}
