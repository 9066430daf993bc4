/// A symmetric positive definite matrix, and equations with it.
struct SymmetricMatrix {
  let dimension: Int
  /// Row by row; only the lower triangle is used.
  var elements: [Double]

  /// ZᵀZ of rows Z, shape (n, m).
  init(scatterOf rows: [Double], columns: Int) {
    dimension = columns
    elements = [Double](repeating: 0, count: columns * columns)
    let count = rows.count / columns
    var sums = elements.mutableSpan
    let values = rows.span
    var row = 0
    // Four rows at a time: the matrix passes through the cache once for all of them.
    while row < count {
      let last = count - 1
      let (a, b, c, d) = (
        row * columns, min(row + 1, last) * columns, min(row + 2, last) * columns, min(row + 3, last) * columns
      )
      let (hasB, hasC, hasD) = (row + 1 < count ? 1.0 : 0, row + 2 < count ? 1.0 : 0, row + 3 < count ? 1.0 : 0)
      for i in 0..<columns {
        let x = unsafe values[unchecked: a &+ i]
        let y = unsafe values[unchecked: b &+ i] * hasB
        let z = unsafe values[unchecked: c &+ i] * hasC
        let w = unsafe values[unchecked: d &+ i] * hasD
        let start = i &* columns
        for j in 0...i {
          unsafe sums[unchecked: start &+ j] +=
            x * values[unchecked: a &+ j] + y * values[unchecked: b &+ j]
            + (z * values[unchecked: c &+ j] + w * values[unchecked: d &+ j])
        }
      }
      row += 4
    }
  }

  /// Sum of the diagonal.
  var trace: Double { (0..<dimension).reduce(0) { $0 + elements[$1 * dimension + $1] } }

  /// Multiplies by a factor and adds to the diagonal.
  mutating func scale(by factor: Double, addingToDiagonal addend: Double) {
    for i in elements.indices { elements[i] *= factor }
    for i in 0..<dimension { elements[i * dimension + i] += addend }
  }

  /// Solves for several right-hand sides, by Cholesky's factorization.
  ///
  /// - Returns: as many solutions; `nil` when the matrix is not positive definite.
  consuming func solve(_ sides: [[Double]]) -> [[Double]]? {
    let n = dimension
    var factor = elements
    for i in 0..<n {
      for j in 0...i {
        let (first, second) = (i * n, j * n)
        let sum = factor[first + j] - Self.product(factor.span, first, second, count: j)
        if i == j {
          guard sum > 0, sum.isFinite else { return nil }
          factor[first + j] = sum.squareRoot()
        } else {
          factor[first + j] = sum / factor[second + j]
        }
      }
    }
    return sides.map { side in
      var x = side
      for i in 0..<n {
        for k in 0..<i { x[i] -= factor[i * n + k] * x[k] }
        x[i] /= factor[i * n + i]
      }
      for i in (0..<n).reversed() {
        for k in i + 1..<n { x[i] -= factor[k * n + i] * x[k] }
        x[i] /= factor[i * n + i]
      }
      return x
    }
  }

  /// Σ values[first + k] · values[second + k] over k < count
  private static func product(_ values: Span<Double>, _ first: Int, _ second: Int, count: Int) -> Double {
    var sum = 0.0
    for k in 0..<count { unsafe sum += values[unchecked: first &+ k] * values[unchecked: second &+ k] }
    return sum
  }
}
