/// A gradient-boosted tree model, evaluated without the library that trained it.
///
/// Reads what XGBoost writes, JSON or UBJSON, from version 1.6 on: numerical and categorical splits, missing values,
/// several classes. Margins are those of the library that wrote the model to the last bit: the same comparisons in
/// single precision and the same order of additions. The engine holds no state; any number of callers may share it.
///
/// Linear boosters, DART and trees with vector leaves are refused.
///
/// - Reference: T. Chen, C. Guestrin, *XGBoost* (KDD 2016); the model's schema as its documentation publishes it.
public struct TreeEnsemble: Sendable {
  /// Number of features m that a row has.
  public let featureCount: Int
  /// Number of margins k per row: 1, or one per class.
  public let groupCount: Int
  /// Names of the features where the model has them, shape (m) or empty.
  public let featureNames: [String]
  /// XGBoost's name of the objective.
  public let objectiveName: String
  public let objective: TreeObjective
  /// Version of XGBoost that wrote the model.
  public let version: (major: Int, minor: Int, patch: Int)

  /// The margin before any tree, shape (k).
  let baseMargins: [Float]
  /// Nodes of all trees.
  let nodes: [TreeNode]
  /// Root, depth and group of each tree, in the order of addition.
  let trees: [Tree]
  /// Sets of categories that go right: number of words, then the words.
  let categorySets: [UInt32]
  /// Weight of the training rows that reached each node, beside ``nodes``; NaN where the model does not tell.
  let covers: [Float]
  /// The same trees laid out for speed, where they fit.
  let compact: CompactTrees?

  struct Tree: Sendable {
    let root: Int32
    let depth: Int32
    let group: Int32
  }

  /// Number of trees.
  public var treeCount: Int { trees.count }
}

