import RealModule

/// Chooses step sizes from scaled errors, where 1 is just acceptable.
///
/// The proportional–integral law h′ = h · safety · err^−α · errLast^β of Gustafsson; β damps the oscillation of
/// step sizes where stability limits them. After a rejection the step must not grow.
///
/// - Reference: E. Hairer, G. Wanner, *Solving Ordinary Differential Equations II* (2nd ed., 1996), IV.2.
struct StepController {
  /// α, applied to the error of this step.
  let proportional: Double
  /// β, applied to the error of the last accepted step.
  let integral: Double
  /// Bounds of the change of size from one step to the next.
  let factorMinimum: Double
  let factorMaximum: Double
  private(set) var lastError = StepController.errorFloor
  private(set) var hasRejected = false
  /// True until the first step after a start is accepted: its size was a guess.
  private var isFirst = true

  private static let safety = 0.9
  /// Bound of the growth after the first step.
  private static let factorMaximumFirst = 100.0
  /// Smaller errors say nothing about the next step; without this floor one lucky step would stall the growth.
  private static let errorFloor = 1e-4

  init(proportional: Double, integral: Double, factorMinimum: Double, factorMaximum: Double) {
    self.proportional = proportional
    self.integral = integral
    self.factorMinimum = factorMinimum
    self.factorMaximum = factorMaximum
  }

  /// Factor from the size of the accepted step with scaled error `error` ≤ 1 to the next.
  mutating func factorAfterAccepting(_ error: Double) -> Double {
    let memory = integral == 0 ? 1 : Double.pow(lastError, integral)
    let law = Self.safety * Double.pow(max(error, 1e-10), -proportional) * memory
    let bound = hasRejected ? 1 : isFirst ? Self.factorMaximumFirst : factorMaximum
    let factor = min(bound, max(factorMinimum, law))
    isFirst = false
    lastError = max(error, Self.errorFloor)
    hasRejected = false
    return factor
  }

  /// Factor from the size of the rejected step with scaled error `error` > 1 to its repetition.
  mutating func factorAfterRejecting(_ error: Double) -> Double {
    hasRejected = true
    return max(factorMinimum, min(Self.safety, Self.safety * Double.pow(error, -proportional)))
  }

  /// Notes that a step was repeated for another reason than its error.
  mutating func reject() { hasRejected = true }

  /// Forgets the past, after a change of the equations.
  mutating func restart() {
    lastError = Self.errorFloor
    hasRejected = false
    isFirst = true
  }
}
