#if Sundials
  public import Integrators

  /// CVODE of SUNDIALS: backward differentiation formulas of order 1 to 5 in variable steps, Newton's iteration with
  /// the exact Jacobian and a dense factorization.
  ///
  /// A multistep method: about one right-hand side per step and many cheap steps, where ``Rodas5P`` takes few expensive
  /// ones. It starts again at order 1 after every event that changes the state. Meant as an independent check of
  /// `rodas5p`, and for problems whose right-hand side costs much more than a step.
  ///
  /// Tolerances mean what they mean for the other methods: the error estimate of every state, not a mean over the
  /// states, is kept below `absolute + relative · |y|`, with a margin for the many steps. Quadratures get no weight in
  /// any norm of CVODE, so that they take part neither in the error control nor in the convergence test. States are
  /// not forced to be positive: the constraints of CVODE 6 may fail on problems without any fault.
  ///
  /// - Reference: A. C. Hindmarsh et al., *ACM Trans. Math. Softw.* 31 (2005) 363–396, doi:10.1145/1089014.1089020.
  public struct CVODE: Integrator {
    public init() {}

    public var name: String { Self.name }
    /// The highest order of the formulas; the order in use is chosen step by step.
    public var order: Int { StepPolynomial.degree }

    static let name = "cvode"

    /// What the method is and when to take it, in the words of the catalog.
    public static let entry = IntegratorCatalog.Entry(
      integrator: CVODE(),
      summary: "SUNDIALS CVODE: multistep formulas of order 1 to 5 (BDF), exact Jacobian, Newton's iteration",
      useWhen: "an independent check of rodas5p by code of another origin; expensive right-hand sides")

    public func integrate<Problem: InitialValueProblem>(
      _ problem: Problem, from initial: [Double], over interval: ClosedRange<Double>, events: [Event<Problem>],
      output: Output, tolerances: Tolerances, limits: Limits
    ) throws(IntegrationFailure) -> Solution<Problem> {
      try Solver.solve(
        problem, from: initial, over: interval, events: events, output: output, tolerances: tolerances, limits: limits,
        integrator: name
      ) { setup throws(IntegrationFailure) in
        try ExternalRun.outcome(
          of: setup, with: { (equations, setup) throws(StepFault) in try CVODESteps(equations, setup) },
          integrator: name)
      }
    }
  }
#endif
