/// What each feature adds to a margin: Shapley values of a tree model.
///
/// The game is the path-dependent one: where a feature is not known, a walk goes both ways with the weights of the
/// training rows that went there. The contributions of a row and the bias add up to its margin. Results are those of
/// XGBoost's `pred_contribs` up to the rounding of its single precision; here sums are in double precision.
///
/// An explainer keeps the paths it walks: each thread takes a copy of its own.
///
/// - Reference: S. M. Lundberg, G. G. Erion, S.-I. Lee, *Consistent Individualized Feature Attribution for Tree
///   Ensembles* (arXiv:1802.03888), algorithm 2.
public struct TreeExplainer: Sendable {
  /// Deepest tree that is explained; the work grows with the square of the depth.
  static let depthMaximum: Int32 = 256

  public let ensemble: TreeEnsemble
  /// The margin of a row of which nothing is known, shape (k): base margin and mean of each tree over its rows.
  public let bias: [Double]
  /// Share of a node's training rows that went to its left child.
  private let leftShares: [Double]
  /// Splits on the way to each depth, depth by depth.
  private var path: [Step]

  /// A feature of the path, how much of the walk goes on with it unknown and known, and the weight of subsets.
  private struct Step: Sendable {
    var feature: Int32 = -1
    var zero = 1.0
    var one = 1.0
    var weight = 1.0
  }

  /// - Throws: ``ModelFileError`` of kind `unsupported` for a model that does not tell the weights of its nodes, or
  ///   with trees deeper than 256 levels.
  public init(_ ensemble: TreeEnsemble) throws(ModelFileError) {
    let deepest = ensemble.trees.map(\.depth).max() ?? 0
    guard deepest <= Self.depthMaximum else {
      throw TreeEnsemble.unsupported("model", "a tree of \(deepest) levels", "at most \(Self.depthMaximum) to explain")
    }
    var shares = Array(repeating: 0.0, count: ensemble.nodes.count)
    for (index, node) in ensemble.nodes.enumerated() where Int(node.left) != index {
      let (left, right) = (Double(ensemble.covers[Int(node.left)]), Double(ensemble.covers[Int(node.left) + 1]))
      guard left >= 0, right >= 0, left.isFinite, right.isFinite else {
        throw TreeEnsemble.unsupported("model", "nodes without weights of training rows", "sum_hessian of every node")
      }
      // A split that no training row reached divides evenly.
      shares[index] = left + right > 0 ? left / (left + right) : 0.5
    }
    self.ensemble = ensemble
    leftShares = shares
    path = Array(repeating: Step(), count: Int(deepest + 2) * Int(deepest + 3) / 2)
    bias = Self.bias(of: ensemble, shares)
  }

  private static func bias(of ensemble: TreeEnsemble, _ shares: [Double]) -> [Double] {
    var means = ensemble.nodes.map { Double($0.leafValue) }
    // Children stand behind their parents.
    for index in ensemble.nodes.indices.reversed() where Int(ensemble.nodes[index].left) != index {
      let left = Int(ensemble.nodes[index].left)
      means[index] = shares[index] * means[left] + (1 - shares[index]) * means[left + 1]
    }
    var bias = ensemble.baseMargins.map(Double.init)
    for tree in ensemble.trees { bias[Int(tree.group)] += means[Int(tree.root)] }
    return bias
  }
}

extension TreeExplainer {
  /// Writes what each feature adds to the margins of one row.
  ///
  /// - Parameters:
  ///   - row: the features, shape (m); NaN is missing.
  ///   - contributions: receives shape (k, m + 1): for each class the features' contributions, then the bias.
  ///   - only: the class that is wanted, 0 ..< k; all classes where `nil`. What the others receive is zero but for the
  ///     bias.
  /// - Complexity: leaves × depth² per tree; no allocation.
  public mutating func contributions(
    of row: Span<Float>, into contributions: inout MutableSpan<Double>, only: Int? = nil
  ) {
    let (m, k) = (ensemble.featureCount, ensemble.groupCount)
    precondition(row.count == m && contributions.count == k * (m + 1), "a row of the model's shape")
    for index in 0..<k * (m + 1) { contributions[index] = 0 }
    for group in 0..<k { contributions[group * (m + 1) + m] = bias[group] }
    for index in ensemble.trees.indices {
      let tree = ensemble.trees[index]
      guard tree.depth > 0, only == nil || Int(tree.group) == only else { continue }
      walk(
        tree.root, from: 0, length: 0, Step(feature: -1, zero: 1, one: 1), row, Int(tree.group) * (m + 1),
        &contributions)
    }
  }

