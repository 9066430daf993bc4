/// Equations of a tape as a graph in which equal expressions are one node, with their derivatives.
struct LaneGraph {
  enum Leaf: Hashable {
    case time
    case state(Int)
    /// Constant of the tape.
    case constant(Int)
    /// A number that is the same in all lanes, by its bits.
    case literal(UInt64)
  }

  enum Node: Hashable {
    case leaf(Leaf)
    case operation(Tape.Code, Int, Int)
  }

  /// A derivative: most are zero or one, and arithmetic on those is not carried out.
  enum Partial {
    case zero, one
    case node(Int)
  }

  private(set) var nodes: [Node] = []
  private var places: [Node: Int] = [:]

  mutating func place(_ node: Node) -> Int {
    if let place = places[node] { return place }
    nodes.append(node)
    places[node] = nodes.count - 1
    return nodes.count - 1
  }

  mutating func literal(_ value: Double) -> Int { place(.leaf(.literal(value.bitPattern))) }

  mutating func binary(_ code: Tape.Code, _ first: Int, _ second: Int) -> Int {
    place(.operation(code, first, second))
  }

  mutating func unary(_ code: Tape.Code, _ operand: Int) -> Int { place(.operation(code, operand, operand)) }

  private static func leaf(_ operand: Int32, components: Int) -> Leaf? {
    if operand < 0 { return .constant(Int(-1 - operand)) }
    if operand == 0 { return .time }
    return operand <= components ? .state(Int(operand - 1)) : nil
  }

  /// The derivatives that the tape computes, operation by operation.
  mutating func values(of tape: Tape) -> [Int] {
    var results: [Int] = []
    func find(_ operand: Int32, _ graph: inout LaneGraph) -> Int {
      if let leaf = Self.leaf(operand, components: tape.components) { return graph.place(.leaf(leaf)) }
      return results[Int(operand) - tape.components - 1]
    }
    for entry in tape.entries {
      results.append(binary(entry.code, find(entry.first, &self), find(entry.second, &self)))
    }
    return tape.outputs.map { find($0, &self) }
  }
}

/// A node and its derivatives in every direction.
struct LaneDual {
  var value: Int
  var partials: [LaneGraph.Partial]
  /// A number that depends on no direction, as `Double` does in arithmetic with ``Dual``.
  var isConstant = false
}

extension LaneGraph {
  /// The derivatives that the tape computes and their partial derivatives by each state and, last, by time.
  ///
  /// Rules and order of operations are those of ``Dual``.
  mutating func linearization(of tape: Tape, dimension: Int) -> [LaneDual] {
    let directions = dimension + 1
    let zeros = Array(repeating: Partial.zero, count: directions)
    var results: [LaneDual] = []
    func find(_ operand: Int32, _ graph: inout LaneGraph) -> LaneDual {
      guard let leaf = Self.leaf(operand, components: tape.components) else {
        return results[Int(operand) - tape.components - 1]
      }
      var dual = LaneDual(value: graph.place(.leaf(leaf)), partials: zeros)
      switch leaf {
      case .time: dual.partials[dimension] = .one
      case .state(let i): if i < dimension { dual.partials[i] = .one }
      case .constant, .literal: dual.isConstant = true
      }
      return dual
    }
    for entry in tape.entries {
      let (first, second) = (find(entry.first, &self), find(entry.second, &self))
      results.append(dual(entry.code, first, second))
    }
    return tape.outputs.map { find($0, &self) }
  }

  private mutating func dual(_ code: Tape.Code, _ x: LaneDual, _ y: LaneDual) -> LaneDual {
    switch code {
    case .add:
      return dual(binary(.add, x.value, y.value), x, y) { graph, p, q in graph.sum(p, q) }
    case .subtract:
      return dual(binary(.subtract, x.value, y.value), x, y) { graph, p, q in graph.difference(p, q) }
    case .multiply:
      return dual(binary(.multiply, x.value, y.value), x, y) { graph, p, q in
        graph.sum(graph.product(x.value, q), graph.product(y.value, p))
      }
    case .divide: return quotient(x, y, isPlain: x.isConstant)
    case .divideScalar: return quotient(x, y, isPlain: false)
    case .negate:
      return dual(unary(.negate, x.value), x, x) { graph, p, _ in graph.negative(p) }
    case .exp:
      let value = unary(.exp, x.value)
      return chained(x, value: value, slope: value)
    case .log:
      return chained(x, value: unary(.log, x.value), slope: binary(.divide, literal(1), x.value))
    case .squareRoot:
      let value = unary(.squareRoot, x.value)
      return chained(x, value: value, slope: binary(.divide, literal(0.5), value))
    case .cubeRoot:
      let value = unary(.cubeRoot, x.value)
      return chained(x, value: value, slope: binary(.divide, value, binary(.multiply, literal(3), x.value)))
    case .tanh:
      let value = unary(.tanh, x.value)
      return chained(x, value: value, slope: binary(.subtract, literal(1), binary(.multiply, value, value)))
    }
  }

  /// - Parameter isPlain: whether x is a `Double`, not a ``Dual``.
  private mutating func quotient(_ x: LaneDual, _ y: LaneDual, isPlain: Bool) -> LaneDual {
    if isPlain {
      let value = binary(.divide, x.value, y.value)
      return chained(y, value: value, slope: binary(.divide, unary(.negate, value), y.value))
    }
    let inverse = binary(.divide, literal(1), y.value)
    let value = binary(.multiply, x.value, inverse)
    if y.isConstant { return chained(x, value: value, slope: inverse) }
    return dual(value, x, y) { graph, p, q in
      graph.product(inverse, graph.difference(p, graph.product(value, q)))
    }
  }

  private mutating func chained(_ x: LaneDual, value: Int, slope: Int) -> LaneDual {
    dual(value, x, x) { graph, p, _ in graph.product(slope, p) }
  }

  private mutating func dual(
    _ value: Int, _ x: LaneDual, _ y: LaneDual, _ rule: (inout LaneGraph, Partial, Partial) -> Partial
  ) -> LaneDual {
    var partials: [Partial] = []
    for (p, q) in zip(x.partials, y.partials) {
      if case (.zero, .zero) = (p, q) { partials.append(.zero) } else { partials.append(rule(&self, p, q)) }
    }
    return LaneDual(value: value, partials: partials)
  }

  /// The node of a derivative that is not zero.
  mutating func node(_ partial: Partial) -> Int? {
    switch partial {
    case .zero: nil
    case .one: literal(1)
    case .node(let node): node
    }
  }

  private mutating func sum(_ p: Partial, _ q: Partial) -> Partial {
    guard let first = node(p) else { return q }
    guard let second = node(q) else { return p }
    return .node(binary(.add, first, second))
  }

  private mutating func difference(_ p: Partial, _ q: Partial) -> Partial {
    guard let second = node(q) else { return p }
    guard let first = node(p) else { return .node(unary(.negate, second)) }
    return .node(binary(.subtract, first, second))
  }

  private mutating func negative(_ p: Partial) -> Partial { node(p).map { .node(unary(.negate, $0)) } ?? .zero }

  private mutating func product(_ factor: Int, _ p: Partial) -> Partial {
    switch p {
    case .zero: .zero
    case .one: .node(factor)
    case .node(let node): .node(binary(.multiply, factor, node))
    }
  }
}
