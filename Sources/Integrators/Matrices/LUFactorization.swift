/// LU factorization with partial pivoting of one small dense matrix, in storage that is reused.
///
/// Meant for dimensions up to a few dozen: row by row, no blocking. In lanes, a matrix in each, all share their pivots.
package struct LUFactorization<Element: MatrixElement> {
  package let dimension: Int
  /// Multipliers below the diagonal, reciprocals of the pivots on it, and above it U with each row divided by its
  /// pivot: substitution then has no division or scaling between dependent operations.
  private var elements: [Element]
  /// Row of the original matrix that went to each position.
  private var order: [Int]
  /// 1/size of the unknown of each row.
  private let rowWeights: [Double]

  /// - Parameters:
  ///   - dimension: n.
  ///   - sizes: typical size of each unknown, shape (n), for choosing pivots: a row in joules must not win over one in
  ///     moles by its unit. Without them, or where they are zero, all rows count alike.
  package init(dimension: Int, sizes: [Double] = []) {
    self.dimension = dimension
    rowWeights = pivotWeights(dimension: dimension, sizes: sizes)
    elements = Array(repeating: Element(0), count: dimension * dimension)
    order = Array(0..<dimension)
  }

  /// Factorizes I − scale · M, with M the first n rows of `matrix`, row by row with n columns.
  ///
  /// - Returns: whether every pivot is finite and not zero.
  @specialized(where Element == Double)
  package mutating func factorize(identityMinus scale: Element, times matrix: [Double]) -> Bool {
    fill(matrix) { -scale * $0 }
    return factorize()
  }

  /// Factorizes I − `matrix`, given row by row.
  ///
  /// - Returns: whether every pivot is finite and not zero.
  mutating func factorize(identityMinus matrix: [Element]) -> Bool {
    fill(matrix) { -$0 }
    return factorize()
  }

  private mutating func factorize() -> Bool {
    for i in 0..<dimension { order[i] = i }
    let weights = rowWeights
    // Literal dimensions let the compiler unroll the loops.
    return switch dimension {
    case 4: Self.factorize(&elements, order: &order, weights, dimension: 4)
    case 5: Self.factorize(&elements, order: &order, weights, dimension: 5)
    default: Self.factorize(&elements, order: &order, weights, dimension: dimension)
    }
  }

  /// Writes the solution for the right-hand side `b` to n elements of `x` from `first` on.
  @specialized(where Element == Double)
  package func solve(_ b: [Element], into x: inout [Element], at first: Int) {
    solve(b, times: nil, into: &x, at: first, count: dimension, scale: Element(0), rows: [])
  }

  /// Writes the solution for the first n elements of `b` to `x` from `first` on, then elements n ..< `count`:
  /// those of `b` + scale · `matrix` (solution).
  ///
  /// - Parameters:
  ///   - factor: what `b` is to be multiplied with, if at all.
  ///   - matrix: shape (count, n) row by row; its first n rows are skipped.
  func solve(
    _ b: [Element], times factor: Element?, into x: inout [Element], at first: Int, count: Int, scale: Element,
    rows matrix: [Double]
  ) {
    let n = dimension
    precondition(
      count >= n && b.count >= count && first >= 0 && x.count >= first + count
        && (count == n || matrix.count == count * n), "vectors and a matrix of the dimension of the factorization")
    var result = x.mutableSpan
    // A literal dimension lets the compiler unroll the loops and keep the unknowns in registers.
    switch n {
    case 4: solve(b.span, factor, &result, at: first, dimension: 4, count: count, scale: scale, matrix.span)
    case 5: solve(b.span, factor, &result, at: first, dimension: 5, count: count, scale: scale, matrix.span)
    case 6: solve(b.span, factor, &result, at: first, dimension: 6, count: count, scale: scale, matrix.span)
    default: solve(b.span, factor, &result, at: first, dimension: n, count: count, scale: scale, matrix.span)
    }
  }

  @inline(__always)
  private func solve(
    _ right: Span<Element>, _ factor: Element?, _ result: inout MutableSpan<Element>, at first: Int, dimension n: Int,
    count: Int, scale: Element, _ matrix: Span<Double>
  ) {
    @inline(__always)
    func known(_ i: Int) -> Element {
      let element = unsafe right[unchecked: i]
      return if let factor { factor * element } else { element }
    }
    let order = order.span
    substitute(elements.span, at: 0, into: &result, at: first, dimension: n) { unsafe known(order[unchecked: $0]) }
    var element = n &* n
    var i = n
    while i < count {
      var sum = Element(0)
      for j in 0..<n { sum = unsafe sum + matrix[unchecked: element &+ j] * result[unchecked: first &+ j] }
      unsafe result[unchecked: first &+ i] = known(i) + scale * sum
      element &+= n
      i &+= 1
    }
  }
}

