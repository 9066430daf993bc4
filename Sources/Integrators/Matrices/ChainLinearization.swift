/// f and its derivatives at one point, for a ``ChainedProblem``.
///
/// With x the states in links, z the border (separate states, then shared scalars) and s(x, z) the shared scalars:
///
///     dx/dt = f(t, x, z):  blocks and couplings ∂f/∂x, border columns ∂f/∂z
///     separate rows:       ∂(rate)/∂x in the border rows, ∂(rate)/∂z in the corner
///     shared rows:         ∂s/∂x in the border rows, ∂s/∂z in the corner
///
/// Partial derivatives all of them: the shared scalars held while a state or time is varied. A shared scalar may depend
/// on those before it.
public struct ChainLinearization: Sendable {
  public let shape: ChainShape
  /// f(t, y) and g(t, y), shape (n + q).
  public var value: [Double]
  /// Derivatives of f and g by time, shape (n + q).
  public var timeDerivative: [Double]
  /// Derivatives of the shared scalars by time, shape (shared).
  public var sharedTimeDerivative: [Double]
  /// ∂(rates of a link)/∂(its states), shape (links, width, width).
  public var blocks: [Double]
  /// ∂(exchanging rate of a link)/∂(states of the link before it), shape (links, width); nothing precedes the first.
  public var lower: [Double]
  /// ∂(exchanging rate of a link)/∂(states of the link after it), shape (links, width); nothing follows the last.
  public var upper: [Double]
  /// ∂(rates in links)/∂(border), shape (border, links · width): one row per border variable.
  public var borderColumns: [Double]
  /// ∂(rates of separate states, shared scalars)/∂(states in links), shape (border, links · width).
  public var borderRows: [Double]
  /// ∂(rates of separate states, shared scalars)/∂(border), shape (border, border).
  public var corner: [Double]
  /// ∂g/∂(states in links, border), shape (q, links · width + border).
  public var quadratureRows: [Double]

  /// Zeros for a problem of this shape.
  public init(_ shape: ChainShape) {
    self.shape = shape
    func zeros(_ count: Int) -> [Double] { Array(repeating: 0, count: count) }
    value = zeros(shape.dimension + shape.quadratures)
    timeDerivative = value
    sharedTimeDerivative = zeros(shape.shared)
    blocks = zeros(shape.chained * shape.width)
    lower = zeros(shape.chained)
    upper = zeros(shape.chained)
    borderColumns = zeros(shape.border * shape.chained)
    borderRows = borderColumns
    corner = zeros(shape.border * shape.border)
    quadratureRows = zeros(shape.quadratures * (shape.chained + shape.border))
  }

  /// Makes every derivative zero.
  public mutating func reset() {
    fill(&timeDerivative, with: 0)
    fill(&sharedTimeDerivative, with: 0)
    fill(&blocks, with: 0)
    fill(&lower, with: 0)
    fill(&upper, with: 0)
    fill(&borderColumns, with: 0)
    fill(&borderRows, with: 0)
    fill(&corner, with: 0)
    fill(&quadratureRows, with: 0)
  }
}

/// Where derivatives by the states of one link go; `partials` holds them in its first `width` elements.
extension ChainLinearization {
  /// Adds to the derivatives of rate `row` of `link` by the link's own states.
  @inlinable
  public mutating func add(_ partials: SIMD8<Double>, toRate row: Int, of link: Int) {
    Self.add(partials, count: shape.width, to: &blocks, at: (link * shape.width + row) * shape.width)
  }

  /// Adds to the derivatives of the exchanging rate of `link` by the states of the link before it.
  @inlinable
  public mutating func addBefore(_ partials: SIMD8<Double>, link: Int) {
    Self.add(partials, count: shape.width, to: &lower, at: link * shape.width)
  }

  /// Adds to the derivatives of the exchanging rate of `link` by the states of the link after it.
  @inlinable
  public mutating func addAfter(_ partials: SIMD8<Double>, link: Int) {
    Self.add(partials, count: shape.width, to: &upper, at: link * shape.width)
  }

  /// Adds to the derivatives of border variable `row` by the states of `link`.
  @inlinable
  public mutating func add(_ partials: SIMD8<Double>, toBorder row: Int, link: Int) {
    Self.add(partials, count: shape.width, to: &borderRows, at: row * shape.chained + link * shape.width)
  }

