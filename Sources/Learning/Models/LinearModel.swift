internal import RealModule

/// A linear model of standardized features with a penalty on the squares of its coefficients: what a model of trees is
/// to be compared with.
///
/// Features are brought to mean 0 and standard deviation 1 over the training rows; a missing value counts as the mean.
/// Numbers are fitted by ridge regression, classes by multinomial logistic regression.
///
/// - Reference: A. E. Hoerl, R. W. Kennard, Technometrics 12 (1970) 55; D. Böhning, Ann. Inst. Statist. Math. 44
///   (1992) 197 for the bound by which the logistic loss is minimized.
public struct LinearModel: Hashable, Sendable {
  /// Features m and outputs k: 1 for a number, else one per class.
  public let featureCount, outputCount: Int
  let means, scales: [Double]
  /// Shape (k, m + 1), the intercept last.
  let coefficients: [Double]

  /// Fits numbers.
  ///
  /// - Parameters:
  ///   - rows: shape (n, m), row by row; NaN is missing.
  ///   - penalty: > 0; relative to the number of rows, 1 halves a coefficient of an uncorrelated feature.
  /// - Returns: `nil` of no rows.
  public init?(rows: [Float], columns: Int, labels: [Double], penalty: Double) {
    guard let standard = Standardized(rows, columns: columns), !labels.isEmpty else { return nil }
    let n = Double(labels.count)
    let mean = labels.reduce(0, +) / n
    var right = Array(repeating: 0.0, count: columns)
    for (row, label) in labels.enumerated() {
      for j in 0..<columns { right[j] += standard.values[row * columns + j] * (label - mean) }
    }
    guard let factor = CholeskyFactor(standard.products(scale: 1), columns, ridge: penalty * n) else { return nil }
    factor.solve(&right)
    (featureCount, outputCount) = (columns, 1)
    (means, scales) = (standard.means, standard.scales)
    coefficients = right + [mean]
  }

  /// Fits classes 0 ..< `classes`.
  ///
  /// - Returns: `nil` of no rows.
  public init?(rows: [Float], columns: Int, labels: [Int], classes: Int, penalty: Double, iterations: Int = 300) {
    guard let standard = Standardized(rows, columns: columns), !labels.isEmpty, classes > 1 else { return nil }
    let n = Double(labels.count)
    let ridge = penalty * n / 4
    // Half of XᵀX bounds the curvature of the loss for every class.
    guard let factor = CholeskyFactor(standard.products(scale: 0.5), columns, ridge: ridge) else { return nil }
    var coefficients = Array(repeating: 0.0, count: classes * (columns + 1))
    var gradient = Array(repeating: 0.0, count: classes * columns)
    var offsets = Array(repeating: 0.0, count: classes)
    for _ in 0..<iterations {
      for c in 0..<classes {
        for j in 0..<columns { gradient[c * columns + j] = -ridge * coefficients[c * (columns + 1) + j] }
        offsets[c] = 0
      }
      for (row, label) in labels.enumerated() {
        let x = standard.values[row * columns..<(row + 1) * columns]
        let p = Self.softmax(Self.scores(x, coefficients, classes))
        for c in 0..<classes {
          let error = (c == label ? 1 : 0) - p[c]
          offsets[c] += error
          for (j, value) in x.enumerated() { gradient[c * columns + j] += error * value }
        }
      }
      var largest = 0.0
      for c in 0..<classes {
        var step = Array(gradient[c * columns..<(c + 1) * columns])
        factor.solve(&step)
        for j in 0..<columns { coefficients[c * (columns + 1) + j] += step[j] }
        let shift = offsets[c] / (0.5 * n)
        coefficients[c * (columns + 1) + columns] += shift
        largest = max(largest, step.reduce(abs(shift)) { max($0, abs($1)) })
      }
      if largest < 1e-4 { break }
    }
    (featureCount, outputCount) = (columns, classes)
    (means, scales) = (standard.means, standard.scales)
    self.coefficients = coefficients
  }