extension LUFactorization {
  @inline(__always)
  private mutating func fill<Source>(_ matrix: [Source], _ negative: (Source) -> Element) {
    let n = dimension
    precondition(matrix.count >= n * n && elements.count == n * n, "a square matrix")
    let source = matrix.span
    var a = elements.mutableSpan
    for i in 0..<(n &* n) { unsafe a[unchecked: i] = negative(source[unchecked: i]) }
    for i in 0..<n { unsafe a[unchecked: i &* (n &+ 1)] = a[unchecked: i &* (n &+ 1)] + 1 }
  }

  @inline(__always)
  private static func factorize(
    _ elements: inout [Element], order: inout [Int], _ weights: [Double], dimension n: Int
  ) -> Bool {
    precondition(elements.count == n * n && order.count == n && weights.count == n, "a square matrix")
    var a = elements.mutableSpan
    for k in 0..<n {
      let top = k &* n
      var pivotRow = k
      var largest = unsafe a[unchecked: top &+ k].pivotSize * weights[order[k]]
      var i = k &+ 1
      while i < n {
        let candidate = unsafe a[unchecked: i &* n &+ k].pivotSize * weights[order[i]]
        if candidate > largest { (largest, pivotRow) = (candidate, i) }
        i &+= 1
      }
      guard largest > 0, largest.isFinite else { return false }
      if pivotRow != k {
        order.swapAt(k, pivotRow)
        for j in 0..<n {
          let element = unsafe a[unchecked: top &+ j]
          unsafe a[unchecked: top &+ j] = a[unchecked: pivotRow &* n &+ j]
          unsafe a[unchecked: pivotRow &* n &+ j] = element
        }
      }
      let reciprocal = unsafe 1 / a[unchecked: top &+ k]
      unsafe a[unchecked: top &+ k] = reciprocal
      i = k &+ 1
      while i < n {
        let row = i &* n
        i &+= 1
        let multiplier = unsafe a[unchecked: row &+ k] * reciprocal
        unsafe a[unchecked: row &+ k] = multiplier
        if multiplier.isZero { continue }
        var j = k &+ 1
        while j < n {
          unsafe a[unchecked: row &+ j] = a[unchecked: row &+ j] - multiplier * a[unchecked: top &+ j]
          j &+= 1
        }
      }
    }
    for k in 0..<n {
      let reciprocal = unsafe a[unchecked: k &* n &+ k]
      var j = k &+ 1
      while j < n {
        unsafe a[unchecked: k &* n &+ j] = a[unchecked: k &* n &+ j] * reciprocal
        j &+= 1
      }
    }
    return true
  }
}

extension LUFactorization<Quad> {
  /// Takes over the first four of eight factorizations.
  mutating func take(_ all: LUFactorization<Octet>) {
    takeOrder(of: all)
    takeLanes(of: all) { (quad: inout Quad, octet: Octet) in quad.lanes = octet.lanes.lowHalf }
  }

  /// Takes over the lane of the last four of eight factorizations.
  mutating func change(lane: Int, to all: LUFactorization<Octet>) {
    takeLanes(of: all) { (quad: inout Quad, octet: Octet) in quad.lanes[lane] = octet.lanes[lane &+ 4] }
  }

  /// Takes over the pivots of a factorization in more lanes.
  mutating func takeOrder(of all: LUFactorization<Octet>) { copy(all.order, to: &order) }

  /// Takes over lanes of its factors.
  @inline(__always)
  mutating func takeLanes(of all: LUFactorization<Octet>, _ take: (_ quad: inout Quad, _ octet: Octet) -> Void) {
    merge(all.elements, into: &elements, take)
  }
}

/// What candidates for a pivot are multiplied with, a factor per row: 1/size of its unknown, or 1 where a size is
/// missing or zero.
func pivotWeights(dimension: Int, sizes: [Double]) -> [Double] {
  let areUsable = sizes.count == dimension && sizes.allSatisfy { $0 > 0 }
  return areUsable ? sizes.map { 1 / $0 } : Array(repeating: 1, count: dimension)
}

/// Solves with the factors of one matrix, or in lanes with those of several, stored as ``LUFactorization`` does.
///
/// Nothing here checks that the spans are long enough.
///
/// - Parameters:
///   - block: place of the first factor.
///   - first: place of the first of n unknowns.
///   - known: right-hand side at each position of the pivots.
@inline(__always)
func substitute<Element: MatrixElement>(
  _ factors: Span<Element>, at block: Int, into result: inout MutableSpan<Element>, at first: Int, dimension n: Int,
  known: (_ position: Int) -> Element
) {
  var row = block
  for i in 0..<n {
    var sum = known(i)
    for j in 0..<i { sum = unsafe sum - factors[unchecked: row &+ j] * result[unchecked: first &+ j] }
    unsafe result[unchecked: first &+ i] = sum
    row &+= n
  }
  var i = n
  while i > 0 {
    i &-= 1
    row &-= n
    var sum = unsafe result[unchecked: first &+ i] * factors[unchecked: row &+ i]
    var j = n &- 1
    // Last column first: its unknown is known longest, which keeps the chain of dependent operations short.
    while j > i {
      sum = unsafe sum - factors[unchecked: row &+ j] * result[unchecked: first &+ j]
      j &-= 1
    }
    unsafe result[unchecked: first &+ i] = sum
  }
}
