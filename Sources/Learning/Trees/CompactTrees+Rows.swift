extension CompactTrees {
  /// Rows that share a pass over the trees.
  static let blockRows = 64
  /// Features up to which the keys of a block of rows are kept.
  static let blockFeatures = 4096

  /// Writes the keys of at most ``blockRows`` rows: for each key a row of that many places.
  private static func write(_ rows: Span<Float>, features: Int, to keys: inout MutableSpan<Int32>) {
    let count = rows.count / features
    for row in 0..<count {
      for feature in 0..<features {
        let value = unsafe rows[unchecked: row &* features &+ feature]
        let key = key(value)
        let place = 2 &* feature &* blockRows &+ row
        unsafe keys[unchecked: place] = value.isNaN ? Int32.max : key
        unsafe keys[unchecked: place &+ blockRows] = value.isNaN ? Int32.min : key
      }
    }
  }

  /// Adds the values of all trees to the margins of rows, in the order of the trees.
  ///
  /// - Parameters:
  ///   - rows: shape (n, m), row by row.
  ///   - margins: shape (n, k).
  func add(
    _ rows: Span<Float>, features: Int, groups: Int, _ trees: Span<TreeEnsemble.Tree>,
    to margins: inout MutableSpan<Float>
  ) {
    let count = rows.count / features
    // Keys of rows that a last block does not have stay zero, and nobody looks at their walks.
    var keys = Array(repeating: Int32(0), count: 2 * features * Self.blockRows)
    var target = keys.mutableSpan
    var first = 0
    while first < count {
      let block = min(Self.blockRows, count - first)
      Self.write(rows.extracting(first * features..<(first + block) * features), features: features, to: &target)
      for tree in 0..<trees.count {
        let sum = first * groups + Int(trees[tree].group)
        switch depth {
        case 1: add(tree, target.span, block, depth: 1, sum, groups, to: &margins)
        case 2: add(tree, target.span, block, depth: 2, sum, groups, to: &margins)
        case 3: add(tree, target.span, block, depth: 3, sum, groups, to: &margins)
        case 4: add(tree, target.span, block, depth: 4, sum, groups, to: &margins)
        case 5: add(tree, target.span, block, depth: 5, sum, groups, to: &margins)
        case 6: add(tree, target.span, block, depth: 6, sum, groups, to: &margins)
        case 7: add(tree, target.span, block, depth: 7, sum, groups, to: &margins)
        default: add(tree, target.span, block, depth: 8, sum, groups, to: &margins)
        }
      }
      first += block
    }
  }

  /// Adds the values of one tree for the rows of a block, whose margins begin at `sum`, `groups` apart.
  @inline(__always)
  private func add(
    _ tree: Int, _ keys: Span<Int32>, _ rows: Int, depth: Int, _ sum: Int, _ groups: Int,
    to margins: inout MutableSpan<Float>
  ) {
    let size = 1 << depth
    let start = tree << depth
    let (nodes, leaves) = (nodes.span, leaves.span)
    var row = 0
    while row < rows {
      var (a, b, c, d, e, f, g, h) = (1, 1, 1, 1, 1, 1, 1, 1)
      for _ in 0..<depth {
        a = next(a, start, nodes, keys, row)
        b = next(b, start, nodes, keys, row &+ 1)
        c = next(c, start, nodes, keys, row &+ 2)
        d = next(d, start, nodes, keys, row &+ 3)
        e = next(e, start, nodes, keys, row &+ 4)
        f = next(f, start, nodes, keys, row &+ 5)
        g = next(g, start, nodes, keys, row &+ 6)
        h = next(h, start, nodes, keys, row &+ 7)
      }
      let base = start &- size
      let places: InlineArray<8, Int> = [a, b, c, d, e, f, g, h]
      for lane in 0..<min(8, rows &- row) {
        unsafe margins[unchecked: sum &+ (row &+ lane) &* groups] += leaves[unchecked: base &+ places[lane]]
      }
      row &+= 8
    }
  }

  /// The child that a row of the block goes to.
  @inline(__always)
  private func next(_ place: Int, _ start: Int, _ nodes: Span<Node>, _ keys: Span<Int32>, _ row: Int) -> Int {
    let node = unsafe nodes[unchecked: start &+ place]
    let key = unsafe keys[unchecked: Int(node.key) &* Self.blockRows &+ row]
    return 2 &* place &+ 1 &+ (Int(key) &- Int(node.threshold)) >> 63
  }
}
