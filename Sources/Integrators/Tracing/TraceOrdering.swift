/// Puts a graph of expressions in order, each operation once.
///
/// What is simplified on the way changes no bit of any result: `+ − × ÷ √` of constants are carried out, being rounded
/// alike on every platform; `x − 0`, `1 · x`, `x · 1`, `x / 1` and `−(−x)` are x. `x + 0` stays, because −0 + 0 is 0;
/// so does `0 · x`, because x may be infinite; so do other functions of constants, because libraries round them
/// differently. Marked constants are replaced first: what is computed from them is not constant.
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
    case .unary(let function, let operand): return apply(function, position(of: operand))
    case .binary(let operation, let lhs, let rhs): return apply(operation, position(of: lhs), position(of: rhs))
    }
  }

  private mutating func apply(_ function: Trace.Function, _ operand: Int) -> Int {
    if function == .negate, case .unary(.negate, let inner) = nodes[operand] { return inner }
    guard let value = constant(operand), function == .negate || function == .squareRoot else {
      return enter(.unary(function, operand))
    }
    return enter(.constant(bits: function.apply(value).bitPattern))
  }

  private mutating func apply(_ operation: Trace.Operation, _ lhs: Int, _ rhs: Int) -> Int {
    switch (operation, constant(lhs), constant(rhs)) {
    case (_, let left?, let right?): enter(.constant(bits: operation.apply(left, right).bitPattern))
    case (.subtract, nil, let right?) where right.bitPattern == 0: lhs
    case (.multiply, nil, 1), (.divide, nil, 1): lhs
    case (.multiply, 1, nil): rhs
    default: enter(.binary(operation, lhs, rhs))
    }
  }

  private func constant(_ index: Int) -> Double? {
    if case .constant(let bits) = nodes[index] { Double(bitPattern: bits) } else { nil }
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

  /// The nodes that `outputs` need, renumbered, and the outputs among them.
  func pruned(_ outputs: [Int]) -> (nodes: [Trace.Node], outputs: [Int]) {
    var isNeeded = Array(repeating: false, count: nodes.count)
    for output in outputs { isNeeded[output] = true }
    for (index, node) in nodes.enumerated().reversed() where isNeeded[index] {
      switch node {
      case .input, .constant: break
      case .unary(_, let operand): isNeeded[operand] = true
      case .binary(_, let lhs, let rhs): (isNeeded[lhs], isNeeded[rhs]) = (true, true)
      }
    }
    var places = Array(repeating: 0, count: nodes.count)
    var kept: [Trace.Node] = []
    for (index, node) in nodes.enumerated() where isNeeded[index] {
      places[index] = kept.count
      switch node {
      case .input, .constant: kept.append(node)
      case .unary(let function, let operand): kept.append(.unary(function, places[operand]))
      case .binary(let operation, let lhs, let rhs): kept.append(.binary(operation, places[lhs], places[rhs]))
      }
    }
    return (kept, outputs.map { places[$0] })
  }
}
