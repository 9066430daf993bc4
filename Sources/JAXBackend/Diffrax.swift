public import Integrators

/// Kvaerno5 of diffrax, run by JAX in a Python process: an independent check by code of another origin that evaluates
/// the equations in another language.
///
/// The problem is traced, printed as a JAX function and compiled, once per form of the equations and process: some
/// seconds. The process lives as long as this program. The method is a diagonally implicit Runge–Kutta pair of order
/// 5(4), L-stable; error control is that of the other methods, on the largest scaled error of the states.
///
/// Right-hand sides are not counted, because diffrax does not say how many there were.
///
/// - Reference: A. Kværnø, *BIT Numerical Mathematics* 44 (2004) 489–502.
public struct Diffrax: Integrator {
  /// The Python that has JAX and diffrax; `nil` when none was found.
  public let interpreter: JAXInterpreter?

  /// - Parameter interpreter: without it the one of ``JAXInterpreter/find()``.
  public init(interpreter: JAXInterpreter? = .find()) { self.interpreter = interpreter }

  public var name: String { Self.name }
  public var order: Int { 5 }

  /// Name of the method.
  public static let name = "jax"

  /// What the method is and when to take it, in the words of the catalog.
  public static var entry: IntegratorCatalog.Entry {
    IntegratorCatalog.Entry(
      integrator: Diffrax(),
      summary: "diffrax Kvaerno5 in a Python process: diagonally implicit Runge–Kutta of order 5(4), exact Jacobian",
      useWhen: "an independent check of equations and method; seconds to compile, so not for many different shots")
  }

  public func integrate<Problem: InitialValueProblem>(
    _ problem: Problem, from initial: [Double], over interval: ClosedRange<Double>, events: [Event<Problem>],
    output: Output, tolerances: Tolerances, limits: Limits
  ) throws(IntegrationFailure) -> Solution<Problem> {
    let interpreter = interpreter
    return try Solver.solve(
      problem, from: initial, over: interval, events: events, output: output, tolerances: tolerances, limits: limits,
      integrator: name
    ) { setup throws(IntegrationFailure) in
      try ExternalRun.outcome(
        of: setup, with: { (_, setup) throws(StepFault) in try DiffraxSteps(setup, interpreter) }, integrator: name)
    }
  }
}
