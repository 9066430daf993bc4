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
  /// Scratch space of a ``ChainedProblem``.
  var chain: ChainLinearization?

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
    let (rows, dimension) = (rows, dimension)
    let isTimeSeeded = firstColumn + Dual.directions > dimension
    dualTime = isTimeSeeded ? Dual(variable: time, direction: dimension - firstColumn) : Dual(time)
    var duals = dualState.mutableSpan
    for i in 0..<rows { duals[i] = Dual(state[i]) }
    for direction in 0..<min(Dual.directions, dimension - firstColumn) {
      duals[firstColumn + direction].partials[direction] = 1
    }
  }

  /// Copies the derivatives just computed into the arrays.
  @usableFromInline
  mutating func harvest(firstColumn: Int) {
    let count = min(Dual.directions, dimension - firstColumn)
    Self.copy(dualDerivative, to: &value, &jacobian, columns: dimension, from: firstColumn, count: count)
    guard firstColumn + Dual.directions > dimension else { return }
    for row in 0..<rows { timeDerivative[row] = dualDerivative[row].partials[count] }
  }

  private static func copy(
    _ source: [Dual], to value: inout [Double], _ jacobian: inout [Double], columns: Int, from first: Int, count: Int
  ) {
    precondition(
      value.count == source.count && jacobian.count == source.count * columns && first >= 0 && count <= Dual.directions
        && first + count <= columns, "one row per component")
    let duals = source.span
    var values = value.mutableSpan
    var elements = jacobian.mutableSpan
    for row in 0..<duals.count {
      let dual = unsafe duals[unchecked: row]
      unsafe values[unchecked: row] = dual.value
      let start = row &* columns &+ first
      for column in 0..<count { unsafe elements[unchecked: start &+ column] = dual.partials[column] }
    }
  }
}
