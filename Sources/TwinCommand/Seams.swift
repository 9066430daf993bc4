import Foaming
import Integrators
import Twin

/// The calls the commands make into the model and the renderers, in one place while those settle.
///
/// Each function is one call to be replaced by the real one.
enum Seams {
  private static func pending(_ what: String) -> SimulationError {
    SimulationError(
      kind: .invalid, field: what, found: "a program without this part", expected: "a complete build",
      remedy: "build a newer version")
  }

  /// Simulates a shot; `archetype` may fill the gaps of the system.
  static func simulate(
    _ scenario: Scenario, of system: MaterialSystem, assuming archetype: MaterialSystem?,
    with integrator: any Integrator
  ) throws(SimulationError) -> Simulation {
    throw pending("model")
  }

  /// What a system lacks to be simulated: the property's path and what it is; empty when it is complete.
  static func gaps(of system: MaterialSystem) -> [(path: String, summary: String)] { [] }

  /// One stage of the virtual cup test: what the sheet states and what the fitted system does, SI.
  struct CupStage {
    let label: String
    let unit: String
    let stated: Double?
    let simulated: Double?
    /// Why there is no agreement, if there is none.
    let note: String?
  }

  /// Runs the cup test of a system against its own data sheet.
  static func cupTest(_ system: MaterialSystem, assuming archetype: MaterialSystem?) throws(SimulationError)
    -> [CupStage]
  {
    throw pending("cup test")
  }

  /// The table of key figures for the terminal.
  static func table(_ simulation: Simulation) -> String { "" }

  /// The operator's one screen.
  static func operatorScreen(_ simulation: Simulation) -> String { "" }

  /// The whole result as one JSON value.
  static func json(_ simulation: Simulation, _ reproduction: Reproduction) -> String { "{}\n" }

  /// The profile as CSV.
  static func csv(_ simulation: Simulation) -> String { ProfileTable.csv(simulation.profile) }

  /// The files of a report: Markdown, one self-contained page, JSON and CSV.
  static func report(_ simulation: Simulation, _ reproduction: Reproduction) -> [(name: String, text: String)] { [] }
}
