internal import Integrators

/// The motion of a foam through its states: rates of change along the solution at one moment.
struct Flow<Foam: ShotModel> {
  let foam: Foam
  /// [s]
  let time: Double
  let state: [Double]
  /// dy/dt and dq/dt.
  let rate: [Double]
  /// A time in which no state changes by more than a small part of its size [s].
  let step: Double

  init(_ foam: Foam, at time: Double, _ state: [Double]) {
    (self.foam, self.time, self.state) = (foam, time, state)
    rate = Self.rate(foam, time, state)
    let (rate, sizes) = (rate, foam.tolerances(relative: 1).absolute)
    let fastest = (0..<foam.dimension).map { abs(rate[$0]) / (sizes[$0] + abs(state[$0])) }.max() ?? 0
    step = min(ClosedFormDerivative.part / max(fastest, 1e-12), 1)
  }

  static func rate(_ foam: Foam, _ time: Double, _ state: [Double]) -> [Double] {
    var rate = Array(repeating: 0.0, count: state.count)
    var target = rate.mutableSpan
    foam.rightHandSide(at: time, state: state.span, derivative: &target)
    return rate
  }

  /// d/dt of a function of time and state.
  func derivative(of function: (_ time: Double, _ state: [Double]) -> Double) -> Double {
    ClosedFormDerivative.derivative(step: step) { δ in
      function(time + δ, state.indices.map { state[$0] + δ * rate[$0] })
    }
  }

  /// d/dt of a figure of `foam`, as a function of time and state; the figure is read some `step` apart.
  static func slope(
    of figure: @escaping (FoamReading) -> Double, step: Double
  ) -> (_ foam: Foam, _ time: Double, _ state: [Double]) -> Double {
    { foam, time, state in
      let rate = rate(foam, time, state)
      return ClosedFormDerivative.derivative(step: step) { δ in
        let moved = state.indices.map { state[$0] + δ * rate[$0] }
        return figure(foam.reading(moved.span))
      }
    }
  }
}
