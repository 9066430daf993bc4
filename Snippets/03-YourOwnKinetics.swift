// Kinetics of one's own: autocatalytic cure that slows down in the glass, and a delayed water reaction.
//
// The functional form is that of the PMDI foam models published by Sandia National Laboratories, as found in the
// source of Goma. The numbers are illustrative; they are not a material.
import Integrators

/// y₁: cure ξ, y₂: water left over initial water, y₃: temperature [K]; adiabatic.
struct GlassyCure: InitialValueProblem {
  /// Cure: factor [1/s], activation temperature [K], orders, and what starts the autocatalysis.
  var cure = (factor: 2e6, activation: 6200.0, autocatalysis: 0.4, depletion: 2.0, start: 0.1)
  /// Water: factor [1/s], activation temperature [K], order, nucleation time [s].
  var water = (factor: 2.2e4, activation: 4200.0, order: 1.2, nucleation: 5.0)
  /// Vitrification: weight, exponent, and the constants of Williams, Landel and Ferry.
  var glass = (weight: 1.0, exponent: 1.5, c1: 14.88, c2: 51.6)
  /// Glass transition from uncured to cured [K], and its curvature.
  var transition = (uncured: 200.0, cured: 430.0, curvature: 0.4)
  /// Heat of cure over specific heat [K].
  var adiabaticRise = 250_000 / 1900.0

  var dimension: Int { 3 }

  func evaluate<S: Scalar>(at time: S, state y: Span<S>, derivative: inout MutableSpan<S>) {
    let (temperature, left) = (y[2], 1 - y[0])
    let stiffened = transition.curvature * y[0]
    let glassTransition =
      (transition.uncured * left + transition.cured * stiffened) / (left + stiffened)
    let above = temperature - glassTransition
    // The denominator has a pole 51.6 K below the glass transition: kept positive without a branch.
    let distance = positive(glass.c2 + above, width: 0.1)
    let shift = S.exp((-2.302585092994046 * glass.c1) * above / distance)
    let mobility = S.exp(-glass.exponent * S.log(1 + glass.weight * shift))
    let rate =
      cure.factor * S.exp(-cure.activation / temperature) * mobility
      * (cure.start + power(y[0], cure.autocatalysis)) * power(left, cure.depletion)
    let clock = (time - water.nucleation) / water.nucleation
    let nucleated = 0.5 * (1 + S.tanh(clock))
    derivative[0] = rate
    derivative[1] =
      -(water.factor * nucleated) * S.exp(-water.activation / temperature) * power(y[1], water.order)
    derivative[2] = adiabaticRise * rate
  }

  /// x itself where it is larger than `width`, and never zero or negative: iterates may stray below zero.
  private func positive<S: Scalar>(_ x: S, width: Double) -> S { 0.5 * (x + S.sqrt(x * x + width * width)) }

  private func power<S: Scalar>(_ x: S, _ exponent: Double) -> S {
    S.exp(exponent * S.log(positive(x, width: 1e-12)))
  }
}

let gel = Event<GlassyCure>("gel", direction: .rising) { _, _, state in state[0] - 0.5 }

do {
  // A cure of exactly zero would start with an infinite slope.
  let solution = try Rodas5P().integrate(
    GlassyCure(), from: [1e-6, 1, 303.15], over: 0...600, events: [gel],
    tolerances: Tolerances(relative: 1e-8, absolute: [1e-10, 1e-10, 1e-6]))
  if let gel = solution.event("gel") { print("half cured after \(gel.time) s at \(gel.state[2]) K") }
  let end = solution.end.state
  print("after \(solution.end.time) s: cure \(end[0]), water left \(end[1]), \(end[2]) K")
  print("\(solution.statistics.steps) steps, \(solution.statistics.jacobians) exact Jacobians")
} catch {
  print(error)
}
