/// LU factorizations of I − hₗM for eight sizes hₗ at once, of which four are in use.
///
/// All share their pivots, chosen by the sum of the magnitudes of the candidates in a row: the matrices differ in h
/// alone, so what is a good pivot for one is no bad one for the others. Meant for dimensions up to a few dozen.
struct ColumnFactorization {
  let dimension: Int
  /// The matrices in use and those that wait, stored as in ``LUFactorization``, a matrix per lane.
  private var elements, waiting: [Quad]
  /// Row of the original matrix that went to each position.
  private var order: [Int]
  /// 1/size of the unknown of each row.
  private let rowWeights: [Double]

  /// - Parameter sizes: typical size of each unknown, shape (n), for choosing pivots; see ``LUFactorization``.
  init(dimension: Int, sizes: [Double]) {
    self.dimension = dimension
    rowWeights = pivotWeights(dimension: dimension, sizes: sizes)
    elements = Array(repeating: Quad(0), count: dimension * dimension)
    waiting = elements
    order = Array(0..<dimension)
  }

  /// Factorizes I − h M for the eight sizes, with M the first n rows of `matrix`, row by row with n columns.
  ///
  /// - Returns: whether the pivots are finite and not zero, those of all sizes together; a single one that is not
  ///   shows in solutions that are not finite.
  mutating func factorize(identityMinus sizes: Quad, _ waitingSizes: Quad, times matrix: [Double]) -> Bool {
    precondition(matrix.count >= dimension * dimension, "a square matrix")
    Self.fill(&elements, identityMinus: sizes, times: matrix, dimension: dimension)
    Self.fill(&waiting, identityMinus: waitingSizes, times: matrix, dimension: dimension)
    for i in 0..<dimension { order[i] = i }
    let weights = rowWeights
    // Literal dimensions let the compiler unroll the loops.
    return switch dimension {
    case 4: Self.factorize(&elements, &waiting, order: &order, weights, dimension: 4)
    case 5: Self.factorize(&elements, &waiting, order: &order, weights, dimension: 5)
    default: Self.factorize(&elements, &waiting, order: &order, weights, dimension: dimension)
    }
  }

  /// Puts the waiting matrix of one lane, 1 … 3, in use.
  mutating func change(lane: Int) {
    Self.change(lane, of: &elements, to: waiting)
  }

  /// Writes the solutions for the right-hand sides `sizes` · `b`, lane by lane, to n elements of `x` from `first` on,
  /// then those elements that follow: `sizes` · (`b` + `matrix` (solution)).
  ///
  /// - Parameter matrix: shape (number of elements of b, n) row by row; its first n rows are skipped.
  func solve(_ b: [Quad], into x: inout [Quad], at first: Int, sizes: Quad, rows matrix: [Double]) {
    let (n, count) = (dimension, b.count)
    precondition(
      count >= n && first >= 0 && x.count >= first + count && (count == n || matrix.count == count * n),
      "vectors and a matrix of the dimension of the factorization")
    var result = x.mutableSpan
    switch n {
    case 4: substitute(b.span, sizes, &result, at: first, dimension: 4)
    case 5: substitute(b.span, sizes, &result, at: first, dimension: 5)
    case 6: substitute(b.span, sizes, &result, at: first, dimension: 6)
    default: substitute(b.span, sizes, &result, at: first, dimension: n)
    }
    let (right, rows) = (b.span, matrix.span)
    var element = n &* n
    var i = n
    while i < count {
      var sum = unsafe right[unchecked: i]
      for j in 0..<n { sum = unsafe sum + rows[unchecked: element &+ j] * result[unchecked: first &+ j] }
      unsafe result[unchecked: first &+ i] = sizes * sum
      element &+= n
      i &+= 1
    }
  }

  @inline(__always)
  private func substitute(
    _ right: Span<Quad>, _ sizes: Quad, _ result: inout MutableSpan<Quad>, at first: Int, dimension n: Int
  ) {
    let order = order.span
    Integrators.substitute(elements.span, at: 0, into: &result, at: first, dimension: n) {
      unsafe sizes * right[unchecked: order[unchecked: $0]]
    }
  }
}

extension ColumnFactorization {
  private static func change(_ lane: Int, of elements: inout [Quad], to waiting: [Quad]) {
    precondition(elements.count == waiting.count, "matrices of one dimension")
    let source = waiting.span
    var target = elements.mutableSpan
    for i in 0..<source.count { unsafe target[unchecked: i].lanes[lane] = source[unchecked: i][lane] }
  }

  private static func fill(
    _ elements: inout [Quad], identityMinus sizes: Quad, times matrix: [Double], dimension n: Int
  ) {
    precondition(matrix.count >= n * n && elements.count == n * n, "a square matrix")
    let source = matrix.span
    var a = elements.mutableSpan
    let factor = -sizes
    for i in 0..<(n &* n) { unsafe a[unchecked: i] = factor * source[unchecked: i] }
    for i in 0..<n { unsafe a[unchecked: i &* (n &+ 1)] = a[unchecked: i &* (n &+ 1)] + 1 }
  }

  @inline(__always)
  private static func factorize(
    _ elements: inout [Quad], _ waiting: inout [Quad], order: inout [Int], _ weights: [Double], dimension n: Int
  ) -> Bool {
    precondition(
      elements.count == n * n && waiting.count == n * n && order.count == n && weights.count == n, "square matrices")
    var a = elements.mutableSpan
    var b = waiting.mutableSpan
    for k in 0..<n {
      let top = k &* n
      var pivotRow = k
      var largest = 0.0
      for i in k..<n {
        let (first, second) = unsafe (a[unchecked: i &* n &+ k], b[unchecked: i &* n &+ k])
        let candidate = (first.magnitude + second.magnitude).sum * weights[order[i]]
        if candidate > largest { (largest, pivotRow) = (candidate, i) }
      }
      guard largest > 0, largest.isFinite else { return false }
      if pivotRow != k {
        order.swapAt(k, pivotRow)
        for j in 0..<n {
          a.swapAt(top &+ j, pivotRow &* n &+ j)
          b.swapAt(top &+ j, pivotRow &* n &+ j)
        }
      }
      eliminate(&a, k, dimension: n)
      eliminate(&b, k, dimension: n)
    }
    return true
  }

  /// Eliminates column k below its pivot, and divides the pivot's row by it.
  @inline(__always)
  private static func eliminate(_ a: inout MutableSpan<Quad>, _ k: Int, dimension n: Int) {
    let top = k &* n
    let reciprocal = unsafe 1 / a[unchecked: top &+ k]
    unsafe a[unchecked: top &+ k] = reciprocal
    var i = k &+ 1
    while i < n {
      let row = i &* n
      i &+= 1
      let multiplier = unsafe a[unchecked: row &+ k] * reciprocal
      unsafe a[unchecked: row &+ k] = multiplier
      var j = k &+ 1
      while j < n {
        unsafe a[unchecked: row &+ j] = a[unchecked: row &+ j] - multiplier * a[unchecked: top &+ j]
        j &+= 1
      }
    }
    var j = k &+ 1
    while j < n {
      unsafe a[unchecked: top &+ j] = a[unchecked: top &+ j] * reciprocal
      j &+= 1
    }
  }
}
