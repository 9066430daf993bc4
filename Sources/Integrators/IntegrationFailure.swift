/// Why an integration stopped before the end of its interval.
public struct IntegrationFailure: Error, Hashable, Sendable {
  public enum Reason: String, Hashable, Sendable, CaseIterable {
    /// The step needed for the tolerance is shorter than the spacing of floating-point times.
    case stepSizeUnderflow
    /// ``Limits/steps`` was reached.
    case stepLimit
    /// The right-hand side or the state is not finite.
    case nonFinite
    /// The iteration matrix could not be factorized at any step size.
    case singularMatrix
    /// The input contradicts the contract: shapes, interval or output times.
    case invalidInput
    /// The method runs outside this program, in something that is not there or did not answer.
    case unavailable
  }

  public let reason: Reason
  /// What exactly was met, in one sentence without the remedy.
  public let detail: String
  /// Time reached [s].
  public let time: Double
  /// State with the largest scaled error or the first non-finite one; `nil` when none stands out.
  public let component: Int?
  /// Full state at ``time``.
  public let state: [Double]
  public let statistics: Statistics
  public let integrator: String

  public init(
    reason: Reason, detail: String, time: Double, component: Int?, state: [Double], statistics: Statistics,
    integrator: String
  ) {
    self.reason = reason
    self.detail = detail
    self.time = time
    self.component = component
    self.state = state
    self.statistics = statistics
    self.integrator = integrator
  }

  /// What the caller can do about it.
  public var remedy: String {
    switch reason {
    case .stepSizeUnderflow: "use a stiff method, loosen the tolerances, or look for a discontinuity at this time"
    case .stepLimit: "raise the step limit, loosen the tolerances, or use a stiff method"
    case .nonFinite: "check the initial state and the parameters of this component for division by zero or overflow"
    case .singularMatrix: "check the equations for components that do not depend on the state"
    case .invalidInput: "correct the call"
    case .unavailable: "install what the method needs, or choose another one"
    }
  }
}

extension IntegrationFailure: CustomStringConvertible {
  public var description: String {
    let place = component.map { ", component \($0)" } ?? ""
    return "\(integrator) stopped at t = \(time) s (\(reason.rawValue)\(place)): \(detail); \(remedy)"
  }
}
