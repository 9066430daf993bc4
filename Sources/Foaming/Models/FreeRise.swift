internal import Integrators

/// A shot that rises in an adiabatic cup, and what a cup test reads off it.
public struct FreeRise: Sendable {
  /// Volume +5 % [s after mixing].
  public let cream: Double?
  /// String gel [s after mixing].
  public let gel: Double?
  /// 98 % of the rise [s after mixing].
  public let rise: Double?
  /// Tack-free [s after mixing].
  public let tackFree: Double?
  /// Expansion stops [s after mixing].
  public let lock: Double?
  /// Density at the end [kg/m³].
  public internal(set) var density: Double
  /// Highest temperature [K].
  public let temperatureMaximum: Double
  /// Hydroxyl conversion at 98 % of the rise.
  public let conversionAtRise: Double?

  /// Solves the cup.
  ///
  /// - Parameters:
  ///   - tackFreeConversion: hydroxyl conversion at which the surface is tack-free.
  ///   - duration: simulated time [s].
  ///   - relativeTolerance: rtol.
  /// - Throws: ``SimulationError`` of kind `integration`.
  public init(
    _ parameters: FoamParameters, pressure: Double = PhysicalConstants.atmosphere, tackFreeConversion: Double,
    duration: Double = 900, relativeTolerance: Double = 1e-6
  ) throws(SimulationError) {
    let cup = Self.course(
      parameters, pressure: pressure, tackFreeConversion: tackFreeConversion, duration: duration,
      relativeTolerance: relativeTolerance)
    self.init(
      try ShotCourse.solve(
        cup.foam, events: cup.events, duration: duration, integrator: Rodas5P(), relativeTolerance: relativeTolerance))
  }

  /// The integration behind ``init(_:pressure:tackFreeConversion:duration:relativeTolerance:)``.
  static func course(
    _ parameters: FoamParameters, pressure: Double, tackFreeConversion: Double, duration: Double = 900,
    relativeTolerance: Double
  ) -> PreparedShot.Course {
    let foam = LumpedFoam(parameters, in: .adiabaticCup(pressure: pressure, temperature: parameters.initialTemperature))
    return PreparedShot.Course(
      foam: foam, events: foam.events(tackFreeConversion: tackFreeConversion), duration: duration,
      relativeTolerance: relativeTolerance)
  }

  /// What a solved cup tells.
  init(_ course: some Course) {
    func time(_ event: String) -> Double? { course.event(event)?.time }
    (cream, gel, tackFree, lock) = (time("cream"), time("gel"), time("tack_free"), time("locked"))
    rise = course.riseTime
    density = course.end.density
    temperatureMaximum = course.maximum { $0.temperature }.value
    conversionAtRise = rise.map { course.reading(at: $0).hydroxylConversion }
  }
}

extension Course {
  /// 98 % of the way from the fresh mixture's volume to the final one [s]; `nil` when the foam did not rise.
  var riseTime: Double? {
    let (first, last) = (start.volume, end.volume)
    guard last > 1.05 * first else { return nil }
    return firstTime { $0.volume - (first + 0.98 * (last - first)) }
  }
}

extension ShotCourse {
  /// Integrates a shot with dense output, from the end of mixing.
  static func solve(
    _ foam: Foam, events: [Event<Foam>], duration: Double, integrator: any Integrator, relativeTolerance: Double
  ) throws(SimulationError) -> ShotCourse {
    do {
      let solution = try integrator.integrate(
        foam, from: foam.initialState, over: 0...duration, events: events, output: .dense,
        tolerances: foam.tolerances(relative: relativeTolerance), limits: Limits())
      guard let course = ShotCourse(solution) else {
        throw SimulationError(
          kind: .invalid, field: "settings.integrator", found: "\(integrator.name) without a dense output",
          expected: "a method with a dense output", remedy: "choose another integrator")
      }
      return course
    } catch let failure as IntegrationFailure {
      throw SimulationError(translating: failure, of: foam)
    } catch let error as SimulationError {
      throw error
    } catch {
      // Typed throws of both kinds are handled above; nothing else can be thrown.
      throw SimulationError(
        kind: .integration, field: "integration", found: "\(error)", expected: "a solution", remedy: "report this")
    }
  }
}
