/// A number that a matrix can be factorized in, or numbers side by side, a matrix in each lane.
package protocol MatrixElement: Scalar {
  /// What it counts as a pivot: its magnitude, or the sum of those of its lanes. Matrices side by side differ in the
  /// step size alone, so what is a good pivot for one is no bad one for the others.
  var pivotSize: Double { get }

  /// True where multiplying with it may be left out.
  var isZero: Bool { get }

  /// Σ xᵢ yᵢ over `count` elements, of x from `firstX` and of y from `firstY` on; in four partial sums.
  static func product(_ x: [Double], at firstX: Int, _ y: [Self], at firstY: Int, count: Int) -> Self
}

extension Double: MatrixElement {
  @inline(__always)
  package var pivotSize: Double { magnitude }
}

extension Lanes: MatrixElement {
  @inline(__always)
  package var pivotSize: Double {
    var sum = 0.0
    for i in 0..<Vector.scalarCount { sum += abs(lanes[i]) }
    return sum
  }

  @inline(__always)
  package var isZero: Bool { false }

  package static func product(_ x: [Double], at firstX: Int, _ y: [Lanes], at firstY: Int, count: Int) -> Lanes {
    precondition(
      firstX >= 0 && firstY >= 0 && count >= 0 && x.count >= firstX + count && y.count >= firstY + count,
      "rows of one length")
    let (a, b) = (x.span, y.span)
    var (even, odd) = (Lanes(0), Lanes(0))
    var i = 0
    while i &+ 2 <= count {
      even = unsafe even + a[unchecked: firstX &+ i] * b[unchecked: firstY &+ i]
      odd = unsafe odd + a[unchecked: firstX &+ i &+ 1] * b[unchecked: firstY &+ i &+ 1]
      i &+= 2
    }
    if i < count { even = unsafe even + a[unchecked: firstX &+ i] * b[unchecked: firstY &+ i] }
    return even + odd
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

/// target[i] ← what `take` makes of it and source[i].
@inline(__always)
func merge<Source, Target>(
  _ source: [Source], into target: inout [Target], _ take: (_ target: inout Target, _ source: Source) -> Void
) {
  precondition(source.count == target.count, "vectors of one length")
  let elements = source.span
  var result = target.mutableSpan
  for i in 0..<elements.count { unsafe take(&result[unchecked: i], elements[unchecked: i]) }
}
