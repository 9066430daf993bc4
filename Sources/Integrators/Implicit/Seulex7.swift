/// Extrapolation of the linearly implicit Euler method to order 7(6), its substeps side by side in vector lanes.
///
/// A step is taken seven times, in one to seven equal substeps, each with the Jacobian of the start; the polynomial
/// through the seven results in the size of the substeps is evaluated at zero. The 28 substeps depend on each other
/// along their column alone, so that they take seven rounds of four lanes (``Seulex7Tableau``): a step costs little
/// more than seven evaluations of the right-hand side one after the other, and is a few times as long as one of
/// ``Rodas5P``. The method of choice for stiff problems with a few states whose right-hand side is short enough to
/// leave a processor waiting for its own results.
///
/// Every column is L-stable. What is extrapolated from them vanishes at infinity, too, and is A(α)-stable with
/// α = 89.8°. The error estimate is the difference to the same without the first column.
///
/// - Reference: E. Hairer, G. Wanner, *Solving Ordinary Differential Equations II* (2nd ed., 1996), IV.9 (SEULEX);
///   interpolant after E. Hairer, A. Ostermann, *Numer. Math.* 58 (1990) 419.
public struct Seulex7: Integrator {
  public init() {}

  public var name: String { Seulex7Stages<DenseColumnMatrix>.name }
  public var order: Int { Seulex7Stages<DenseColumnMatrix>.order }

  public func integrate<Problem: InitialValueProblem>(
    _ problem: Problem, from initial: [Double], over interval: ClosedRange<Double>, events: [Event<Problem>],
    output: Output, tolerances: Tolerances, limits: Limits
  ) throws(IntegrationFailure) -> Solution<Problem> {
    guard problem is any ChainedProblem else {
      return try Solver.solve(
        problem, from: initial, over: interval, events: events, output: output, tolerances: tolerances, limits: limits,
        integrator: name, with: Run<Seulex7Stages<DenseColumnMatrix>>.outcome(of:))
    }
    return try Solver.solve(
      problem, from: initial, over: interval, events: events, output: output, tolerances: tolerances, limits: limits,
      integrator: name, with: Run<Seulex7Stages<ChainColumnMatrix>>.outcome(of:))
  }
}
