/// A score for each of k classes, each linear in the features: what discriminants and regressions leave.
package struct LinearScores: Hashable, Sendable {
  /// How the outputs of the linear maps become scores.
  package enum Form: String, Hashable, Sendable, CaseIterable {
    /// One linear map a class: its score.
    case discriminant
    /// One linear map altogether: the level; the score of level j is −(level − j)²/2.
    case ordinal
  }

  package let form: Form
  package let standardization: Standardization
  /// Shape (o, m): a row for each output.
  package let weights: [[Double]]
  /// Shape (o).
  package let offsets: [Double]
  /// Number of classes k.
  package let classes: Int

  package init(
    form: Form, standardization: Standardization, weights: [[Double]], offsets: [Double], classes: Int
  ) {
    self.form = form
    self.standardization = standardization
    self.weights = weights
    self.offsets = offsets
    self.classes = classes
  }

  /// The scores of one row of m features; up to a factor, their differences are logarithms of odds.
  package func callAsFunction(_ features: [Double]) -> [Double] {
    let z = standardization(features)
    let outputs = zip(weights, offsets).map { weights, offset in
      var sum = offset
      for (weight, value) in zip(weights, z) where weight != 0 { sum += weight * value }
      return sum
    }
    switch form {
    case .discriminant: return outputs
    case .ordinal:
      return (0..<classes).map { level in
        let distance = outputs[0] - Double(level)
        return -distance * distance / 2
      }
    }
  }

  /// Linear discriminants with a common covariance that is shrunk toward a multiple of the identity.
  ///
  /// Classes count as equally frequent. A class without rows never wins.
  ///
  /// - Parameters:
  ///   - values: shape (n, m), row by row, finite.
  ///   - classes: the class of each row, 0 ..< k.
  ///   - shrinkage: share of the identity in the covariance of standardized features, 0 … 1.
  /// - Returns: `nil` when the covariance cannot be inverted.
  /// - Reference: T. Hastie, R. Tibshirani, J. Friedman, *The Elements of Statistical Learning* (2009), 4.3.1.
  package static func discriminant(
    _ values: [Double], columns: Int, classes: [Int], count: Int, shrinkage: Double
  ) -> LinearScores? {
    let standardization = Standardization(values, columns: columns)
    var z = standardization(values)
    var means = [[Double]](repeating: [Double](repeating: 0, count: columns), count: count)
    var rows = [Int](repeating: 0, count: count)
    for (row, label) in classes.enumerated() {
      rows[label] += 1
      for column in 0..<columns { means[label][column] += z[row * columns + column] }
    }
    for label in 0..<count where rows[label] > 0 {
      for column in 0..<columns { means[label][column] /= Double(rows[label]) }
    }
    for (row, label) in classes.enumerated() {
      for column in 0..<columns { z[row * columns + column] -= means[label][column] }
    }
    var covariance = SymmetricMatrix(scatterOf: z, columns: columns)
    let scale = (1 - shrinkage) / Double(max(classes.count, 1))
    let floor = shrinkage * covariance.trace / Double(max(classes.count, 1) * columns)
    covariance.scale(by: scale, addingToDiagonal: max(floor, 1e-12))
    guard let weights = covariance.solve(means) else { return nil }
    let offsets = (0..<count).map { label in
      rows[label] == 0
        ? -1e12 : -zip(means[label], weights[label]).reduce(0) { $0 + $1.0 * $1.1 } / 2
    }
    return LinearScores(
      form: .discriminant, standardization: standardization, weights: weights, offsets: offsets, classes: count)
  }

  /// Ridge regression of the level itself, for levels that are grades of one thing.
  ///
  /// - Parameter penalty: added to the diagonal of the correlations of the features, > 0.
  /// - Returns: `nil` when the equations cannot be solved.
  /// - Reference: A. E. Hoerl, R. W. Kennard, *Ridge regression*, Technometrics 12 (1970).
  package static func ordinal(
    _ values: [Double], columns: Int, levels: [Int], count: Int, penalty: Double
  ) -> LinearScores? {
    let standardization = Standardization(values, columns: columns)
    let z = standardization(values)
    let mean = Double(levels.reduce(0, +)) / Double(max(levels.count, 1))
    var side = [Double](repeating: 0, count: columns)
    for (row, level) in levels.enumerated() {
      let deviation = Double(level) - mean
      for column in 0..<columns { side[column] += z[row * columns + column] * deviation }
    }
    let scale = 1 / Double(max(levels.count, 1))
    var matrix = SymmetricMatrix(scatterOf: z, columns: columns)
    matrix.scale(by: scale, addingToDiagonal: penalty)
    guard let weights = matrix.solve([side.map { $0 * scale }]) else { return nil }
    return LinearScores(
      form: .ordinal, standardization: standardization, weights: weights, offsets: [mean], classes: count)
  }
}
