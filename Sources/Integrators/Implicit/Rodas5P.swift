/// The Rosenbrock method Rodas5P, order 5(4), L-stable and stiffly accurate, with an interpolant of order 4.
///
/// Seven right-hand sides, one exact Jacobian and one factorization per step; no Newton iteration that could
/// fail to converge. The method of choice for stiff problems of up to a few dozen states, or of a ``ChainedProblem`` of
/// any length, at all tolerances of practical interest.
///
/// - Reference: G. Steinebach, *BIT Numer. Math.* 63 (2023) 27, doi:10.1007/s10543-023-00967-x.
public struct Rodas5P: Integrator {
  public init() {}

  public var name: String { Rodas5PStages<DenseStepMatrix>.name }
  public var order: Int { Rodas5PStages<DenseStepMatrix>.order }

  public func integrate<Problem: InitialValueProblem>(
    _ problem: Problem, from initial: [Double], over interval: ClosedRange<Double>, events: [Event<Problem>],
    output: Output, tolerances: Tolerances, limits: Limits
  ) throws(IntegrationFailure) -> Solution<Problem> {
    guard problem is any ChainedProblem else {
      return try Solver.solve(
        problem, from: initial, over: interval, events: events, output: output, tolerances: tolerances, limits: limits,
        integrator: name, with: Run<Rodas5PStages<DenseStepMatrix>>.outcome(of:))
    }
    return try Solver.solve(
      problem, from: initial, over: interval, events: events, output: output, tolerances: tolerances, limits: limits,
      integrator: name, with: Run<Rodas5PStages<ChainStepMatrix>>.outcome(of:))
  }
}
