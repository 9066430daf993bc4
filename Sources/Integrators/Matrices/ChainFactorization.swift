/// Factorization of I − hγJ of a ``ChainedProblem``, and solutions with it, in O(links).
///
/// Links are eliminated one after the other, with partial pivoting within each. Neighbors meet in one row only, so the
/// elimination changes that row of the next block, and a solution costs one substitution per link and two scalar
/// products. The border follows by its Schur complement:
///
///     [A  C] [x]   [b]        A V = C,  A y = b,  S = D − R V
///     [R  D] [z] = [c]        S z = c − R y,  x = y − V z
///
/// where a shared scalar s(x, z) has the row s − ∂s/∂x x − ∂s/∂z z = 0. In lanes, a scale in each, all share their
/// pivots.
package struct ChainFactorization<Element: MatrixElement> {
  private let shape: ChainShape
  /// Each eliminated block as ``LUFactorization`` stores its matrix, shape (links, width, width).
  private var blocks: [Element]
  /// Row of the block that went to each position, shape (links, width).
  private var order: [Int]
  /// Couplings to the links before and after, times −hγ, shape (links, width) each.
  private var before, after: [Element]
  /// Solution of each eliminated block for the unit vector of the exchanging row, shape (links, width).
  private var exchange: [Element]
  /// V, shape (border, links · width), and what it is solved from.
  private var border, columns: [Element]
  /// Border rows times hγ for separate states, times one for shared scalars.
  private var factors: [Element]
  private var corner: [Element]
  private var schur: LUFactorization<Element>
  /// Right side and solution of the border.
  private var cornerSide, cornerSolution: [Element]
  private var scale = Element(0)
  /// Elements of each row of a quadrature, border apart, outside of which all are zero.
  private var extents: [Range<Int>]
  /// 1/size of the state of each row in links.
  private let weights: [Double]

  /// - Parameter sizes: typical size of each state, shape (n), for choosing pivots within a link; see
  ///   ``LUFactorization``.
  package init(_ shape: ChainShape, sizes: [Double] = []) {
    self.shape = shape
    weights = Array(pivotWeights(dimension: shape.dimension, sizes: sizes).prefix(shape.chained))
    func zeros(_ count: Int) -> [Element] { Array(repeating: Element(0), count: count) }
    blocks = zeros(shape.chained * shape.width)
    order = Array(repeating: 0, count: shape.chained)
    before = zeros(shape.chained)
    after = before
    exchange = before
    border = zeros(shape.border * shape.chained)
    columns = border
    factors = zeros(shape.border)
    corner = zeros(shape.border * shape.border)
    schur = LUFactorization(dimension: shape.border)
    cornerSide = zeros(shape.border)
    cornerSolution = cornerSide
    extents = Array(repeating: 0..<0, count: shape.quadratures)
  }

  /// Factorizes I − scale · J.
  ///
  /// - Returns: whether every pivot is finite and not zero. The chain without its border must be regular, too.
  package mutating func factorize(identityMinus scale: Element, times matrix: ChainLinearization) -> Bool {
    precondition(matrix.shape == shape, "a linearization of the shape of the factorization")
    self.scale = scale
    Self.scaled(matrix.lower, by: -scale, into: &before)
    Self.scaled(matrix.upper, by: -scale, into: &after)
    Self.fill(&blocks, identityMinus: scale, times: matrix.blocks, shape)
    for q in extents.indices {
      let first = q * (shape.chained + shape.border)
      extents[q] = extent(matrix.quadratureRows, at: first, count: shape.chained)
    }
    // Literal widths let the compiler unroll the loops.
    let isRegular =
      switch shape.width {
      case 4: Self.eliminate(&blocks, &order, &exchange, before: before, after: after, weights, shape, width: 4)
      case 5: Self.eliminate(&blocks, &order, &exchange, before: before, after: after, weights, shape, width: 5)
      default:
        Self.eliminate(
          &blocks, &order, &exchange, before: before, after: after, weights, shape, width: shape.width)
      }
    return isRegular && factorizeBorder(matrix)
  }

  /// Writes the solution for the first n elements of `b` to `x` from `first` on, then the quadratures, elements n on:
  /// `b` + scale · (their rows of `matrix`) (solution).
  ///
  /// - Parameter factor: what `b` is to be multiplied with, if at all.
  package mutating func solve(
    _ b: [Element], times factor: Element? = nil, into x: inout [Element], at first: Int,
    quadraturesOf matrix: ChainLinearization
  ) {
    let (n, count) = (shape.dimension, shape.dimension + shape.quadratures)
    let chained = shape.chained
    precondition(b.count >= count && first >= 0 && x.count >= first + count, "vectors of the shape of the chain")
    func known(_ i: Int) -> Element { factor.map { $0 * b[i] } ?? b[i] }
    solveLinks(b, from: 0, times: factor, into: &x, at: first)
    for j in 0..<shape.border {
      let known = j < shape.separate ? known(chained + j) : Element(0)
      let row = Element.product(matrix.borderRows, at: j * chained, x, at: first, count: chained)
      cornerSide[j] = known + factors[j] * row
    }
    schur.solve(cornerSide, into: &cornerSolution, at: 0)
    for j in 0..<shape.border {
      accumulate(-cornerSolution[j], border, at: j * chained, count: chained, to: &x, at: first)
    }
    for j in 0..<shape.separate { x[first + chained + j] = cornerSolution[j] }
    let length = chained + shape.border
    for q in 0..<shape.quadratures {
      let extent = extents[q]
      var sum = Element.product(
        matrix.quadratureRows, at: q * length + extent.lowerBound, x, at: first + extent.lowerBound,
        count: extent.count)
      for j in 0..<shape.border {
        sum = sum + matrix.quadratureRows[q * length + chained + j] * cornerSolution[j]
      }
      x[first + n + q] = known(n + q) + scale * sum
    }
  }

  /// V and the Schur complement.
  private mutating func factorizeBorder(_ matrix: ChainLinearization) -> Bool {
    let (count, chained) = (shape.border, shape.chained)
    // Taken out of `self` while `self` is read, which would copy it otherwise.
    var border: [Element] = []
    swap(&border, &self.border)
    defer { swap(&border, &self.border) }
    Self.scaled(matrix.borderColumns, by: -scale, into: &columns)
    for j in 0..<count {
      solveLinks(columns, from: j * chained, times: nil, into: &border, at: j * chained)
      factors[j] = j < shape.separate ? scale : Element(1)
    }
    for j in 0..<count {
      for k in 0..<count {
        let feedback = Element.product(
          matrix.borderRows, at: j * chained, border, at: k * chained, count: chained)
        corner[j * count + k] = factors[j] * (matrix.corner[j * count + k] - feedback)
      }
    }
    return schur.factorize(identityMinus: corner)
  }

  /// Solves the chain alone, for `chained` elements of `b` times `factor`, if there is one.
  private func solveLinks(
    _ b: [Element], from: Int, times factor: Element?, into x: inout [Element], at first: Int
  ) {
    switch shape.width {
    case 4: solveLinks(b, from: from, times: factor, into: &x, at: first, width: 4)
    case 5: solveLinks(b, from: from, times: factor, into: &x, at: first, width: 5)
    default: solveLinks(b, from: from, times: factor, into: &x, at: first, width: shape.width)
    }
  }
}

