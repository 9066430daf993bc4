import Foundation
import Integrators

/// A non-stiff problem with a known state at its end.
///
/// The letters are those of the classes of T. E. Hull et al., *SIAM J. Numer. Anal.* 9 (1972) 603–637.
enum SmoothProblem: String, CaseIterable, InitialValueProblem {
  case a1, a2, a3, a4, a5, d1, d3

  static let end = 20.0

  var dimension: Int { eccentricity == nil ? 1 : 4 }

  /// Of the orbits.
  var eccentricity: Double? {
    switch self {
    case .d1: 0.1
    case .d3: 0.5
    default: nil
    }
  }

  /// Digits by which the error at the end may exceed the tolerance, which bounds the error of each step.
  ///
  /// A3 swings by e², orbits turn errors of energy into errors of phase that grow with the square of time, over
  /// three revolutions and some fifty steps.
  var digitsLost: Double {
    switch self {
    case .a3: 2
    case .d1, .d3: 3.5
    default: 1
    }
  }

  var initial: [Double] {
    if let e = eccentricity { return [1 - e, 0, 0, ((1 + e) / (1 - e)).squareRoot()] }
    return self == .a5 ? [4] : [1]
  }

  func evaluate<S: Scalar>(at time: S, state y: Span<S>, derivative: inout MutableSpan<S>) {
    switch self {
    case .a1: derivative[0] = -y[0]
    case .a2: derivative[0] = -0.5 * (y[0] * y[0] * y[0])
    case .a3: derivative[0] = y[0] * cosine(time)
    case .a4: derivative[0] = 0.25 * (y[0] * (1.0 - y[0] / 20))
    case .a5: derivative[0] = (y[0] - time) / (y[0] + time)
    case .d1, .d3:
      let square = y[0] * y[0] + y[1] * y[1]
      let cube = square * S.sqrt(square)
      derivative[0] = y[2]
      derivative[1] = y[3]
      derivative[2] = -y[0] / cube
      derivative[3] = -y[1] / cube
    }
  }

  /// State at ``end`` in closed form, or by a scalar equation solved to round-off.
  var solution: [Double] {
    let t = Self.end
    switch self {
    case .a1: return [exp(-t)]
    case .a2: return [1 / (t + 1).squareRoot()]
    case .a3: return [exp(sin(t))]
    case .a4: return [20 / (1 + 19 * exp(-t / 4))]
    case .a5:
      // In polar coordinates the solution is the spiral r = 4 exp(π/2 − θ).
      let angle = root(from: -1, to: 1) { 4 * exp(.pi / 2 - $0) * cos($0) - t }
      return [4 * exp(.pi / 2 - angle) * sin(angle)]
    case .d1, .d3:
      let e = eccentricity ?? 0
      let u = root(from: t - 1, to: t + 1) { $0 - e * sin($0) - t }
      let (side, rate) = ((1 - e * e).squareRoot(), 1 / (1 - e * cos(u)))
      return [cos(u) - e, side * sin(u), -sin(u) * rate, side * cos(u) * rate]
    }
  }
}

/// cos x for any scalar: Taylor's series of x/64, then the angle doubled six times.
private func cosine<S: Scalar>(_ x: S) -> S {
  let square = x * x / 4096
  var sum = S(0)
  // Works with 1 − cos, which loses no digits when the angle is doubled.
  for k in [7, 6, 5, 4, 3, 2, 1] {
    let factor = Double((2 * k - 1) * 2 * k)
    sum = (square - square * sum) / factor
  }
  for _ in 0..<6 { sum = sum * (4.0 - 2.0 * sum) }
  return 1.0 - sum
}

/// The root of `function` between two arguments of different sign, by bisection to round-off.
private func root(from start: Double, to end: Double, of function: (Double) -> Double) -> Double {
  var (low, high) = (start, end)
  let sign = function(low) < 0
  for _ in 0..<200 {
    let middle = (low + high) / 2
    if (function(middle) < 0) == sign { low = middle } else { high = middle }
  }
  return (low + high) / 2
}

/// Predator and prey, class B1: y₁ − ln y₁ + 2 (y₂ − ln y₂) is conserved.
struct PredatorPrey: InitialValueProblem {
  var dimension: Int { 2 }
  static let initial = [1.0, 3]

  func evaluate<S: Scalar>(at time: S, state y: Span<S>, derivative: inout MutableSpan<S>) {
    let encounters = y[0] * y[1]
    derivative[0] = 2.0 * (y[0] - encounters)
    derivative[1] = encounters - y[1]
  }

  static func invariant(_ y: [Double]) -> Double { y[0] - log(y[0]) + 2 * (y[1] - log(y[1])) }
}

/// A non-linear system that depends on time: y₁ = 1 / (1 + t²), y₂ = √(1 + t²).
struct Bell: InitialValueProblem {
  var dimension: Int { 2 }
  static let initial = [1.0, 1]

  func evaluate<S: Scalar>(at time: S, state y: Span<S>, derivative: inout MutableSpan<S>) {
    derivative[0] = -2.0 * (time * (y[0] * y[0]))
    derivative[1] = time * (y[0] * y[1])
  }

  static func solution(_ t: Double) -> [Double] { [1 / (1 + t * t), (1 + t * t).squareRoot()] }
}

/// y′ = −k y with the loss collected in a quadrature: y + q is conserved.
struct Decay: InitialValueProblem {
  var rate = 1.0
  var dimension: Int { 1 }
  var quadratures: Int { 1 }

  func evaluate<S: Scalar>(at time: S, state y: Span<S>, derivative: inout MutableSpan<S>) {
    let loss = rate * y[0]
    derivative[0] = -loss
    derivative[1] = loss
  }
}

/// y₁″ = −acceleration: a ball, or with a negative rate of change anything that is a parabola.
struct Ball: InitialValueProblem {
  var acceleration = 9.81
  var dimension: Int { 2 }

  func evaluate<S: Scalar>(at time: S, state y: Span<S>, derivative: inout MutableSpan<S>) {
    derivative[0] = y[1]
    derivative[1] = S(-acceleration)
  }
}

/// y₁ = cos t, y₂ = −sin t.
struct Oscillator: InitialValueProblem {
  var dimension: Int { 2 }
  static let initial = [1.0, 0]

  func evaluate<S: Scalar>(at time: S, state y: Span<S>, derivative: inout MutableSpan<S>) {
    derivative[0] = y[1]
    derivative[1] = -y[0]
  }
}
