/// Checks trees as they are read and lays their nodes out for evaluation.
struct TreeLayout {
  /// Number of features.
  let features: Int
  private(set) var nodes: [TreeNode] = []
  private(set) var categorySets: [UInt32] = []
  /// Weight of the training rows that reached each node, beside `nodes`; NaN where the file does not tell.
  private(set) var covers: [Float] = []

  /// Deepest tree that is accepted.
  private static let depthMaximum = 10_000
  /// Categories are counted in single precision.
  private static let categoryMaximum: Int64 = 1 << 24 - 1

  init(features: Int) { self.features = features }

  /// One tree as the file lists it, element by element of its nodes.
  private struct Listing {
    let left, right, feature, missingGoesLeft, isCategorical: [Int]
    let condition: [Float]
    /// Sum of hessians by node; empty where the file has none.
    let cover: [Float]
    /// Position of the categories of a node in `categories`, by node.
    let categoriesOfNode: [Int: Range<Int>]
    let categories: [Int]
    let path: String
  }

  /// Adds a tree, breadth first.
  ///
  /// - Returns: index of its root and its depth, zero for a single leaf.
  mutating func append(_ tree: ModelField, limit: Int64) throws(ModelFileError) -> (root: Int, depth: Int) {
    let listing = try Self.listing(tree, limit: limit)
    let root = nodes.count
    guard Int64(root) + Int64(listing.left.count) <= limit else {
      throw TreeEnsemble.unsupported(tree.path, "more than \(limit) nodes", "a smaller model")
    }
    nodes.append(.leaf(0, at: root))
    covers.append(listing.cover.first ?? .nan)
    var level = [(listed: 0, place: root)]
    var depth = -1
    var isPlaced = Array(repeating: false, count: listing.left.count)
    isPlaced[0] = true
    while !level.isEmpty {
      depth += 1
      guard depth <= Self.depthMaximum else {
        throw TreeEnsemble.unsupported(tree.path, "more than \(Self.depthMaximum) levels", "a shallower tree")
      }
      var below: [(listed: Int, place: Int)] = []
      for (node, place) in level {
        guard listing.left[node] >= 0 else {
          nodes[place] = .leaf(listing.condition[node], at: place)
          continue
        }
        let left = nodes.count
        for child in [listing.left[node], listing.right[node]] {
          guard !isPlaced[child] else {
            throw ModelFileError(
              kind: .malformed, place: "\(listing.path).left_children", found: "node \(child) below two nodes",
              expected: "a tree")
          }
          isPlaced[child] = true
        }
        nodes.append(.leaf(0, at: left))
        nodes.append(.leaf(0, at: left + 1))
        covers.append(listing.cover.isEmpty ? .nan : listing.cover[listing.left[node]])
        covers.append(listing.cover.isEmpty ? .nan : listing.cover[listing.right[node]])
        nodes[place] = try split(node, of: listing, left: left)
        below.append((listing.left[node], left))
        below.append((listing.right[node], left + 1))
      }
      level = below
    }
    return (root, depth)
  }

  private mutating func split(_ node: Int, of tree: Listing, left: Int) throws(ModelFileError) -> TreeNode {
    // Nodes that pruning has removed stay in the lists with values of their own; only what is reached counts.
    guard (0..<features).contains(tree.feature[node]) else {
      throw ModelFileError(
        kind: .malformed, place: "\(tree.path).split_indices[\(node)]", found: "\(tree.feature[node])",
        expected: "0 … \(features - 1)")
    }
    var feature = UInt32(tree.feature[node])
    if tree.missingGoesLeft[node] != 0 { feature |= TreeNode.missingGoesLeft }
    guard tree.isCategorical[node] != 0 else {
      guard !tree.condition[node].isNaN else {
        throw ModelFileError(
          kind: .malformed, place: "\(tree.path).split_conditions[\(node)]", found: "NaN", expected: "a threshold")
      }
      return TreeNode(threshold: tree.condition[node], feature: feature, left: Int32(left), payload: 0)
    }
    guard let range = tree.categoriesOfNode[node] else {
      throw ModelFileError(
        kind: .malformed, place: "\(tree.path).categories_nodes", found: "no categories of node \(node)",
        expected: "those of every categorical node")
    }
    let members = tree.categories[range]
    let start = categorySets.count
    let words = (members.max() ?? 0) / 32 + 1
    categorySets.append(UInt32(words))
    categorySets.append(contentsOf: repeatElement(0, count: words))
    for category in members { categorySets[start + 1 + category / 32] |= 1 << UInt32(category % 32) }
    return TreeNode(
      threshold: 0, feature: feature | TreeNode.isCategorical, left: Int32(left), payload: UInt32(start))
  }

  private static func listing(
    _ tree: ModelField, limit: Int64
  ) throws(ModelFileError) -> Listing {
    let parameters = try tree.member("tree_param")
    let count = try parameters.member("num_nodes").integer(in: 1...Int(limit))
    if let vector = try parameters.optional("size_leaf_vector"), try vector.integer(in: 0...Int(limit)) > 1 {
      throw TreeEnsemble.unsupported(vector.path, "vector leaves", "one value per leaf")
    }
    let children = -1...Int64(count - 1)
    let left = try tree.member("left_children").integers(count: count, in: children)
    let right = try tree.member("right_children").integers(count: count, in: children)
    for node in 0..<count where (left[node] < 0) != (right[node] < 0) || left[node] == 0 || right[node] == 0 {
      throw ModelFileError(
        kind: .malformed, place: tree.path, found: "the children \(left[node]) and \(right[node]) of node \(node)",
        expected: "two children or none, never the root")
    }
    let isCategorical = try tree.optional("split_type")?.integers(count: count, in: 0...1)
    let (ofNode, categories) = try categories(tree, count: count)
    return Listing(
      left: left, right: right,
      feature: try tree.member("split_indices").integers(count: count, in: 0...Int64(UInt32.max)),
      missingGoesLeft: try tree.member("default_left").integers(count: count, in: 0...1),
      isCategorical: isCategorical ?? Array(repeating: 0, count: count),
      condition: try tree.member("split_conditions").numbers(count: count),
      cover: try tree.optional("sum_hessian")?.numbers(count: count) ?? [], categoriesOfNode: ofNode,
      categories: categories, path: tree.path)
  }

  private static func categories(
    _ tree: ModelField, count: Int
  ) throws(ModelFileError) -> (ofNode: [Int: Range<Int>], all: [Int]) {
    guard let listed = try tree.optional("categories") else { return ([:], []) }
    let all = try listed.integers(in: 0...categoryMaximum)
    let owners = try tree.member("categories_nodes").integers(in: 0...Int64(count - 1))
    let starts = try tree.member("categories_segments").integers(count: owners.count, in: 0...Int64(all.count))
    let sizes = try tree.member("categories_sizes").integers(count: owners.count, in: 0...Int64(all.count))
    var ofNode: [Int: Range<Int>] = [:]
    for (index, owner) in owners.enumerated() {
      guard starts[index] + sizes[index] <= all.count else {
        throw ModelFileError(
          kind: .malformed, place: "\(tree.path).categories_segments[\(index)]",
          found: "\(starts[index]) + \(sizes[index])", expected: "at most \(all.count)")
      }
      ofNode[owner] = starts[index]..<starts[index] + sizes[index]
    }
    return (ofNode, all)
  }
}
