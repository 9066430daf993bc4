/// The directions in which standardized features vary most.
struct PrincipalComponents: Hashable, Sendable {
  /// Share of the variance that is kept, and components at most.
  static let (share, countMaximum) = (0.8, 24)

  /// Unit vectors, the strongest first, shape (c, p).
  let components: [[Double]]
  /// Share of the variance of each.
  let shares: [Double]

  init(components: [[Double]], shares: [Double]) {
    self.components = components
    self.shares = shares
  }

  /// Of a matrix of correlations or covariances, shape (p, p).
  init(_ matrix: [[Double]]) {
    let (values, vectors) = Self.eigen(matrix)
    let order = values.indices.sorted { values[$0] > values[$1] }
    let total = max(values.reduce(0) { $0 + max($1, 0) }, .leastNormalMagnitude)
    var components: [[Double]] = []
    var shares: [Double] = []
    var sum = 0.0
    for index in order where sum < Self.share && components.count < Self.countMaximum && values[index] > 0 {
      components.append(vectors.map { $0[index].rounded(digits: 6) })
      shares.append(values[index] / total)
      sum += values[index] / total
    }
    self.init(components: components, shares: shares)
  }

  /// Mean square of what the components cannot tell of a standardized row.
  func error(of row: Span<Double>) -> Double {
    var rest = 0.0
    for index in row.indices { rest += row[index] * row[index] }
    for component in components {
      var projection = 0.0
      for index in row.indices { projection += component[index] * row[index] }
      rest -= projection * projection
    }
    return max(rest, 0) / Double(max(row.count, 1))
  }

  /// Eigenvalues and eigenvectors (in columns) of a symmetric matrix by the cyclic method of Jacobi.
  private static func eigen(_ matrix: [[Double]]) -> (values: [Double], vectors: [[Double]]) {
    let count = matrix.count
    var a = matrix.flatMap { $0 }
    var v = (0..<count * count).map { $0 / max(count, 1) == $0 % max(count, 1) ? 1.0 : 0 }
    for _ in 0..<30 {
      var off = 0.0
      for i in 0..<count { for j in i + 1..<max(count, i + 1) { off += a[i * count + j] * a[i * count + j] } }
      guard off > 1e-18 * Double(count * count) else { break }
      for p in 0..<max(count - 1, 0) {
        for q in p + 1..<count where abs(a[p * count + q]) > 1e-12 {
          let theta = (a[q * count + q] - a[p * count + p]) / (2 * a[p * count + q])
          let t = (theta < 0 ? -1 : 1) / (abs(theta) + (theta * theta + 1).squareRoot())
          let c = 1 / (t * t + 1).squareRoot()
          rotate(&a, &v, p, q, count, cosine: c, sine: t * c)
        }
      }
    }
    return (
      (0..<count).map { a[$0 * count + $0] }, (0..<count).map { row in Array(v[row * count..<(row + 1) * count]) }
    )
  }

  private static func rotate(
    _ a: inout [Double], _ v: inout [Double], _ p: Int, _ q: Int, _ count: Int, cosine: Double, sine: Double
  ) {
    for k in 0..<count {
      let (left, right) = (a[k * count + p], a[k * count + q])
      a[k * count + p] = cosine * left - sine * right
      a[k * count + q] = sine * left + cosine * right
    }
    for k in 0..<count {
      let (upper, lower) = (a[p * count + k], a[q * count + k])
      a[p * count + k] = cosine * upper - sine * lower
      a[q * count + k] = sine * upper + cosine * lower
    }
    for k in 0..<count {
      let (left, right) = (v[k * count + p], v[k * count + q])
      v[k * count + p] = cosine * left - sine * right
      v[k * count + q] = sine * left + cosine * right
    }
  }
}
