/// An operation on rows of lanes.
package struct LaneInstruction: Hashable, Sendable {
  /// What is done; the two with three operands round the product before they add.
  package enum Operation: UInt16, Sendable, CaseIterable {
    case copy, negate, exp, log, squareRoot, cubeRoot, tanh
    case add, subtract, multiply, divide
    /// first × second + third.
    case multiplyAdd
    /// first × second − third.
    case multiplySubtract
    /// third − first × second.
    case subtractProduct

    init(_ code: Tape.Code) {
      self =
        switch code {
        case .negate: .negate
        case .exp: .exp
        case .log: .log
        case .squareRoot: .squareRoot
        case .cubeRoot: .cubeRoot
        case .tanh: .tanh
        case .add: .add
        case .subtract: .subtract
        case .multiply: .multiply
        case .divide, .divideScalar: .divide
        }
    }
  }

  package let operation: Operation
  package let target: Int
  package let first, second, third: Int

  package init(operation: Operation, target: Int, first: Int, second: Int, third: Int) {
    self.operation = operation
    self.target = target
    (self.first, self.second, self.third) = (first, second, third)
  }
}

/// Instructions that compute the nodes of a graph, with rows for what is needed on the way.
struct LaneProgram {
  private(set) var instructions: [LaneInstruction] = []
  /// One more than the last row used.
  private(set) var end: Int

  private let graph: LaneGraph
  /// Row of a leaf.
  private let leafRow: (LaneGraph.Leaf) -> Int
  private var row: [Int: Int] = [:]
  private var uses: [Int]
  private var free: [Int] = []
  /// Rows given back when their last reader is done.
  private var temporaries: Set<Int> = []

  /// - Parameters:
  ///   - outputs: nodes and the rows that receive them.
  ///   - first: rows from here on are free for results on the way.
  init(
    _ graph: LaneGraph, outputs: [(node: Int, row: Int)], temporariesFrom first: Int,
    leafRow: @escaping (LaneGraph.Leaf) -> Int
  ) {
    self.graph = graph
    self.leafRow = leafRow
    end = first
    uses = Array(repeating: 0, count: graph.nodes.count)
    for output in outputs { uses[output.node] += 1 }
    // Operands come before their operation, so that going backwards each node knows whether it is needed.
    for index in graph.nodes.indices.reversed() where uses[index] > 0 {
      guard case .operation(let code, let x, let y) = graph.nodes[index] else { continue }
      uses[x] += 1
      if Self.isBinary(code) { uses[y] += 1 }
    }
    var home: [Int: Int] = [:]
    for output in outputs where home[output.node] == nil { home[output.node] = output.row }
    let isFused = fused(keeping: Set(home.keys))
    for index in graph.nodes.indices where uses[index] > 0 && !isFused[index] {
      guard case .operation(let code, let x, let y) = graph.nodes[index] else { continue }
      emit(index, code, x, y, home: home[index], isFused)
    }
    for output in outputs where row[output.node] != output.row {
      let source = operand(output.node)
      instructions.append(
        LaneInstruction(operation: .copy, target: output.row, first: source, second: source, third: source))
    }
  }

  private static func isBinary(_ code: Tape.Code) -> Bool {
    switch code {
    case .add, .subtract, .multiply, .divide, .divideScalar: true
    case .negate, .exp, .log, .squareRoot, .cubeRoot, .tanh: false
    }
  }

  /// Products that are computed together with the sum that is their only reader.
  private func fused(keeping outputs: Set<Int>) -> [Bool] {
    var isFused = Array(repeating: false, count: graph.nodes.count)
    func isProduct(_ node: Int) -> Bool {
      guard case .operation(.multiply, _, _) = graph.nodes[node] else { return false }
      return uses[node] == 1 && !outputs.contains(node)
    }
    for index in graph.nodes.indices where uses[index] > 0 {
      guard case .operation(let code, let x, let y) = graph.nodes[index], code == .add || code == .subtract else {
        continue
      }
      if isProduct(x) { isFused[x] = true } else if isProduct(y) { isFused[y] = true }
    }
    return isFused
  }

  private mutating func emit(
    _ index: Int, _ code: Tape.Code, _ x: Int, _ y: Int, home: Int?, _ isFused: [Bool]
  ) {
    var (operation, operands) = (LaneInstruction.Operation(code), [x, Self.isBinary(code) ? y : x])
    if code == .add || code == .subtract, let product = [x, y].first(where: { isFused[$0] }),
      case .operation(_, let a, let b) = graph.nodes[product]
    {
      operation = code == .add ? .multiplyAdd : product == x ? .multiplySubtract : .subtractProduct
      operands = [a, b, product == x ? y : x]
    }
    let rows = operands.map { operand($0) }
    for node in operation == .negate || !Self.isBinary(code) ? [x] : operands { release(node) }
    let target = home ?? takeTemporary()
    row[index] = target
    instructions.append(
      LaneInstruction(
        operation: operation, target: target, first: rows[0], second: rows[1], third: rows.count > 2 ? rows[2] : rows[0]
      ))
  }

  private func operand(_ node: Int) -> Int {
    if case .leaf(let leaf) = graph.nodes[node] { return leafRow(leaf) }
    return row[node] ?? 0
  }

  private mutating func release(_ node: Int) {
    uses[node] -= 1
    if uses[node] == 0, let row = row[node], temporaries.contains(row) { free.append(row) }
  }

  private mutating func takeTemporary() -> Int {
    if let row = free.popLast() { return row }
    temporaries.insert(end)
    end += 1
    return end - 1
  }
}
