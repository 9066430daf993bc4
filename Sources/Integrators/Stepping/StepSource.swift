/// What takes the steps of an ``ExternalRun``: a solver of another origin, owned by one run.
package protocol StepSource: AnyObject {
  /// Starts afresh at `time`, with no memory of what was before.
  ///
  /// - Parameters:
  ///   - end: no step goes beyond it [s].
  ///   - firstSize: length of the first step [s]; the source's own choice when `nil`.
  func restart(
    _ equations: any Equations, at time: Double, from initial: [Double], until end: Double, firstSize: Double?
  ) throws(StepFault)

  /// Takes one step and writes its end and the state there.
  ///
  /// - Parameter time: the start of the step; receives its end, which lies beyond it.
  func step(reaching time: inout Double, _ final: inout [Double]) throws(StepFault)

  /// Writes the interpolant of the last step.
  func interpolate(
    _ polynomial: inout StepPolynomial, from start: Double, to end: Double, initial: [Double], final: [Double])

  /// The work since the source was made, as far as it is known; accepted steps are counted by the run.
  var work: Statistics { get }

  /// The state with the largest scaled error in the last attempt.
  var worstState: Int? { get }
}

/// Why a step could not be taken; the run adds where and at what cost.
package struct StepFault: Error {
  package let reason: IntegrationFailure.Reason
  package let detail: String
  package let component: Int?

  package init(_ reason: IntegrationFailure.Reason, _ detail: String, component: Int? = nil) {
    self.reason = reason
    self.detail = detail
    self.component = component
  }
}
