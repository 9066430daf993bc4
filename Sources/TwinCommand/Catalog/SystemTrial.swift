import Foaming
import Quantities

/// Tries a system out in a small open cup.
enum SystemTrial {
  /// What keeps a system from being simulated as it stands; `nil` when nothing does.
  static func obstacle(_ system: MaterialSystem) -> SimulationError? {
    do throws(SimulationError) {
      let mixture = try Mixture(scenario: pour(system), system: system)
      _ = try FoamParameters(system: system, mixture: mixture, pressure: PhysicalConstants.atmosphere)
      return nil
    } catch {
      return error
    }
  }

  /// The fit of a system to the cup test of its data sheet, gaps filled from the archetype.
  ///
  /// - Throws: when the sheet states no cup test, or the system cannot be simulated.
  static func cupTest(_ system: MaterialSystem, assuming archetype: MaterialSystem?) throws -> CupTestFit {
    guard let test = CupTest(sheet: system.sheet) else {
      throw CommandFailure(
        .dataUnusable, place: system.id, found: "a data sheet without cup test",
        expected: "a cream, gel or rise time below `data_sheet.cup_test`")
    }
    let filled = try Simulation(of: pour(system), system: system, assuming: archetype).system
    return try CupTestFit(of: filled, to: test)
  }

  /// A sheet that discloses components without their ratio is tried at index 1.
  private static func pour(_ system: MaterialSystem) -> Scenario {
    let statesRatio = system.sheet.value(.mixingRatio) != nil || system.sheet.value(.mixtureHydroxyl) != nil
    return Scenario(
      id: "cup", name: "Cup test", system: system.id,
      recipe: Recipe(charge: .shot(Mass(100, .gram)), declaredIndex: statesRatio ? nil : 1),
      mold: .cup(id: "cup", name: "Cup"))
  }
}
