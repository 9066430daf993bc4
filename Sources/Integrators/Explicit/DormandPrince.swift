/// The explicit Runge–Kutta pair of Dormand and Prince, order 5(4), with an interpolant of order 4.
///
/// Six right-hand sides per step. The method of choice when no process of the problem is much faster than the
/// accuracy requires to follow; on stiff problems stability keeps its steps short.
///
/// - Reference: J. R. Dormand, P. J. Prince, *J. Comput. Appl. Math.* 6 (1980) 19–26.
public struct DormandPrince: Integrator {
  public init() {}

  public var name: String { DormandPrinceStages.name }
  public var order: Int { DormandPrinceStages.order }

  public func integrate<Problem: InitialValueProblem>(
    _ problem: Problem, from initial: [Double], over interval: ClosedRange<Double>, events: [Event<Problem>],
    output: Output, tolerances: Tolerances, limits: Limits
  ) throws(IntegrationFailure) -> Solution<Problem> {
    try Solver.solve(
      problem, from: initial, over: interval, events: events, output: output, tolerances: tolerances, limits: limits,
      integrator: name, with: Run<DormandPrinceStages>.outcome(of:))
  }
}
