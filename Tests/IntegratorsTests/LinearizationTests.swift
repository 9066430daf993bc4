import Integrators
import Testing

/// A ring of states that each depend on their neighbors and on time, with two quadratures.
private struct Ring: InitialValueProblem {
  let dimension: Int
  var quadratures: Int { 2 }

  func evaluate<S: Scalar>(at time: S, state y: Span<S>, derivative: inout MutableSpan<S>) {
    for i in 0..<dimension {
      let (left, right) = (y[(i + dimension - 1) % dimension], y[(i + 1) % dimension])
      derivative[i] = S.exp(0.3 * left) * y[i] - S.tanh(right * time) + Double(i) * S.sqrt(1.0 + y[i] * y[i])
    }
    derivative[dimension] = y[0] * y[dimension - 1] * time
    derivative[dimension + 1] = S.log(2.0 + y[0] * y[0]) / (1.0 + time)
  }
}

@Suite struct `Linearization of problems` {
  /// 3 fits one pass of eight directions with time; 7 fills it; 8 leaves time alone in the second; 11 needs two.
  @Test(arguments: [1, 3, 7, 8, 11, 16])
  func `agrees with central differences`(dimension: Int) {
    let problem = Ring(dimension: dimension)
    let rows = dimension + 2
    let state = (0..<rows).map { [0.4, 0.9, 1.1, -0.3, 1.7][$0 % 5] }
    let time = 0.8
    var linearization = Linearization(dimension: dimension, quadratures: 2)
    problem.linearize(at: time, state: state.span, into: &linearization)

    func value(_ time: Double, _ state: [Double]) -> [Double] {
      var derivative = Array(repeating: 0.0, count: rows)
      var target = derivative.mutableSpan
      problem.rightHandSide(at: time, state: state.span, derivative: &target)
      return derivative
    }
    #expect(zip(linearization.value, value(time, state)).allSatisfy { abs($0 - $1) <= 1e-14 * (1 + abs($1)) })

    // Truncation (1e-5)² and round-off 1e-16 / 1e-5 balance near 1e-10.
    let δ = 1e-5
    for column in 0...dimension {
      var (later, earlier) = (state, state)
      if column < dimension { (later[column], earlier[column]) = (state[column] + δ, state[column] - δ) }
      let shift = column == dimension ? δ : 0
      let (high, low) = (value(time + shift, later), value(time - shift, earlier))
      for row in 0..<rows {
        let exact =
          column < dimension
          ? linearization.jacobian[row * dimension + column] : linearization.timeDerivative[row]
        let difference: Double = (high[row] - low[row]) / (2 * δ)
        let bound: Double = 1e-8 * (1 + abs(exact))
        #expect(abs(exact - difference) < bound, "row \(row), column \(column)")
      }
    }
  }

  @Test func `states that a row does not read leave zeros`() {
    var linearization = Linearization(dimension: 1, quadratures: 1)
    let state = [2.0, 9.0]
    Decay(rate: 3).linearize(at: 0, state: state.span, into: &linearization)
    #expect(linearization.value == [-6, 6])
    #expect(linearization.jacobian == [-3, 3])
    #expect(linearization.timeDerivative == [0, 0])
  }
}
