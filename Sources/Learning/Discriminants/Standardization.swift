/// Mean and scale of each column, so that columns of different units can be weighed together.
package struct Standardization: Hashable, Sendable {
  /// Shape (m).
  package let means, scales: [Double]

  package init(means: [Double], scales: [Double]) {
    precondition(means.count == scales.count, "a scale for each mean")
    self.means = means
    self.scales = scales
  }

  /// Of the given rows; a column that does not vary gets the scale of its rounding, and so no weight.
  ///
  /// - Parameters:
  ///   - values: shape (n, m), row by row.
  ///   - columns: m.
  package init(_ values: [Double], columns: Int) {
    let rows = values.count / columns
    var means = [Double](repeating: 0, count: columns)
    var squares = means
    for row in 0..<rows { for column in 0..<columns { means[column] += values[row * columns + column] } }
    for column in 0..<columns { means[column] /= Double(max(rows, 1)) }
    for row in 0..<rows {
      for column in 0..<columns {
        let deviation = values[row * columns + column] - means[column]
        squares[column] += deviation * deviation
      }
    }
    self.means = means
    scales = zip(squares, means).map { square, mean in
      let scale = (square / Double(max(rows, 1))).squareRoot()
      return scale > 1e-9 * max(abs(mean), 1e-3) ? scale : .infinity
    }
  }

  /// The rows in units of the scales about the means.
  package func callAsFunction(_ values: [Double]) -> [Double] {
    let columns = means.count
    return values.enumerated().map { ($1 - means[$0 % columns]) / scales[$0 % columns] }
  }
}
