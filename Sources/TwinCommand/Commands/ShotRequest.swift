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
    let named = [(options.mold, "--mold"), (options.quality, "--quality")].compactMap { word, option in
      word.flatMap { TextFile.isPath($0) ? (path: $0, option: option) : nil }
    }
    let catalog = try Catalog(systems: options.catalog.systems, named: named)
    for damaged in catalog.damaged {
      words.info("file set aside", ["file": damaged.file, "reason": "\(damaged.errors)"])
    }
    words.debug("catalog read", ["folder": catalog.folder?.url.path ?? "none"])

    let overrides = try Self.overrides(options, catalog)
    var scenario = try Self.scenario(options.scenario, overrides, catalog)
    integrator = try Self.integrator(options.backend ?? scenario.settings.integrator, isOption: options.backend != nil)
    scenario.settings.integrator = integrator.name
    system = try catalog.files.system(of: scenario, overrides: overrides)
    archetype = try options.assume.map {
      try catalog.files.system(id: catalog.resolve($0, .system, option: "--assume"))
    }
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

  /// The user's overrides; those that stand for options come first, so that `--set` reaches into what they name.
  private static func overrides(_ options: ShotOptions, _ catalog: Catalog) throws -> [Override] {
    var texts: [String] = []
    if let word = options.system { texts.append("system=\(try catalog.resolve(word, .system, option: "--system"))") }
    if let word = options.mold { texts.append("mold=\(try catalog.resolve(word, .mold, option: "--mold"))") }
    if let word = options.quality {
      texts.append("quality=\(try catalog.resolve(word, .quality, option: "--quality"))")
    }
    return try (texts + options.overrides).map { try Override($0) }
  }

  private static func scenario(_ word: String, _ overrides: [Override], _ catalog: Catalog) throws -> Scenario {
    guard TextFile.isPath(word) else {
      let id = try catalog.resolve(word, .scenario, option: "--scenario")
      return try catalog.files.scenario(id: id, overrides: overrides)
    }
    let text = try TextFile.read(word, option: "--scenario")
    return try catalog.files.scenario(text, file: word, overrides: overrides)
  }

  private static func integrator(_ name: String, isOption: Bool) throws(CommandFailure) -> any Integrator {
    if let integrator = Backends.integrator(named: name) { return integrator }
    let names = Backends.entries.map(\.name)
    let near = Spelling.nearest(to: name, among: names).map { "did you mean `\($0)`?" }
    let missing = Backends.missing.first { $0.name == name }
    throw CommandFailure(
      isOption ? .usage : .dataUnusable, place: isOption ? "--backend" : "settings.integrator",
      found: missing == nil ? "the unknown integrator `\(name)`" : "`\(name)`, which this program was built without",
      expected: "one of \(names.joined(separator: ", "))", remedy: missing?.remedy ?? near ?? "")
  }
}