extension ChainFactorization {
  private static func scaled(_ source: [Double], by factor: Element, into target: inout [Element]) {
    precondition(source.count == target.count, "vectors of one length")
    let elements = source.span
    var result = target.mutableSpan
    for i in 0..<elements.count { unsafe result[unchecked: i] = factor * elements[unchecked: i] }
  }

  private static func fill(
    _ blocks: inout [Element], identityMinus scale: Element, times source: [Double], _ shape: ChainShape
  ) {
    scaled(source, by: -scale, into: &blocks)
    let width = shape.width
    var elements = blocks.mutableSpan
    for link in 0..<shape.links {
      let first = link * width * width
      for i in 0..<width {
        let place = first + i * (width + 1)
        elements[place] = elements[place] + 1
      }
    }
  }

  /// Eliminates the links in order.
  @inline(__always)
  private static func eliminate(
    _ blocks: inout [Element], _ order: inout [Int], _ exchange: inout [Element], before: [Element],
    after: [Element], _ weights: [Double], _ shape: ChainShape, width n: Int
  ) -> Bool {
    precondition(
      blocks.count == shape.links * n * n && min(order.count, weights.count, exchange.count) == shape.links * n
        && min(before.count, after.count) == shape.links * n, "arrays of the shape of the chain")
    let (row, links) = (shape.exchange, shape.links)
    let (lower, upper, scales) = (before.span, after.span, weights.span)
    var a = blocks.mutableSpan
    var rows = order.mutableSpan
    var w = exchange.mutableSpan
    for link in 0..<links {
      let (first, block) = (link &* n, link &* n &* n)
      if link > 0 {
        // The link before, eliminated, leaves its mark in the exchanging row.
        var mark = Element(0)
        for j in 0..<n { mark = unsafe mark + lower[unchecked: first &+ j] * w[unchecked: first &- n &+ j] }
        let target = block &+ row &* n
        for j in 0..<n {
          unsafe a[unchecked: target &+ j] = a[unchecked: target &+ j] - mark * upper[unchecked: first &- n &+ j]
        }
      }
      guard factorizeBlock(&a, at: block, &rows, at: first, scales, width: n) else { return false }
      let order = rows.span
      substitute(a.span, at: block, into: &w, at: first, dimension: n) {
        unsafe Element(order[unchecked: first &+ $0] == row ? 1 : 0)
      }
    }
    return true
  }

