/// A continuous, piecewise polynomial interpolant of a solution.
///
/// Each accepted step [tₖ, tₖ + h] carries, per component, coefficients of
/// y(tₖ + θh) = c₀ + c₁θ + … + c_d θᵈ, 0 ≤ θ ≤ 1.
public struct DenseOutput: Sendable {
  /// Number of components n + q.
  public let components: Int
  /// Degree d of the polynomials.
  public let degree: Int
  /// Step starts and the final time, shape (m + 1), strictly increasing unless the interval is a single time.
  public package(set) var knots: [Double]
  /// Coefficients, shape (m, d + 1, n + q): step by step, lowest power first.
  public package(set) var coefficients: [Double] = []

  package init(components: Int, degree: Int, start: Double) {
    self.components = components
    self.degree = degree
    knots = [start]
  }

  /// The interval covered [s].
  public var interval: ClosedRange<Double> { knots[0]...knots[knots.count - 1] }

  /// Number of steps m.
  public var steps: Int { knots.count - 1 }

  /// The step that covers `time`: the one that starts at or before it, clamped to the interval.
  public func step(covering time: Double) -> Int {
    var low = 0
    var high = steps
    while high - low > 1 {
      let middle = (low + high) / 2
      if knots[middle] <= time { low = middle } else { high = middle }
    }
    return low
  }

  /// Writes the state at `time` into `state`, shape (n + q). Outside the interval the end polynomial is used.
  public func evaluate(at time: Double, into state: inout [Double]) {
    evaluate(step: step(covering: time), at: time, into: &state)
  }

  /// Writes the state at `time` by the polynomial of step `step`.
  public func evaluate(step: Int, at time: Double, into state: inout [Double]) {
    let size = knots[step + 1] - knots[step]
    let θ = size > 0 ? (time - knots[step]) / size : 0
    let base = step * (degree + 1) * components
    for c in 0..<components {
      var sum = coefficients[base + degree * components + c]
      for power in stride(from: degree - 1, through: 0, by: -1) {
        sum = sum * θ + coefficients[base + power * components + c]
      }
      state[c] = sum
    }
  }

  /// The state at `time`, shape (n + q).
  public func state(at time: Double) -> [Double] {
    var state = Array(repeating: 0.0, count: components)
    evaluate(at: time, into: &state)
    return state
  }
}
