/// Accuracy asked for: the local error of component i is kept below `absolute[i] + relative × |yᵢ|`.
public struct Tolerances: Hashable, Sendable {
  /// rtol, positive; below 1e-14 it drowns in round-off.
  public let relative: Double
  /// atol per state, shape (n), in the unit of that state; or one value for all.
  public let absolute: [Double]

  /// - Parameters:
  ///   - relative: rtol, 1e-14 … 1.
  ///   - absolute: atol per state, each ≥ 0 and finite.
  public init(relative: Double, absolute: [Double]) {
    precondition(relative >= 1e-14 && relative <= 1, "relative tolerance must lie in 1e-14 … 1")
    precondition(!absolute.isEmpty && absolute.allSatisfy { $0 >= 0 && $0.isFinite }, "absolute tolerances must be ≥ 0")
    self.relative = relative
    self.absolute = absolute
  }

  /// The same absolute tolerance for every state.
  public init(relative: Double = 1e-6, absolute: Double = 1e-9) {
    self.init(relative: relative, absolute: [absolute])
  }
}

/// What an integration may cost before it gives up.
public struct Limits: Hashable, Sendable {
  /// Accepted, rejected and event steps together.
  public var steps: Int
  /// Longest step allowed [s].
  public var stepSizeMaximum: Double
  /// Length of the first step [s]; chosen by the method when `nil`.
  public var stepSizeInitial: Double?

  public init(steps: Int = 100_000, stepSizeMaximum: Double = .infinity, stepSizeInitial: Double? = nil) {
    precondition(steps > 0 && stepSizeMaximum > 0, "limits must be positive")
    self.steps = steps
    self.stepSizeMaximum = stepSizeMaximum
    self.stepSizeInitial = stepSizeInitial
  }
}
