internal import Integrators
internal import Quantities

/// A shot as its model solved it, audited.
struct SolvedShot {
  let course: any Course
  let audit: Audit
  /// Relative tolerance that it took.
  let tolerance: Double
  /// Σ C_d A of all vents [m² per kg of shot].
  var ventAreaTotal = 0.0
  /// What the choice of the model means for the result, in sentences.
  var assumptions: [String] = []
  var warnings: [String] = []
}

extension Simulation {
  /// Solves and audits a shot in the dimension that its scenario names.
  ///
  /// - Throws: ``SimulationError``.
  static func solve(_ shot: PreparedShot) throws(SimulationError) -> SolvedShot {
    let (scenario, parameters) = (shot.scenario, shot.parameters)
    let (mold, settings) = (scenario.mold, scenario.settings)
    switch settings.dimension {
    case .zero:
      return shot.addingLumpedWords(
        to: try solve(shot.foam, events: shot.shot.events, settings, with: shot.method))
    case .one:
      let foam = LayeredFoam(
        parameters, in: try LayerSurroundings(mold: mold, process: scenario.process, mass: shot.mixture.mass),
        grid: LayerGrid(settings))
      var solved = try solve(
        foam, events: foam.events(tackFreeConversion: shot.tackFree), settings, with: shot.method)
      solved.assumptions = mold.layerAssumptions(hasAgent: parameters.agent != nil)
      solved.warnings = mold.layerWarnings
      return solved
    }
  }

  /// Solves and audits a shot.
  ///
  /// Where gas and polymer exchange very fast, long steps leave more round-off in a balance than shorter ones; a
  /// balance that is off by no more than that is worth further attempts, each at a tenth of the tolerance.
  ///
  /// - Throws: ``SimulationError`` of kind `integration` or `audit`.
  private static func solve<Foam: ShotModel>(
    _ foam: Foam, events: [Event<Foam>], _ settings: SimulationSettings, with method: any Integrator
  ) throws(SimulationError) -> SolvedShot {
    func attempt(_ tolerance: Double) throws(SimulationError) -> (ShotCourse<Foam>, Audit) {
      let course = try ShotCourse.solve(
        foam, events: events, duration: settings.duration.si, integrator: method, relativeTolerance: tolerance)
      return (course, Audit(course, relativeTolerance: tolerance))
    }
    var tolerance = settings.relativeTolerance
    var (course, audit) = try attempt(tolerance)
    // Three attempts reach steps so short that round-off stays below the limit.
    while audit.isOffByRoundOff && tolerance > 1e-3 * settings.relativeTolerance && tolerance > 1e-12 {
      tolerance = max(tolerance / 10, 1e-12)
      (course, audit) = try attempt(tolerance)
    }
    try audit.require()
    return SolvedShot(course: course, audit: audit, tolerance: tolerance)
  }
}

extension PreparedShot {
  /// A shot solved in zero dimensions with what that choice means.
  func addingLumpedWords(to solved: SolvedShot) -> SolvedShot {
    var solved = solved
    solved.ventAreaTotal = vents.reduce(0) { $0 + $1.effectiveArea }
    if scenario.mold.secondSide != nil {
      solved.warnings.append("zero dimensions know one wall: mold.second_side has no effect")
    }
    return solved
  }
}