  /// The number predicted for a row, or the probability of each class.
  public func callAsFunction(_ row: ArraySlice<Float>) -> [Double] {
    precondition(row.count == featureCount, "a row of the model's shape")
    var x = Array(repeating: 0.0, count: featureCount)
    for (j, value) in row.enumerated() where !value.isNaN { x[j] = (Double(value) - means[j]) * scales[j] }
    let scores = Self.scores(x[...], coefficients, outputCount)
    return outputCount == 1 ? scores : Self.softmax(scores)
  }

  private static func scores(_ x: ArraySlice<Double>, _ coefficients: [Double], _ outputs: Int) -> [Double] {
    let width = x.count + 1
    return (0..<outputs).map { c in
      var sum = coefficients[c * width + width - 1]
      for (j, value) in x.enumerated() { sum += coefficients[c * width + j] * value }
      return sum
    }
  }

  private static func softmax(_ scores: [Double]) -> [Double] {
    let largest = scores.max() ?? 0
    let powers = scores.map { Double.exp($0 - largest) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }
}

/// Rows with every feature at mean 0 and standard deviation 1, missing values at 0.
private struct Standardized {
  let columns: Int
  let values: [Double]
  let means: [Double]
  /// 1/standard deviation; 0 for a feature that does not vary.
  let scales: [Double]

  init?(_ rows: [Float], columns: Int) {
    guard columns > 0, !rows.isEmpty, rows.count % columns == 0 else { return nil }
    var (sums, counts) = (Array(repeating: 0.0, count: columns), Array(repeating: 0.0, count: columns))
    for (index, value) in rows.enumerated() where !value.isNaN {
      sums[index % columns] += Double(value)
      counts[index % columns] += 1
    }
    let means = zip(sums, counts).map { $1 > 0 ? $0 / $1 : 0 }
    var squares = Array(repeating: 0.0, count: columns)
    for (index, value) in rows.enumerated() where !value.isNaN {
      let deviation = Double(value) - means[index % columns]
      squares[index % columns] += deviation * deviation
    }
    let scales = zip(zip(squares, counts), means).map { pair, mean in
      let deviation = pair.1 > 0 ? (pair.0 / pair.1).squareRoot() : 0
      // A feature that varies by rounding alone does not vary.
      return deviation > 1e-9 * max(abs(mean), 1e-300) ? 1 / deviation : 0
    }
    self.columns = columns
    self.means = means
    self.scales = scales
    values = rows.enumerated().map { index, value in
      value.isNaN ? 0 : (Double(value) - means[index % columns]) * scales[index % columns]
    }
  }

  /// scale · XᵀX, the lower triangle row by row.
  func products(scale: Double) -> [Double] {
    var products = Array(repeating: 0.0, count: columns * columns)
    for row in stride(from: 0, to: values.count, by: columns) {
      for i in 0..<columns {
        let x = scale * values[row + i]
        guard x != 0 else { continue }
        for j in 0...i { products[i * columns + j] += x * values[row + j] }
      }
    }
    return products
  }
}

/// L with L·Lᵀ = A + ridge · I.
private struct CholeskyFactor {
  private var factor: [Double]
  private let size: Int

  /// - Parameter matrix: the lower triangle of A, row by row.
  init?(_ matrix: [Double], _ size: Int, ridge: Double) {
    factor = matrix
    self.size = size
    for i in 0..<size {
      for j in 0...i {
        var sum = factor[i * size + j] + (i == j ? ridge : 0)
        for k in 0..<j { sum -= factor[i * size + k] * factor[j * size + k] }
        if i == j {
          guard sum > 0 else { return nil }
          factor[i * size + i] = sum.squareRoot()
        } else {
          factor[i * size + j] = sum / factor[j * size + j]
        }
      }
    }
  }

  func solve(_ right: inout [Double]) {
    for i in 0..<size {
      for k in 0..<i { right[i] -= factor[i * size + k] * right[k] }
      right[i] /= factor[i * size + i]
    }
    for i in (0..<size).reversed() {
      for k in i + 1..<size { right[i] -= factor[k * size + i] * right[k] }
      right[i] /= factor[i * size + i]
    }
  }
}
