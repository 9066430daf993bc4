/// The range of features that was seen in training, and how far outside of it a cycle lies.
public struct SeenRange: Hashable, Sendable {
  /// Columns of the schema.
  let columns: [Int]
  /// Lowest and highest value and standard deviation of each column, shape (m).
  let lows, highs, deviations: [Double]
  /// Largest distance that still counts as seen.
  var limit: Double

  /// Smallest limit: a tenth of a standard deviation in the root mean square over all features.
  static let limitMinimum = 0.1

  init(columns: [Int], lows: [Double], highs: [Double], deviations: [Double], limit: Double) {
    (self.columns, self.lows, self.highs) = (columns, lows, highs)
    (self.deviations, self.limit) = (deviations, limit)
  }

  /// The range of some rows; values that are missing say nothing.
  init(_ matrix: HydraulicFeatureMatrix, columns: [Int], rows: [Int]) {
    self.columns = columns
    var (lows, highs, deviations) = ([Double](), [Double](), [Double]())
    for column in columns {
      let values = rows.map { matrix[$0, column] }.filter(\.isFinite)
      let mean = values.reduce(0, +) / Double(max(values.count, 1))
      let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(values.count, 1))
      lows.append(values.min() ?? 0)
      highs.append(values.max() ?? 0)
      deviations.append(square.squareRoot())
    }
    (self.lows, self.highs, self.deviations) = (lows, highs, deviations)
    limit = Self.limitMinimum
  }

  /// How far each feature lies outside, in standard deviations; 0 inside, and where the feature is missing.
  func excesses(_ row: [Double]) -> [Double] {
    columns.indices.map { index in
      let value = row[columns[index]]
      guard value.isFinite, deviations[index] > 0 else { return 0 }
      return max(lows[index] - value, value - highs[index], 0) / deviations[index]
    }
  }

  /// Root mean square of the excesses.
  func distance(_ row: [Double]) -> Double {
    let excesses = excesses(row)
    return (excesses.reduce(0) { $0 + $1 * $1 } / Double(max(excesses.count, 1))).squareRoot()
  }
}
