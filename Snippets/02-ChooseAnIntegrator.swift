// A stiff problem of one's own, solved with both methods.
//
// A hot body cools into a room while a catalyst on it relaxes ten thousand times faster. The explicit method needs
// steps as short as the fast process; the stiff one follows the slow process.
import Integrators

/// y₁: temperature above the room [K], y₂: activity of the catalyst [-], one quadrature: heat given off [J].
struct CoolingCatalyst: InitialValueProblem {
  var cooling = 0.2
  var relaxation = 1e4

  var dimension: Int { 2 }
  var quadratures: Int { 1 }

  func evaluate<S: Scalar>(at time: S, state y: Span<S>, derivative: inout MutableSpan<S>) {
    let loss = cooling * y[0]
    let equilibrium = y[0] / (50.0 + y[0])
    derivative[0] = -loss
    derivative[1] = relaxation * (equilibrium - y[1])
    derivative[2] = loss
  }
}

// snippet.hide
func describe(_ solution: Solution<CoolingCatalyst>) -> String {
  let state = solution.end.state.map { ($0 * 1e6).rounded() / 1e6 }
  let work = solution.statistics
  return "\(solution.integrator): t = \(solution.end.time) s, state \(state), \(work.steps) steps"
}
// snippet.show

let lukewarm = Event<CoolingCatalyst>("lukewarm", direction: .falling) { _, _, state in state[0] - 20 }

for entry in IntegratorCatalog.entries {
  do {
    let solution = try entry.integrator.integrate(
      CoolingCatalyst(), from: [100, 0, 0], over: 0...10, events: [lukewarm],
      tolerances: Tolerances(relative: 1e-6, absolute: [1e-6, 1e-9]))
    print(describe(solution))
    if let moment = solution.event("lukewarm") { print("  20 K above the room after \(moment.time) s") }
    // The catalyst at any time, from the interpolant.
    if let dense = solution.dense { print("  activity after 5 s: \(dense.state(at: 5)[1])") }
  } catch {
    print(error)
  }
}
