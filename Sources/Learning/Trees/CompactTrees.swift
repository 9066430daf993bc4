/// Trees of one depth laid out for speed: complete binary trees over thresholds that are compared as whole numbers.
///
/// Single precision numbers become whole numbers of the same order, so that every comparison comes out as before. A row
/// has two keys per feature, one that stands for missing values going right and one for those going left; a node names
/// the one it looks at, and no walk asks whether a value is missing. The children of place i are 2i and 2i + 1, the
/// root is 1; below a leaf that ends early both sides hold its value.
struct CompactTrees: Sendable {
  /// Deepest tree that is laid out like this.
  static let depthMaximum = 8

  struct Node: Sendable {
    /// A row goes right from this key on.
    var threshold: Int32
    /// Place of the key in the row's keys.
    var key: Int32
  }

  /// Levels of every tree.
  let depth: Int
  /// Tree by tree 2^depth places, of which the first is unused.
  private(set) var nodes: [Node]
  /// Tree by tree 2^depth values, from left to right.
  private(set) var leaves: [Float]

  /// `nil` for trees that do not fit: deep ones, very uneven ones, or splits by category.
  init?(_ trees: [TreeEnsemble.Tree], nodes listed: [TreeNode]) {
    let depth = Int(trees.map(\.depth).max() ?? 0)
    guard depth > 0, depth <= Self.depthMaximum, trees.count << depth <= max(1 << 12, 4 * listed.count),
      listed.allSatisfy({ $0.feature & TreeNode.isCategorical == 0 })
    else { return nil }
    self.depth = depth
    nodes = Array(repeating: Node(threshold: .max, key: 0), count: trees.count << depth)
    leaves = Array(repeating: 0, count: trees.count << depth)
    for (index, tree) in trees.enumerated() { place(tree.root, at: 1, of: index << depth, listed) }
  }

  private mutating func place(_ index: Int32, at place: Int, of start: Int, _ listed: [TreeNode]) {
    let node = listed[Int(index)]
    let isLeaf = node.left == index
    guard place < 1 << depth else {
      leaves[start + place - 1 << depth] = node.leafValue
      return
    }
    if !isLeaf {
      let feature = Int32(node.feature & TreeNode.featureMask)
      let missingGoesLeft = node.feature & TreeNode.missingGoesLeft != 0
      nodes[start + place] = Node(threshold: Self.key(node.threshold), key: 2 * feature + (missingGoesLeft ? 1 : 0))
    }
    self.place(isLeaf ? index : node.left, at: 2 * place, of: start, listed)
    self.place(isLeaf ? index : node.left + 1, at: 2 * place + 1, of: start, listed)
  }

  /// A whole number of the same order as the numbers have; zeros of both signs are one.
  @inline(__always)
  static func key(_ value: Float) -> Int32 {
    let bits = Int32(bitPattern: (value + 0).bitPattern)
    return bits ^ (bits >> 31 & Int32.max)
  }

  /// Writes the keys of a row, two per feature.
  @inline(__always)
  static func write(_ row: Span<Float>, to keys: UnsafeMutablePointer<Int32>) {
    for feature in 0..<row.count {
      let value = unsafe row[unchecked: feature]
      let key = key(value)
      // Above all thresholds, and below all.
      unsafe keys[2 * feature] = value.isNaN ? Int32.max : key
      unsafe keys[2 * feature + 1] = value.isNaN ? Int32.min : key
    }
  }

  /// Adds the values of all trees for one row, in their order.
  func add(
    _ keys: UnsafePointer<Int32>, _ trees: Span<TreeEnsemble.Tree>, to margins: inout MutableSpan<Float>
  ) {
    // A literal depth lets the compiler unroll the levels and keep all walks in registers.
    switch depth {
    case 1: unsafe add(keys, trees, depth: 1, to: &margins)
    case 2: unsafe add(keys, trees, depth: 2, to: &margins)
    case 3: unsafe add(keys, trees, depth: 3, to: &margins)
    case 4: unsafe add(keys, trees, depth: 4, to: &margins)
    case 5: unsafe add(keys, trees, depth: 5, to: &margins)
    case 6: unsafe add(keys, trees, depth: 6, to: &margins)
    case 7: unsafe add(keys, trees, depth: 7, to: &margins)
    default: unsafe add(keys, trees, depth: 8, to: &margins)
    }
  }

  @inline(__always)
  private func add(
    _ keys: UnsafePointer<Int32>, _ trees: Span<TreeEnsemble.Tree>, depth: Int, to margins: inout MutableSpan<Float>
  ) {
    guard margins.count > 1 else {
      // One sum stays in a register.
      var sum = margins[0]
      unsafe walk(keys, trees.count, depth: depth) { _, value in sum += value }
      return margins[0] = sum
    }
    unsafe walk(keys, trees.count, depth: depth) { tree, value in
      margins[unsafe Int(trees[unchecked: tree].group)] += value
    }
  }

  /// Calls `add` with the number and the value of each tree, in their order.
  @inline(__always)
  private func walk(_ keys: UnsafePointer<Int32>, _ count: Int, depth: Int, _ add: (Int, Float) -> Void) {
    let (nodes, leaves) = (nodes.span, leaves.span)
    let size = 1 << depth
    var start = 0
    var tree = 0
    // Eight walks at a time: each waits for memory while the others go on.
    while tree &+ 8 <= count {
      var (a, b, c, d, e, f, g, h) = (1, 1, 1, 1, 1, 1, 1, 1)
      for _ in 0..<depth {
        a = unsafe next(a, start, nodes, keys)
        b = unsafe next(b, start &+ size, nodes, keys)
        c = unsafe next(c, start &+ 2 &* size, nodes, keys)
        d = unsafe next(d, start &+ 3 &* size, nodes, keys)
        e = unsafe next(e, start &+ 4 &* size, nodes, keys)
        f = unsafe next(f, start &+ 5 &* size, nodes, keys)
        g = unsafe next(g, start &+ 6 &* size, nodes, keys)
        h = unsafe next(h, start &+ 7 &* size, nodes, keys)
      }
      unsafe add(tree, leaves[unchecked: start &+ a &- size])
      unsafe add(tree &+ 1, leaves[unchecked: start &+ b])
      unsafe add(tree &+ 2, leaves[unchecked: start &+ size &+ c])
      unsafe add(tree &+ 3, leaves[unchecked: start &+ 2 &* size &+ d])
      unsafe add(tree &+ 4, leaves[unchecked: start &+ 3 &* size &+ e])
      unsafe add(tree &+ 5, leaves[unchecked: start &+ 4 &* size &+ f])
      unsafe add(tree &+ 6, leaves[unchecked: start &+ 5 &* size &+ g])
      unsafe add(tree &+ 7, leaves[unchecked: start &+ 6 &* size &+ h])
      tree &+= 8
      start &+= 8 &* size
    }
    while tree < count {
      var place = 1
      for _ in 0..<depth { place = unsafe next(place, start, nodes, keys) }
      unsafe add(tree, leaves[unchecked: start &+ place &- size])
      tree &+= 1
      start &+= size
    }
  }

  @inline(__always)
  private func next(_ place: Int, _ start: Int, _ nodes: Span<Node>, _ keys: UnsafePointer<Int32>) -> Int {
    let node = unsafe nodes[unchecked: start &+ place]
    // The sign of the difference, because a comparison may become a branch, which would be mispredicted half the time.
    let isLess = unsafe (Int(keys[Int(node.key)]) &- Int(node.threshold)) >> 63
    return 2 &* place &+ 1 &+ isLess
  }
}
