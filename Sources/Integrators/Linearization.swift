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
  @inlinable
  mutating func harvest(firstColumn: Int) {
    for row in 0..<rows {
      let derivative = dualDerivative[row]
      let partials = derivative.partials
      value[row] = derivative.value
      // Lane by lane with constant indices: a variable lane index costs more than the arithmetic.
      store(partials[0], row: row, column: firstColumn)
      store(partials[1], row: row, column: firstColumn + 1)
      store(partials[2], row: row, column: firstColumn + 2)
      store(partials[3], row: row, column: firstColumn + 3)
      store(partials[4], row: row, column: firstColumn + 4)
      store(partials[5], row: row, column: firstColumn + 5)
      store(partials[6], row: row, column: firstColumn + 6)
      store(partials[7], row: row, column: firstColumn + 7)
    }
  }

  /// Puts one derivative where it belongs; columns beyond n + 1 are unused lanes.
  @inlinable @inline(__always)
  mutating func store(_ derivative: Double, row: Int, column: Int) {
    if column < dimension {
      jacobian[row * dimension + column] = derivative
    } else if column == dimension {
      timeDerivative[row] = derivative
    }
  }
}
