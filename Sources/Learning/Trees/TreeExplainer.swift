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
  /// 1 / n by n; 0 by 0.
  private let inverses: [Double]

  /// A feature of the path, how much of the walk goes on while it is unknown, whether it goes on when it is known, and
  /// the weight of subsets.
  private struct Step: Sendable {
    var feature: Int32 = -1
    var isTaken = true
    var share = 1.0
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
    inverses = [0] + (1...Int(deepest + 2)).map { 1 / Double($0) }
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
    let (ensemble, shares, inverses) = (ensemble, leftShares, inverses)
    var steps = path.mutableSpan
    for index in ensemble.trees.indices {
      let tree = ensemble.trees[index]
      guard tree.depth > 0, only == nil || Int(tree.group) == only else { continue }
      Self.walk(
        ensemble, shares.span, inverses.span, tree.root, &steps, from: 0, length: 0, Step(), row,
        Int(tree.group) * (m + 1), &contributions)
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
  private static func walk(
    _ ensemble: TreeEnsemble, _ shares: Span<Double>, _ inverses: Span<Double>, _ index: Int32,
    _ path: inout MutableSpan<Step>, from start: Int, length: Int, _ step: Step, _ row: Span<Float>, _ place: Int,
    _ contributions: inout MutableSpan<Double>
  ) {
    // Each level has the path in a place of its own, so that going back up needs no undoing.
    let own = start + length
    for i in 0..<length { path[own + i] = path[start + i] }
    extend(&path, own, length, step, inverses)
    var length = length + 1
    let node = ensemble.nodes[Int(index)]
    guard node.left != index else {
      return arrive(path.span, own, length, Double(node.leafValue), inverses, place, &contributions)
    }
    let feature = Int32(node.feature & TreeNode.featureMask)
    var (share, isTaken) = (1.0, true)
    // A feature met before counts once: its earlier step leaves the path.
    if let earlier = (1..<length).first(where: { path[own + $0].feature == feature }) {
      (share, isTaken) = (path[own + earlier].share, path[own + earlier].isTaken)
      unwind(&path, own, length, earlier, inverses)
      length -= 1
    }
    let hot = ensemble.next(index, ensemble.nodes.span, row)
    let left = shares[Int(index)]
    for child in node.left...node.left + 1 {
      let part = child == node.left ? left : 1 - left
      let step = Step(feature: feature, isTaken: isTaken && child == hot, share: share * part)
      walk(ensemble, shares, inverses, child, &path, from: own, length: length, step, row, place, &contributions)
    }
  }

  /// Gives each feature of a path its part of a leaf's value.
  private static func arrive(
    _ path: Span<Step>, _ start: Int, _ length: Int, _ value: Double, _ inverses: Span<Double>, _ place: Int,
    _ contributions: inout MutableSpan<Double>
  ) {
    // Whoever does not come here when it is known takes away what came while it was unknown: the same for each of them.
    var lost = 0.0
    for i in 0..<length - 1 { lost += path[start + i].weight * inverses[length - 1 - i] }
    lost *= Double(length) * value
    for i in 1..<length {
      let step = path[start + i]
      if step.isTaken {
        contributions[place + Int(step.feature)] +=
          unwoundSum(path, start, length, step.share, inverses) * (1 - step.share) * value
      } else {
        contributions[place + Int(step.feature)] -= lost
      }
    }
  }

  /// Adds a step to the path and weighs the subsets of its features anew.
  private static func extend(
    _ path: inout MutableSpan<Step>, _ start: Int, _ length: Int, _ step: Step, _ inverses: Span<Double>
  ) {
    path[start + length] = step
    path[start + length].weight = length == 0 ? 1 : 0
    for i in stride(from: length - 1, through: 0, by: -1) {
      let weight = path[start + i].weight * inverses[length + 1]
      if step.isTaken { path[start + i + 1].weight += weight * Double(i + 1) }
      path[start + i].weight = step.share * weight * Double(length - i)
    }
  }

  /// Takes a step out of the path as if it had never been added.
  private static func unwind(
    _ path: inout MutableSpan<Step>, _ start: Int, _ length: Int, _ place: Int, _ inverses: Span<Double>
  ) {
    let last = length - 1
    let (share, isTaken) = (path[start + place].share, path[start + place].isTaken)
    var next = path[start + last].weight
    for i in stride(from: last - 1, through: 0, by: -1) {
      if isTaken {
        let (before, weight) = (path[start + i].weight, next * inverses[i + 1])
        path[start + i].weight = weight * Double(length)
        next = before - weight * share * Double(last - i)
      } else if share != 0 {
        path[start + i].weight *= Double(length) * inverses[last - i] / share
      } else {
        // Nothing arrives here either way.
        path[start + i].weight = 0
      }
    }
    for i in place..<last {
      let weight = path[start + i].weight
      path[start + i] = path[start + i + 1]
      path[start + i].weight = weight
    }
  }

  /// Sum of the weights that the path would have without a step that is taken and has this share.
  private static func unwoundSum(
    _ path: Span<Step>, _ start: Int, _ length: Int, _ share: Double, _ inverses: Span<Double>
  ) -> Double {
    let last = length - 1
    var next = path[start + last].weight
    var total = 0.0
    for i in stride(from: last - 1, through: 0, by: -1) {
      let weight = next * inverses[i + 1]
      total += weight
      next = path[start + i].weight - weight * share * Double(last - i)
    }
    return total * Double(length)
  }
}
