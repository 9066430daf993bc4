/// A formula that takes one step, driven by ``Run``: it computes, the driver decides.
///
/// One value serves one run and owns the memory of its stages.
protocol OneStepMethod {
  static var name: String { get }
  /// Order of the formula that is propagated; its error estimate has one order less.
  static var order: Int { get }
  static var control: StepController { get }
  /// Degree of the interpolant.
  static var degree: Int { get }

  /// - Parameters:
  ///   - equations: those in force at the start; their shape is that of the whole run.
  ///   - sizes: typical size of each state up to a common factor, shape (dimension); zeros when unknown.
  init(_ equations: any Equations, sizes: [Double])

  /// Prepares what depends on tₙ and yₙ only, in particular ``Step/slope``.
  ///
  /// - Parameter isContinued: whether the step starts where the last attempt ended, with the same equations.
  mutating func prepare(_ equations: any Equations, _ step: inout Step, isContinued: Bool)

  /// Computes ``Step/final`` and ``Step/error`` for the end chosen. May be repeated with another end.
  ///
  /// - Returns: false when the matrix of the step is singular.
  mutating func attempt(_ equations: any Equations, _ step: inout Step) -> Bool

  /// Writes ``Step/polynomial`` for the last attempt.
  func interpolate(_ step: inout Step)
}
