import Foaming
import Integrators
import Quantities
import Twin

/// A shot as a request states it.
struct ShotText: Sendable {
  var scenario: String?
  var scenarioFile: String?
  var set: [String: String] = [:]
  var system: String?
  var mold: String?
  var quality: String?
  var assume: String?
  var integrator: String?
  var dimension: String?
  var layers: Int?

  /// What the members mean that every request with a shot has.
  static let memberSchemas: [String: @Sendable (inout JSONSchema) -> Void] = [
    "scenario": {
      $0.summary = "identifier of a scenario of the catalog; this or `scenario_file`"
      $0.length = 1...64
      $0.example = "car-seat"
    },
    "scenario_file": {
      $0.summary = "text of a scenario file (YAML), instead of an identifier"
      $0.length = 1...200_000
    },
    "set": {
      $0.summary = "values that replace those of the scenario, by path, with units"
      $0.length = 0...100
      $0.example = ["process.polyol_temperature": "28 °C"]
    },
    "system": { $0.length = 1...64 }, "mold": { $0.length = 1...64 }, "quality": { $0.length = 1...64 },
    "assume": {
      $0.summary = "an archetype that may fill gaps of the system; the result says what was assumed"
      $0.length = 1...64
    },
  ]
}

/// Makes shots of what requests state.
struct ShotReader: Sendable {
  /// A shot ready to be simulated.
  struct Shot {
    let scenario: Scenario
    let system: MaterialSystem
    let archetype: MaterialSystem?
    let integrator: any Integrator
  }

  let catalog: FileCatalog
  let integrators: [IntegratorCatalog.Entry]

  /// - Throws: ``Problem`` of kind `unprocessable` that names the members that are wrong.
  func shot(_ text: ShotText) throws -> Shot {
    let (overrides, pointers) = try overrides(text)
    do {
      return try shot(text, overrides)
    } catch let errors as FileErrors {
      throw Problem(errors, pointers: pointers)
    }
  }

  private func shot(_ text: ShotText, _ overrides: [Override]) throws -> Shot {
    var scenario: Scenario
    if let id = text.scenario {
      try catalog.require(.scenario, id, at: "/scenario", or: .unprocessable)
      let entry = try catalog.entry(.scenario, id: id)
      scenario = try catalog.scenario(entry.text, file: entry.file, overrides: overrides)
    } else {
      scenario = try catalog.scenario(text.scenarioFile ?? "", file: "scenario_file", overrides: overrides)
    }
    if text.layers != nil, scenario.settings.dimension == .zero {
      throw Problem(
        .unprocessable, detail: "A shot in 0D has no layers.",
        findings: [.init(pointer: "/layers", found: "layers for a shot in 0D", expected: "`dimension` 1D")])
    }
    let integrator = try integrator(text.integrator ?? scenario.settings.integrator)
    scenario.settings.integrator = integrator.name
    if let id = text.assume { try catalog.require(.system, id, at: "/assume", or: .unprocessable) }
    return Shot(
      scenario: scenario, system: try catalog.system(of: scenario, overrides: overrides),
      archetype: try text.assume.map { try catalog.system(id: $0) }, integrator: integrator)
  }

  /// The overrides of a request, and the members that those come of which do not stand below `set`.
  private func overrides(_ text: ShotText) throws -> ([Override], pointers: [String: String]) {
    var texts: [(text: String, pointer: String)] = []
    if let id = text.system { texts.append(("system=\(id)", "/system")) }
    if let id = text.mold { texts.append(("mold=\(id)", "/mold")) }
    if let id = text.quality { texts.append(("quality=\(id)", "/quality")) }
    if let dimension = text.dimension { texts.append(("settings.dimension=\(dimension)", "/dimension")) }
    if let layers = text.layers { texts.append(("settings.layers=\(layers)", "/layers")) }
    texts += text.set.sorted { $0.key < $1.key }.map { key, value in
      ("\(key)=\(value)", "/set/" + key.escapedForPointer)
    }
    let pointers = Dictionary(texts.map { ($0.text, $0.pointer) }) { first, _ in first }
    do {
      return (try texts.map { try Override($0.text) }, pointers)
    } catch let errors as FileErrors {
      throw Problem(errors, pointers: pointers)
    }
  }

  private func integrator(_ name: String) throws(Problem) -> any Integrator {
    if let entry = integrators.first(where: { $0.name == name }) { return entry.integrator }
    let names = integrators.map(\.name)
    let near = Spelling.nearest(to: name, among: names).map { "did you mean `\($0)`?" }
    throw Problem(
      .unprocessable, detail: "There is no such integrator.",
      findings: [
        .init(
          pointer: "/integrator", found: "`\(name.prefix(40))`", expected: "one of \(names.joined(separator: ", "))",
          remedy: near ?? "")
      ])
  }
}
