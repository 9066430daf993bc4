import Foaming
import Foundation
import Integrators
import Quantities
import Twin

/// A shot ready to be simulated: files read, overrides applied, integrator chosen.
struct ShotRequest {
  let scenario: Scenario
  let system: MaterialSystem
  let archetype: MaterialSystem?
  let integrator: any Integrator

  init(_ options: ShotOptions, words: Words) throws {
    let files = try ShotFiles(options, words: words)
    let catalog = files.catalog
    var scenario = try catalog.files.scenario(files.text, file: files.file, overrides: files.overrides)
    try options.requireUse(in: scenario)
    integrator = try Self.integrator(
      options.backend ?? scenario.settings.integrator, option: options.backend == nil ? nil : "--backend")
    scenario.settings.integrator = integrator.name
    system = try catalog.files.system(of: scenario, overrides: files.overrides)
    archetype = try files.archetype(options)
    self.scenario = scenario
    words.info("scenario read", ["scenario": scenario.id, "system": system.id, "mold": scenario.mold.id])
  }

  /// Runs the model.
  func simulate(words: Words) throws -> Simulation {
    let clock = ContinuousClock()
    let start = clock.now
    let simulation = try Simulation(of: scenario, system: system, assuming: archetype, with: integrator)
    let milliseconds = (clock.now - start) / .milliseconds(1)
    words.info(
      "shot simulated",
      [
        "scenario": scenario.id, "integrator": simulation.integrator, "steps": "\(simulation.statistics.steps)",
        "duration_ms": "\((milliseconds * 1000).rounded() / 1000)", "verdict": simulation.verdict.rawValue,
      ])
    return simulation
  }

  /// - Throws: for a shot in layers, whose equations are not traced.
  func requireTraceable() throws(CommandFailure) {
    guard scenario.settings.dimension == .one else { return }
    throw CommandFailure(
      place: "settings.dimension", found: "1D, whose equations are not traced", expected: "0D",
      remedy: "add --dimension 0D")
  }

  /// The integrator of this name; the error is the option's or the scenario's.
  static func integrator(_ name: String, option: String?) throws(CommandFailure) -> any Integrator {
    if let integrator = Backends.integrator(named: name) { return integrator }
    let names = Backends.entries.map(\.name)
    let near = Spelling.nearest(to: name, among: names).map { "did you mean `\($0)`?" }
    let missing = Backends.missing.first { $0.name == name }
    throw CommandFailure(
      option == nil ? .dataUnusable : .usage, place: option ?? "settings.integrator",
      found: missing.map { "`\(name)`, \($0.reason)" } ?? "the unknown integrator `\(name)`",
      expected: "one of \(names.joined(separator: ", "))", remedy: missing?.remedy ?? near ?? "")
  }
}
