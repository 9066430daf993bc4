import RealModule

extension Run {
  /// Size of the first step, from the size of the solution, its slope and its curvature.
  ///
  /// - Reference: E. Hairer, S. P. Nørsett, G. Wanner, *Solving Ordinary Differential Equations I* (2nd ed., 1993),
  ///   II.4, "Starting step size".
  mutating func initialSize() -> Double {
    let longest = min(interval.upperBound - step.start, limits.stepSizeMaximum)
    if let size = limits.stepSizeInitial { return min(size, longest) }
    let (state, slope) = (norm(of: step.initial), norm(of: step.slope))
    let usable = state >= 1e-5 && slope >= 1e-5 && slope.isFinite
    let guess = min(usable ? 0.01 * state / slope : 1e-6, longest)
    for i in 0..<step.dimension { probe[i] = step.initial[i] + guess * step.slope[i] }
    for i in step.dimension..<step.components { probe[i] = step.initial[i] }
    equations.rightHandSide(step.start + guess, probe, &probeSlope)
    step.statistics.rightHandSides += 1
    for i in 0..<step.dimension { probe[i] = probeSlope[i] - step.slope[i] }
    let steepest = max(slope, norm(of: probe) / guess)
    guard steepest.isFinite else { return guess }
    let size =
      steepest <= 1e-15 ? max(1e-6, guess * 1e-3) : Double.pow(0.01 / steepest, 1 / Double(Method.order))
    return min(100 * guess, size, longest)
  }

  /// Largest element relative to the tolerances at the start of the step; states without any tolerance are left out.
  private func norm(of vector: [Double]) -> Double {
    var largest = 0.0
    for i in 0..<step.dimension {
      let scale = absolute[i] + relative * abs(step.initial[i])
      if scale > 0 { largest = max(largest, abs(vector[i]) / scale) }
    }
    return largest
  }
}