  /// LU with partial pivoting of one block, stored as ``LUFactorization`` does.
  @inline(__always)
  private static func factorizeBlock(
    _ a: inout MutableSpan<Element>, at block: Int, _ order: inout MutableSpan<Int>, at first: Int,
    _ weights: Span<Double>, width n: Int
  ) -> Bool {
    for i in 0..<n { unsafe order[unchecked: first &+ i] = i }
    for k in 0..<n {
      let top = block &+ k &* n
      var pivotRow = k
      var largest = -1.0
      var i = k
      while i < n {
        let weight = unsafe weights[unchecked: first &+ order[unchecked: first &+ i]]
        let candidate = unsafe a[unchecked: block &+ i &* n &+ k].pivotSize * weight
        // Not a number at the pivot is no candidate, and fails below.
        if candidate > largest || candidate.isNaN { (largest, pivotRow) = (candidate, i) }
        i &+= 1
      }
      guard largest > 0, largest.isFinite else { return false }
      if pivotRow != k {
        unsafe order.swapAt(unchecked: first &+ k, unchecked: first &+ pivotRow)
        let other = block &+ pivotRow &* n
        for j in 0..<n { unsafe a.swapAt(unchecked: top &+ j, unchecked: other &+ j) }
      }
      let reciprocal = unsafe 1 / a[unchecked: top &+ k]
      unsafe a[unchecked: top &+ k] = reciprocal
      i = k &+ 1
      while i < n {
        let row = block &+ i &* n
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
      let top = block &+ k &* n
      let reciprocal = unsafe a[unchecked: top &+ k]
      var j = k &+ 1
      while j < n {
        unsafe a[unchecked: top &+ j] = a[unchecked: top &+ j] * reciprocal
        j &+= 1
      }
    }
    return true
  }

  @inline(__always)
  private func solveLinks(
    _ b: [Element], from: Int, times factor: Element?, into x: inout [Element], at target: Int, width n: Int
  ) {
    let count = shape.links &* n
    precondition(
      from >= 0 && b.count >= from + count && target >= 0 && x.count >= target + count
        && min(order.count, exchange.count, before.count, after.count) == count && blocks.count == count * n,
      "vectors of the shape of the chain")
    var result = x.mutableSpan
    let (right, a, rows, w) = (b.span, blocks.span, order.span, exchange.span)
    let (lower, upper) = (before.span, after.span)
    for link in 0..<shape.links {
      let (first, here) = (link &* n, target &+ link &* n)
      substitute(a, at: link &* n &* n, into: &result, at: here, dimension: n) {
        let known = unsafe right[unchecked: from &+ first &+ rows[unchecked: first &+ $0]]
        return if let factor { factor * known } else { known }
      }
      if link == 0 { continue }
      // What the link before brings enters in the exchanging row alone.
      var inflow = Element(0)
      for j in 0..<n {
        inflow = unsafe inflow + lower[unchecked: first &+ j] * result[unchecked: here &- n &+ j]
      }
      for j in 0..<n {
        unsafe result[unchecked: here &+ j] = result[unchecked: here &+ j] - inflow * w[unchecked: first &+ j]
      }
    }
    var link = shape.links &- 1
    while link > 0 {
      link &-= 1
      let (first, here) = (link &* n, target &+ link &* n)
      var inflow = Element(0)
      for j in 0..<n {
        inflow = unsafe inflow + upper[unchecked: first &+ j] * result[unchecked: here &+ n &+ j]
      }
      for j in 0..<n {
        unsafe result[unchecked: here &+ j] = result[unchecked: here &+ j] - inflow * w[unchecked: first &+ j]
      }
    }
  }
}

extension ChainFactorization<Quad> {
  /// Takes over the first four of eight factorizations.
  package mutating func take(_ all: ChainFactorization<Octet>) {
    takeLanes(of: all) { (quad: inout Quad, octet: Octet) in quad.lanes = octet.lanes.lowHalf }
    copy(all.order, to: &order)
    copy(all.extents, to: &extents)
    schur.takeOrder(of: all.schur)
  }

  /// Takes over the lane of the last four of eight factorizations.
  package mutating func change(lane: Int, to all: ChainFactorization<Octet>) {
    takeLanes(of: all) { (quad: inout Quad, octet: Octet) in quad.lanes[lane] = octet.lanes[lane &+ 4] }
  }

  @inline(__always)
  private mutating func takeLanes(
    of all: ChainFactorization<Octet>, _ take: (_ quad: inout Quad, _ octet: Octet) -> Void
  ) {
    precondition(all.shape == shape, "factorizations of one shape")
    merge(all.blocks, into: &blocks, take)
    merge(all.before, into: &before, take)
    merge(all.after, into: &after, take)
    merge(all.exchange, into: &exchange, take)
    merge(all.border, into: &border, take)
    merge(all.factors, into: &factors, take)
    take(&scale, all.scale)
    schur.takeLanes(of: all.schur, take)
  }
}