  /// Adds to the derivatives of quadrature `row` by the states of `link`.
  @inlinable
  public mutating func add(_ partials: SIMD8<Double>, toQuadrature row: Int, link: Int) {
    let length = shape.chained + shape.border
    Self.add(partials, count: shape.width, to: &quadratureRows, at: row * length + link * shape.width)
  }

  /// Adds to the derivative of quadrature `row` by border variable `column`.
  @inlinable
  public mutating func add(_ derivative: Double, toQuadrature row: Int, border column: Int) {
    quadratureRows[row * (shape.chained + shape.border) + shape.chained + column] += derivative
  }

  @usableFromInline
  static func add(_ partials: SIMD8<Double>, count: Int, to elements: inout [Double], at first: Int) {
    accumulate(partials, count: count, to: &elements, at: first)
  }
}

extension ChainLinearization {
  /// Adds to ``timeDerivative`` what time does through the shared scalars.
  package mutating func includeSharedTime() {
    let (chained, border, separate) = (shape.chained, shape.border, shape.separate)
    for scalar in 0..<shape.shared {
      let column = separate + scalar
      for earlier in 0..<scalar {
        sharedTimeDerivative[scalar] += corner[column * border + separate + earlier] * sharedTimeDerivative[earlier]
      }
      let rate = sharedTimeDerivative[scalar]
      if rate == 0 { continue }
      accumulate(rate, borderColumns, at: column * chained, count: chained, to: &timeDerivative, at: 0)
      for row in 0..<separate { timeDerivative[chained + row] += rate * corner[row * border + column] }
      for row in 0..<shape.quadratures {
        let slope = quadratureRows[row * (chained + border) + chained + column]
        timeDerivative[shape.dimension + row] += rate * slope
      }
    }
  }

  /// Writes the same derivatives as one dense matrix: those of the shared scalars multiplied out.
  package func expand(into dense: inout Linearization) {
    let n = shape.dimension
    precondition(dense.dimension == n && dense.rows == value.count, "a linearization of the same problem")
    dense.value = value
    dense.timeDerivative = timeDerivative
    let sharedRows = sharedGradients
    for row in 0..<dense.rows {
      for column in 0..<n { dense.jacobian[row * n + column] = partial(row, by: column) }
      for scalar in 0..<shape.shared {
        let slope = partial(row, by: n + scalar)
        if slope == 0 { continue }
        for column in 0..<n { dense.jacobian[row * n + column] += slope * sharedRows[scalar * n + column] }
      }
    }
  }

  /// Total derivatives of the shared scalars by the states, shape (shared, n).
  private var sharedGradients: [Double] {
    let (n, border) = (shape.dimension, shape.border)
    var gradients = Array(repeating: 0.0, count: shape.shared * n)
    for scalar in 0..<shape.shared {
      let row = shape.separate + scalar
      for column in 0..<n { gradients[scalar * n + column] = borderPartial(row, by: column) }
      for earlier in 0..<scalar {
        let slope = corner[row * border + shape.separate + earlier]
        for column in 0..<n { gradients[scalar * n + column] += slope * gradients[earlier * n + column] }
      }
    }
    return gradients
  }

  /// Partial derivative of border variable `row` by a state.
  private func borderPartial(_ row: Int, by column: Int) -> Double {
    column < shape.chained
      ? borderRows[row * shape.chained + column] : corner[row * shape.border + column - shape.chained]
  }

  /// Partial derivative of component `row` of f or g by state or, from n on, shared scalar `column`.
  private func partial(_ row: Int, by column: Int) -> Double {
    let (chained, width) = (shape.chained, shape.width)
    if row >= shape.dimension {
      return quadratureRows[(row - shape.dimension) * (chained + shape.border) + column]
    }
    if row >= chained { return borderPartial(row - chained, by: column) }
    if column >= chained { return borderColumns[(column - chained) * chained + row] }
    let (link, other) = (row / width, column / width)
    if link == other { return blocks[row * width + column % width] }
    guard row % width == shape.exchange else { return 0 }
    if other == link - 1 { return lower[link * width + column % width] }
    return other == link + 1 ? upper[link * width + column % width] : 0
  }
}
