/// How well rows of two origins can be told apart by what they hold.
enum DomainClassifier {
  /// Rows of each origin that it takes at least; folds of the cross-validation.
  static let (rowMinimum, folds) = (20, 5)

  /// Area under the curve of receiver operation: of two rows, one from each origin, the share in which the classifier
  /// says rightly which is which. Cross-validated over stretches of neighboring rows.
  ///
  /// - Parameters:
  ///   - left: shape (p, n) in the order of time.
  ///   - right: shape (p, m).
  /// - Returns: the area, and the features by how much of the decisions rests on them.
  static func separation(_ left: [[Double]], _ right: [[Double]]) -> (area: Double, weights: [Double])? {
    let (n, m) = (left.first?.count ?? 0, right.first?.count ?? 0)
    guard n >= rowMinimum, m >= rowMinimum, left.count == right.count else { return nil }
    let columns = zip(left, right).map { $0 + $1 }
    let labels = Array(repeating: 0.0, count: n) + Array(repeating: 1.0, count: m)
    var margins = Array(repeating: 0.0, count: n + m)
    var weights = Array(repeating: 0.0, count: columns.count)
    for fold in 0..<folds {
      let first = n * fold / folds..<n * (fold + 1) / folds
      let second = n + m * fold / folds..<n + m * (fold + 1) / folds
      let rows = (0..<n + m).filter { !first.contains($0) && !second.contains($0) }
      let model = BoostedStumps(columns, labels, rows: rows, .logistic)
      for row in Array(first) + Array(second) { margins[row] = model.margin(columns, row: row) }
      for stump in model.stumps { weights[stump.feature] += abs(stump.right - stump.left) }
    }
    let total = max(weights.reduce(0, +), .leastNormalMagnitude)
    return (area(margins, labels), weights.map { $0 / total })
  }

  /// Share of pairs in which the row with label 1 has the greater margin; equal margins count half.
  static func area(_ margins: [Double], _ labels: [Double]) -> Double {
    let order = margins.indices.sorted { margins[$0] < margins[$1] }
    var (ranks, start) = (0.0, 0)
    while start < order.count {
      var end = start
      while end < order.count, margins[order[end]] == margins[order[start]] { end += 1 }
      let rank = Double(start + end + 1) / 2
      for place in start..<end where labels[order[place]] > 0.5 { ranks += rank }
      start = end
    }
    let ones = Double(labels.count { $0 > 0.5 })
    let zeros = Double(labels.count) - ones
    guard ones > 0, zeros > 0 else { return 0.5 }
    return (ranks - ones * (ones + 1) / 2) / (ones * zeros)
  }
}
