/// f, ∂f/∂y and ∂f/∂t of a problem at one point, with the scratch space to compute them.
///
/// Rows run over states then quadratures (n + q), columns over states (n).
public struct Linearization: Sendable {
  /// Number of states n.
  public let dimension: Int
  /// Number of rows n + q.
  public let rows: Int
  /// f(t, y) and g(t, y), shape (n + q).
  public var value: [Double]
  /// ∂(f, g)/∂y, shape (n + q, n), row by row.
  public var jacobian: [Double]
  /// ∂(f, g)/∂t, shape (n + q).
  public var timeDerivative: [Double]

  @usableFromInline var dualTime = Dual(0)
  @usableFromInline var dualState: [Dual]
  @usableFromInline var dualDerivative: [Dual]

  /// Space for a problem of `dimension` states and `quadratures` quadratures.
  public init(dimension: Int, quadratures: Int) {
    self.dimension = dimension
    rows = dimension + quadratures
    value = Array(repeating: 0, count: rows)
    jacobian = Array(repeating: 0, count: rows * dimension)
    timeDerivative = Array(repeating: 0, count: rows)
    dualState = Array(repeating: Dual(0), count: rows)
    dualDerivative = Array(repeating: Dual(0), count: rows)
  }

  /// Makes columns `firstColumn ..< firstColumn + 8` the differentiated ones; column n is time.
  @inlinable
  mutating func seed(time: Double, state: Span<Double>, firstColumn: Int) {
    for i in 0..<rows { dualState[i] = Dual(state[i]) }
    dualTime = Dual(time)
    for direction in 0..<min(Dual.directions, dimension + 1 - firstColumn) {
      let column = firstColumn + direction
      if column < dimension {
        dualState[column].partials[direction] = 1
      } else {
        dualTime.partials[direction] = 1
      }
    }
  }

  /// Copies the derivatives just computed into the arrays.
  @usableFromInline
  mutating func harvest(firstColumn: Int) {
    let isLast = firstColumn + Dual.directions > dimension
    let count = min(Dual.directions, dimension - firstColumn)
    for row in 0..<rows {
      let derivative = dualDerivative[row]
      value[row] = derivative.value
      Self.store(derivative.partials, count, to: &jacobian, at: row * dimension + firstColumn)
      if isLast { timeDerivative[row] = derivative.partials[count] }
    }
  }

  private static func store(_ partials: SIMD8<Double>, _ count: Int, to jacobian: inout [Double], at first: Int) {
    precondition(count <= Dual.directions && first >= 0 && jacobian.count >= first + count, "a row of the matrix")
    var target = jacobian.mutableSpan
    for column in 0..<count { unsafe target[unchecked: first &+ column] = partials[column] }
  }
}
