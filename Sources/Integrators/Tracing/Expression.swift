internal import RealModule

/// A number that remembers how it was computed.
///
/// Equations written for ``Scalar`` and evaluated on `Expression` leave their graph behind; ``Trace`` puts it in order.
/// A value is a reference to an immutable node, so that it may cross threads and copies cost nothing.
///
/// What is simplified changes no bit of any result: `+ − × ÷ √` of two constants are carried out, being rounded alike on
/// every platform; `x − 0`, `1 · x`, `x · 1`, `x / 1` and `−(−x)` are x. `x + 0` stays, because −0 + 0 is 0; so does
/// `0 · x`, because x may be infinite; so do functions of constants, because libraries round them differently.
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

  /// The constant this is, if it is one.
  private var constant: Double? {
    if case .constant(let value) = node.form { value } else { nil }
  }

  private static func binary(_ operation: Trace.Operation, _ lhs: Self, _ rhs: Self) -> Self {
    switch (operation, lhs.constant, rhs.constant) {
    case (_, let left?, let right?): Self(operation.apply(left, right))
    case (.subtract, nil, let right?) where right.bitPattern == 0: lhs
    case (.multiply, nil, 1), (.divide, nil, 1): lhs
    case (.multiply, 1, nil): rhs
    default: Self(.binary(operation, lhs.node, rhs.node))
    }
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

  public static prefix func - (operand: Self) -> Self {
    switch operand.node.form {
    case .constant(let value): Self(-value)
    case .unary(.negate, let inner): Self(inner)
    default: unary(.negate, operand)
    }
  }

  private init(_ node: Node) { self.node = node }

  public static func exp(_ x: Self) -> Self { unary(.exp, x) }
  public static func log(_ x: Self) -> Self { unary(.log, x) }
  public static func cubeRoot(_ x: Self) -> Self { unary(.cubeRoot, x) }
  public static func tanh(_ x: Self) -> Self { unary(.tanh, x) }

  public static func sqrt(_ x: Self) -> Self {
    x.constant.map { Self(Double.sqrt($0)) } ?? unary(.squareRoot, x)
  }
}
