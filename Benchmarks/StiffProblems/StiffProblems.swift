public import Integrators

/// Robertson's autocatalytic reaction: rate constants 0.04, 1e4 and 3e7; y₁ + y₂ + y₃ is conserved.
public struct Robertson: InitialValueProblem {
  public init() {}

  public var dimension: Int { 3 }
  /// y(0).
  public static let initial = [1.0, 0, 0]

  @specialized(where S == Double)
  @specialized(where S == Dual)
  public func evaluate<S: Scalar>(at time: S, state y: Span<S>, derivative: inout MutableSpan<S>) {
    let first = 0.04 * y[0]
    let second = 1e4 * (y[1] * y[2])
    let third = 3e7 * (y[1] * y[1])
    derivative[0] = second - first
    derivative[1] = first - second - third
    derivative[2] = third
  }
}

/// High irradiance response of photomorphogenesis, eight reactants; y₇ + y₈ is conserved.
public struct Hires: InitialValueProblem {
  public init() {}

  public var dimension: Int { 8 }
  /// y(0).
  public static let initial = [1, 0, 0, 0, 0, 0, 0, 0.0057]

  @specialized(where S == Double)
  @specialized(where S == Dual)
  public func evaluate<S: Scalar>(at time: S, state y: Span<S>, derivative: inout MutableSpan<S>) {
    let reaction = 280.0 * (y[5] * y[7])
    derivative[0] = 0.43 * y[1] - 1.71 * y[0]
    derivative[0] = derivative[0] + 8.32 * y[2] + 0.0007
    derivative[1] = 1.71 * y[0] - 8.75 * y[1]
    derivative[2] = 0.43 * y[3] + 0.035 * y[4]
    derivative[2] = derivative[2] - 10.03 * y[2]
    derivative[3] = 8.32 * y[1] + 1.71 * y[2]
    derivative[3] = derivative[3] - 1.12 * y[3]
    derivative[4] = 0.43 * (y[5] + y[6]) - 1.745 * y[4]
    derivative[5] = 0.69 * (y[3] + y[6]) - 0.43 * y[5]
    derivative[5] = derivative[5] + 1.71 * y[4] - reaction
    derivative[6] = reaction - 1.81 * y[6]
    derivative[7] = 1.81 * y[6] - reaction
  }
}

/// Van der Pol's oscillator in its own time, y″ = μ (1 − y²) y′ − y.
public struct VanDerPol: InitialValueProblem {
  public init() {}

  public var dimension: Int { 2 }
  /// μ.
  public var stiffness = 1000.0
  /// y(0).
  public static let initial = [2.0, 0]

  @specialized(where S == Double)
  @specialized(where S == Dual)
  public func evaluate<S: Scalar>(at time: S, state y: Span<S>, derivative: inout MutableSpan<S>) {
    let damping = 1.0 - y[0] * y[0]
    derivative[0] = y[1]
    derivative[1] = stiffness * (damping * y[1]) - y[0]
  }
}

/// The Oregonator of Field and Noyes.
public struct Oregonator: InitialValueProblem {
  public init() {}

  public var dimension: Int { 3 }
  /// y(0).
  public static let initial = [1.0, 2, 3]

  @specialized(where S == Double)
  @specialized(where S == Dual)
  public func evaluate<S: Scalar>(at time: S, state y: Span<S>, derivative: inout MutableSpan<S>) {
    let (s, w, q) = (77.27, 0.161, 8.375e-6)
    let growth = 1.0 - q * y[0] - y[1]
    let loss = (1.0 + y[0]) * y[1]
    derivative[0] = s * (y[1] + y[0] * growth)
    derivative[1] = (y[2] - loss) / s
    derivative[2] = w * (y[0] - y[2])
  }
}

/// Prothero and Robinson's test, y′ = −λ (y − φ(t)) + φ′(t) with φ = 1 / (1 + t): the solution is φ whatever λ.
public struct ProtheroRobinson: InitialValueProblem {
  public init(rate: Double = 1e6) { self.rate = rate }

  public var dimension: Int { 1 }
  /// λ [1/s].
  public var rate = 1e6

  /// φ at a time [s].
  public static func solution(_ time: Double) -> Double { 1 / (1 + time) }

  @specialized(where S == Double)
  @specialized(where S == Dual)
  public func evaluate<S: Scalar>(at time: S, state y: Span<S>, derivative: inout MutableSpan<S>) {
    let φ = 1.0 / (1.0 + time)
    derivative[0] = -rate * (y[0] - φ) - φ * φ
  }
}
