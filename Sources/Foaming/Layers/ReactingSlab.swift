public import Integrators
internal import RealModule

/// A slab of constant properties that heats itself by a reaction of second order and gives the heat to two walls.
///
///     ρc ∂T/∂t = k ∂²T/∂x² + ρc ΔT ∂X/∂t,   ∂X/∂t = A exp(−E/RT) (1 − X)²,   k ∂T/∂n = −h (T − T_w) at a wall
///
/// Finite volumes, equal or graded as the layers of a foam are, second order. It conducts by the same expressions as
/// ``LayeredFoam`` and solves by the same linear algebra, but has solutions known to many digits: it is there to verify
/// both, and to teach.
///
/// Conserved: ρc L (mean T − ΔT mean X) + heat to both walls.
public struct ReactingSlab: ChainedProblem {
  /// One side.
  public struct Wall: Hashable, Sendable {
    /// h [W/(m²·K)]; 0 for a plane of symmetry.
    public var film: Double
    /// T_w [K].
    public var temperature: Double

    public init(film: Double, temperature: Double) {
      self.film = film
      self.temperature = temperature
    }

    /// A plane of symmetry.
    public static let symmetric = Wall(film: 0, temperature: 300)
  }

  /// L [m].
  public var thickness: Double
  /// k [W/(m·K)].
  public var conductivity: Double
  /// ρc [J/(m³·K)].
  public var heatCapacity: Double
  /// A [1/s]; 0 for an inert slab.
  public var frequency = 0.0
  /// E/R [K].
  public var activationTemperature = 0.0
  /// ΔT, by which full conversion without losses heats the slab [K].
  public var temperatureRise = 0.0
  public var first: Wall
  public var second: Wall
  /// Thickness of each cell as a share of the slab, from the first wall to the second; they sum to 1.
  public let shares: [Double]

  /// Cells of equal thickness.
  ///
  /// - Parameter cells: at least 1.
  public init(
    thickness: Double, conductivity: Double, heatCapacity: Double, first: Wall, second: Wall, cells: Int
  ) {
    self.init(
      thickness: thickness, conductivity: conductivity, heatCapacity: heatCapacity, first: first, second: second,
      shares: Array(repeating: 1, count: cells))
  }

  /// - Parameter shares: thickness of each cell, positive; they are scaled to sum to 1.
  public init(
    thickness: Double, conductivity: Double, heatCapacity: Double, first: Wall, second: Wall, shares: [Double]
  ) {
    precondition(!shares.isEmpty && shares.allSatisfy { $0 > 0 }, "a slab has cells of positive thickness")
    (self.thickness, self.conductivity, self.heatCapacity) = (thickness, conductivity, heatCapacity)
    (self.first, self.second) = (first, second)
    let sum = shares.reduce(0, +)
    self.shares = shares.map { $0 / sum }
  }

  /// Number of cells.
  public var cells: Int { shares.count }
  /// T and X of each cell, from the first wall on.
  public var dimension: Int { 2 * cells }
  /// Heat to the first and to the second wall [J/m²].
  public var quadratures: Int { 2 }
  public var chain: ChainShape { ChainShape(links: cells, width: 2, exchange: 0, quadratures: quadratures) }

  /// A uniform, unreacted slab.
  public func initialState(temperature: Double) -> [Double] {
    (0..<cells).flatMap { _ in [temperature, 0] } + [0, 0]
  }

  /// d/2k of a cell [K·m²/W].
  private func resistance(_ cell: Int) -> Double { shares[cell] * thickness / (2 * conductivity) }
  /// 1/(ρc d) of a cell [K·m²/J].
  private func perCapacity(_ cell: Int) -> Double { 1 / (heatCapacity * thickness * shares[cell]) }

  @inline(__always)
  private func reactionRate<S: Scalar>(_ temperature: S, _ conversion: S) -> S {
    let left = 1 - conversion
    return frequency * S.exp(-activationTemperature / temperature) * (left * left)
  }

  @inline(__always)
  private func flux<S: Scalar>(from temperature: S, to next: S, after cell: Int) -> S {
    Conduction.flux(from: temperature, S(resistance(cell)), to: next, S(resistance(cell + 1)))
  }

  @inline(__always)
  private func wallFlux<S: Scalar>(from temperature: S, of cell: Int, to wall: Wall) -> S {
    Conduction.wallFlux(from: temperature, S(resistance(cell)), to: S(wall.temperature), film: wall.film)
  }

  @specialized(where S == Double)
  @specialized(where S == Dual)
  public func evaluate<S: Scalar>(at time: S, state: Span<S>, derivative: inout MutableSpan<S>) {
    let intoFirst = wallFlux(from: state[0], of: 0, to: first)
    let intoSecond = wallFlux(from: state[2 * cells - 2], of: cells - 1, to: second)
    var inflow = -intoFirst
    for cell in 0..<cells {
      let i = 2 * cell
      let outflow = cell + 1 < cells ? flux(from: state[i], to: state[i + 2], after: cell) : intoSecond
      let rate = reactionRate(state[i], state[i + 1])
      derivative[i] = perCapacity(cell) * (inflow - outflow) + temperatureRise * rate
      derivative[i + 1] = rate
      inflow = outflow
    }
    derivative[2 * cells] = intoFirst
    derivative[2 * cells + 1] = intoSecond
  }

  public func linearize(at time: Double, state: Span<Double>, into linearization: inout ChainLinearization) {
    var value = linearization.value.mutableSpan
    evaluate(at: time, state: state, derivative: &value)
    for cell in 0..<cells {
      let temperature = Dual(variable: state[2 * cell], direction: 0)
      let rate = reactionRate(temperature, Dual(variable: state[2 * cell + 1], direction: 1))
      linearization.add(temperatureRise * rate.partials, toRate: 0, of: cell)
      linearization.add(rate.partials, toRate: 1, of: cell)
      guard cell + 1 < cells else { continue }
      let next = Dual(variable: state[2 * cell + 2], direction: 1)
      let flow = flux(from: temperature, to: next, after: cell).partials
      let (here, there) = (perCapacity(cell) * flow, perCapacity(cell + 1) * flow)
      linearization.add(Self.only(-here[0]), toRate: 0, of: cell)
      linearization.addAfter(Self.only(-here[1]), link: cell)
      linearization.addBefore(Self.only(there[0]), link: cell + 1)
      linearization.add(Self.only(there[1]), toRate: 0, of: cell + 1)
    }
    addWall(first, cell: 0, quadrature: 0, temperature: state[0], to: &linearization)
    addWall(second, cell: cells - 1, quadrature: 1, temperature: state[2 * cells - 2], to: &linearization)
  }

  private func addWall(
    _ wall: Wall, cell: Int, quadrature: Int, temperature: Double, to linearization: inout ChainLinearization
  ) {
    let flow = wallFlux(from: Dual(variable: temperature, direction: 0), of: cell, to: wall).partials
    linearization.add(-perCapacity(cell) * flow, toRate: 0, of: cell)
    linearization.add(flow, toQuadrature: quadrature, link: cell)
  }

  private static func only(_ first: Double) -> SIMD8<Double> {
    var partials = SIMD8<Double>.zero
    partials[0] = first
    return partials
  }
}
