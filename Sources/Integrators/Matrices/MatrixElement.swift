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