  /// The mean size of each feature's contribution over rows, shape (k, m), in the unit of the margin.
  ///
  /// - Parameter rows: shape (n, m), row by row; of no rows all sizes are zero.
  public mutating func importance(ofRows rows: Span<Float>) -> [Double] {
    let (m, k) = (ensemble.featureCount, ensemble.groupCount)
    precondition(rows.count % m == 0, "whole rows of the model's shape")
    let count = rows.count / m
    var sizes = Array(repeating: 0.0, count: k * m)
    var one = Array(repeating: 0.0, count: k * (m + 1))
    for row in 0..<count {
      var target = one.mutableSpan
      contributions(of: rows.extracting(row * m..<(row + 1) * m), into: &target)
      for group in 0..<k {
        for feature in 0..<m { sizes[group * m + feature] += abs(one[group * (m + 1) + feature]) }
      }
    }
    return sizes.map { $0 / Double(max(count, 1)) }
  }

  /// Goes down from a node with the path so far, `length` steps from place `start`, and one step more.
  private mutating func walk(
    _ index: Int32, from start: Int, length: Int, _ step: Step, _ row: Span<Float>, _ place: Int,
    _ contributions: inout MutableSpan<Double>
  ) {
    // Each level has the path in a place of its own, so that going back up needs no undoing.
    let own = start + length
    for i in 0..<length { path[own + i] = path[start + i] }
    extend(own, length, step)
    var length = length + 1
    let node = ensemble.nodes[Int(index)]
    guard node.left != index else {
      for i in 1..<length {
        let step = path[own + i]
        let weight = unwoundSum(own, length, i)
        contributions[place + Int(step.feature)] += weight * (step.one - step.zero) * Double(node.leafValue)
      }
      return
    }
    let feature = Int32(node.feature & TreeNode.featureMask)
    var (zero, one) = (1.0, 1.0)
    // A feature met before counts once: its earlier step leaves the path.
    if let earlier = (1..<length).first(where: { path[own + $0].feature == feature }) {
      (zero, one) = (path[own + earlier].zero, path[own + earlier].one)
      unwind(own, length, earlier)
      length -= 1
    }
    let hot = ensemble.next(index, ensemble.nodes.span, row)
    let share = leftShares[Int(index)]
    for child in node.left...node.left + 1 {
      let part = child == node.left ? share : 1 - share
      walk(
        child, from: own, length: length, Step(feature: feature, zero: zero * part, one: child == hot ? one : 0), row,
        place, &contributions)
    }
  }

  /// Adds a step to the path and weighs the subsets of its features anew.
  private mutating func extend(_ start: Int, _ length: Int, _ step: Step) {
    path[start + length] = Step(feature: step.feature, zero: step.zero, one: step.one, weight: length == 0 ? 1 : 0)
    let count = Double(length + 1)
    for i in stride(from: length - 1, through: 0, by: -1) {
      path[start + i + 1].weight += step.one * path[start + i].weight * Double(i + 1) / count
      path[start + i].weight = step.zero * path[start + i].weight * Double(length - i) / count
    }
  }

  /// Takes a step out of the path as if it had never been added.
  private mutating func unwind(_ start: Int, _ length: Int, _ place: Int) {
    let last = length - 1
    let count = Double(length)
    let (zero, one) = (path[start + place].zero, path[start + place].one)
    var next = path[start + last].weight
    for i in stride(from: last - 1, through: 0, by: -1) {
      if one != 0 {
        let before = path[start + i].weight
        path[start + i].weight = next * count / (Double(i + 1) * one)
        next = before - path[start + i].weight * zero * Double(last - i) / count
      } else if zero != 0 {
        path[start + i].weight = path[start + i].weight * count / (zero * Double(last - i))
      } else {
        // Nothing arrives here either way.
        path[start + i].weight = 0
      }
    }
    for i in place..<last {
      path[start + i].feature = path[start + i + 1].feature
      path[start + i].zero = path[start + i + 1].zero
      path[start + i].one = path[start + i + 1].one
    }
  }

  /// Sum of the weights that the path would have without one of its steps.
  private func unwoundSum(_ start: Int, _ length: Int, _ place: Int) -> Double {
    let last = length - 1
    let count = Double(length)
    let (zero, one) = (path[start + place].zero, path[start + place].one)
    var next = path[start + last].weight
    var total = 0.0
    for i in stride(from: last - 1, through: 0, by: -1) {
      if one != 0 {
        let weight = next * count / (Double(i + 1) * one)
        total += weight
        next = path[start + i].weight - weight * zero * Double(last - i) / count
      } else if zero != 0 {
        total += path[start + i].weight * count / (zero * Double(last - i))
      }
    }
    return total
  }
}