extension TreeEnsemble {
  /// Writes the margins of one row.
  ///
  /// - Parameters:
  ///   - row: the features, shape (m); NaN is missing.
  ///   - margins: receives the margins, shape (k).
  /// - Complexity: one walk per tree; no allocation.
  public func margins(of row: Span<Float>, into margins: inout MutableSpan<Float>) {
    precondition(row.count == featureCount && margins.count == groupCount, "a row of the model's shape")
    for group in 0..<groupCount { margins[group] = baseMargins[group] }
    if let compact, featureCount <= Self.keyedFeatures {
      // A place on the stack of a size that is known.
      return unsafe withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * Self.keyedFeatures) { keys in
        guard let keys = keys.baseAddress else { return }
        unsafe CompactTrees.write(row, to: keys)
        unsafe compact.add(keys, self.trees.span, to: &margins)
      }
    }
    let (nodes, trees) = (nodes.span, trees.span)
    var tree = 0
    // Four walks at a time: each waits for memory while the others go on.
    while tree + 4 <= trees.count {
      let (a, b, c, d) = unsafe (
        trees[unchecked: tree], trees[unchecked: tree &+ 1], trees[unchecked: tree &+ 2], trees[unchecked: tree &+ 3]
      )
      var (i, j, k, l) = (a.root, b.root, c.root, d.root)
      for _ in 0..<max(max(a.depth, b.depth), max(c.depth, d.depth)) {
        i = next(i, nodes, row)
        j = next(j, nodes, row)
        k = next(k, nodes, row)
        l = next(l, nodes, row)
      }
      add(i, nodes, to: Int(a.group), of: &margins)
      add(j, nodes, to: Int(b.group), of: &margins)
      add(k, nodes, to: Int(c.group), of: &margins)
      add(l, nodes, to: Int(d.group), of: &margins)
      tree &+= 4
    }
    while tree < trees.count {
      let one = trees[tree]
      var i = one.root
      for _ in 0..<one.depth { i = next(i, nodes, row) }
      add(i, nodes, to: Int(one.group), of: &margins)
      tree &+= 1
    }
  }

  /// Features up to which the keys of a row are kept on the stack.
  private static let keyedFeatures = 128

  /// Writes the predictions of one row: margins through the objective's link.
  ///
  /// Shapes as in ``margins(of:into:)``.
  public func predictions(of row: Span<Float>, into predictions: inout MutableSpan<Float>) {
    margins(of: row, into: &predictions)
    objective.transform(&predictions)
  }

  /// Writes the margins of many rows.
  ///
  /// - Parameters:
  ///   - rows: shape (n, m), row by row.
  ///   - margins: receives shape (n, k).
  public func margins(ofRows rows: Span<Float>, into margins: inout MutableSpan<Float>) {
    precondition(
      featureCount > 0 && rows.count % featureCount == 0 && margins.count == rows.count / featureCount * groupCount,
      "whole rows of the model's shape")
    let count = rows.count / featureCount
    for row in 0..<count {
      for group in 0..<groupCount { margins[row * groupCount + group] = baseMargins[group] }
    }
    if let compact, featureCount <= CompactTrees.blockFeatures {
      return compact.add(rows, features: featureCount, groups: groupCount, self.trees.span, to: &margins)
    }
    let (nodes, trees) = (nodes.span, trees.span)
    var first = 0
    // A block of rows meets one tree after the other, so that a tree is fetched once per block.
    while first < count {
      let block = min(Self.blockSize, count - first)
      for tree in 0..<trees.count {
        let one = unsafe trees[unchecked: tree]
        var row = first
        while row + 4 <= first + block {
          add(one, rowsFrom: row, rows, nodes, to: &margins)
          row &+= 4
        }
        while row < first + block {
          var i = one.root
          let features = rows.extracting(row * featureCount..<(row + 1) * featureCount)
          for _ in 0..<one.depth { i = next(i, nodes, features) }
          add(i, nodes, to: row * groupCount + Int(one.group), of: &margins)
          row &+= 1
        }
      }
      first += block
    }
  }

  /// Rows that share a pass over the trees.
  private static let blockSize = 64

  /// One tree for four rows.
  @inline(__always)
  private func add(
    _ tree: Tree, rowsFrom row: Int, _ rows: Span<Float>, _ nodes: Span<TreeNode>, to margins: inout MutableSpan<Float>
  ) {
    let m = featureCount
    let (a, b) = (rows.extracting(row * m..<(row + 1) * m), rows.extracting((row + 1) * m..<(row + 2) * m))
    let (c, d) = (rows.extracting((row + 2) * m..<(row + 3) * m), rows.extracting((row + 3) * m..<(row + 4) * m))
    var (i, j, k, l) = (tree.root, tree.root, tree.root, tree.root)
    for _ in 0..<tree.depth {
      i = next(i, nodes, a)
      j = next(j, nodes, b)
      k = next(k, nodes, c)
      l = next(l, nodes, d)
    }
    let place = row * groupCount + Int(tree.group)
    add(i, nodes, to: place, of: &margins)
    add(j, nodes, to: place + groupCount, of: &margins)
    add(k, nodes, to: place + 2 * groupCount, of: &margins)
    add(l, nodes, to: place + 3 * groupCount, of: &margins)
  }

  @inline(__always)
  private func add(_ leaf: Int32, _ nodes: Span<TreeNode>, to place: Int, of margins: inout MutableSpan<Float>) {
    margins[place] += unsafe nodes[unchecked: Int(leaf)].leafValue
  }

  /// The child that a row goes to; a leaf stays where it is.
  ///
  /// Indices of nodes and features were checked when the model was read.
  @inline(__always)
  func next(_ index: Int32, _ nodes: Span<TreeNode>, _ row: Span<Float>) -> Int32 {
    let node = unsafe nodes[unchecked: Int(index)]
    let value = unsafe row[unchecked: Int(node.feature & TreeNode.featureMask)]
    let isCategorical = node.feature & TreeNode.isCategorical != 0
    if isCategorical { return node.left + (goesRight(value, node) ? 1 : 0) }
    let missingGoesRight = node.feature & TreeNode.missingGoesLeft == 0
    // Neither operand is skipped, so that no branch depends on what is rarely foreseen.
    let isAbove: Int32 = value >= node.threshold ? 1 : 0
    let isMissing: Int32 = value.isNaN && missingGoesRight ? 1 : 0
    return node.left &+ (isAbove | isMissing)
  }

  /// Whether a category goes right: those of the node's set do, and none that it does not know.
  private func goesRight(_ value: Float, _ node: TreeNode) -> Bool {
    let missingGoesRight = node.feature & TreeNode.missingGoesLeft == 0
    guard !value.isNaN else { return missingGoesRight }
    let start = Int(node.payload)
    let words = Int(categorySets[start])
    guard value >= 0, value < Float(words * 32) else { return false }
    let category = Int(value)
    return categorySets[start + 1 + category / 32] >> UInt32(category % 32) & 1 != 0
  }
}
