/// Puts a graph of expressions in order, each operation once.
///
/// Operands come before their users, left before right, outputs in their order: the same equations give the same list.
struct TraceOrdering {
  private(set) var nodes: [Trace.Node] = []
  private var indices: [Trace.Node: Int] = [:]
  private var known: [ObjectIdentifier: Int] = [:]
  private let meanings: [UInt64: Expression.Node]

  init(_ markers: [Trace.Marker]) {
    meanings = Dictionary(markers.map { ($0.value.bitPattern, $0.meaning.node) }) { first, _ in first }
  }

  /// The place of `root` in the list, which receives what it needs.
  ///
  /// Walks with a stack of its own: sums over many cells are graphs as deep as they are long.
  mutating func index(of root: Expression.Node) -> Int {
    var stack = [root]
    while let node = stack.last {
      if known[ObjectIdentifier(node)] == nil {
        let missing = operands(of: node).filter { known[ObjectIdentifier($0)] == nil }
        guard missing.isEmpty else {
          stack += missing.reversed()
          continue
        }
        known[ObjectIdentifier(node)] = place(node)
      }
      stack.removeLast()
    }
    return position(of: root)
  }

  /// What has to be placed before a node.
  private func operands(of node: Expression.Node) -> [Expression.Node] {
    switch node.form {
    case .input: []
    case .constant(let value): meanings[value.bitPattern].map { [$0] } ?? []
    case .unary(_, let operand): [operand]
    case .binary(_, let lhs, let rhs): [lhs, rhs]
    }
  }

  private mutating func place(_ node: Expression.Node) -> Int {
    switch node.form {
    case .input(let input): return enter(.input(input))
    case .constant(let value):
      if let meaning = meanings[value.bitPattern] { return position(of: meaning) }
      return enter(.constant(bits: value.bitPattern))
    case .unary(let function, let operand): return enter(.unary(function, position(of: operand)))
    case .binary(let operation, let lhs, let rhs):
      return enter(.binary(operation, position(of: lhs), position(of: rhs)))
    }
  }

  private func position(of node: Expression.Node) -> Int {
    guard let index = known[ObjectIdentifier(node)] else {
      preconditionFailure("operands are placed before their users")
    }
    return index
  }

  private mutating func enter(_ node: Trace.Node) -> Int {
    if let index = indices[node] { return index }
    if case .binary(let operation, let lhs, let rhs) = node, operation.isCommutative,
      let index = indices[.binary(operation, rhs, lhs)]
    {
      return index
    }
    nodes.append(node)
    indices[node] = nodes.count - 1
    return nodes.count - 1
  }
}
