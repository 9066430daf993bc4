import Foaming
import Hummingbird
import Quantities
import Twin

/// Systems and scenarios of the catalog.
struct CatalogRoutes: Sendable {
  /// A file of the catalog in a list.
  struct Entry: Codable, Sendable {
    let id: String
    let name: String
    /// Why it cannot be simulated as it stands; absent when it can.
    let obstacle: String?
  }

  struct SystemEntry: Codable, Sendable {
    let id: String
    let name: String
    let family: String
    let archetype: Bool
    /// What is wrong with its file; absent when nothing is.
    let obstacle: String?
  }

  struct SystemList: Codable, Sendable { let systems: [SystemEntry] }
  struct ScenarioList: Codable, Sendable { let scenarios: [Entry] }

  /// One number of a system.
  struct SystemProperty: Codable, Sendable {
    let path: String
    let valueSI: Double
    /// The value with its unit, as a person reads it.
    let text: String
    let provenance: String
    let note: String?

    enum CodingKeys: String, CodingKey {
      case path, text, provenance, note
      case valueSI = "value_si"
    }
  }

  struct SystemDetail: Codable, Sendable {
    let id: String
    let name: String
    let family: String
    let archetype: Bool
    let summary: String
    let dataSheet: [SystemProperty]
    let model: [SystemProperty]

    enum CodingKeys: String, CodingKey {
      case id, name, family, archetype, summary, model
      case dataSheet = "data_sheet"
    }
  }

  struct ScenarioDetail: Codable, Sendable {
    let id: String
    let name: String
    let system: String
    let mold: String
    /// The scenario's file (YAML), as it is in the catalog.
    let file: String
  }

  let catalog: FileCatalog
  private let answers = KnownAnswers()

  init(catalog: FileCatalog) { self.catalog = catalog }

  func operations(_ reflection: inout SchemaReflection) -> [Operation] {
    func identifier(_ kind: FileKind) -> JSONSchema {
      JSONSchema(
        .string, summary: "an identifier of the catalog", length: 1...64,
        example: catalog.ids(kind).first.map { .string($0) })
    }
    return [
      Operation(
        .get, "/api/v1/systems", id: "listSystems", summary: "The material systems", tag: "catalog", role: .viewer,
        answers: [.init(.ok, "the systems", schema: reflection.schema(of: SystemList.self)), EntityTag.notModified]
      ) { try tagged($0) { _ in systems() } },
      Operation(
        .get, "/api/v1/systems/{system}", id: "getSystem", summary: "One system, every number with its source",
        tag: "catalog", role: .viewer, parameters: [.init("system", in: .path, identifier(.system))],
        answers: [.init(.ok, "the system", schema: reflection.schema(of: SystemDetail.self)), EntityTag.notModified]
      ) { try tagged($0) { try system($0.parameters["system"] ?? "") } },
      Operation(
        .get, "/api/v1/scenarios", id: "listScenarios", summary: "The scenarios", tag: "catalog", role: .viewer,
        answers: [.init(.ok, "the scenarios", schema: reflection.schema(of: ScenarioList.self)), EntityTag.notModified]
      ) { try tagged($0) { _ in scenarios() } },
      Operation(
        .get, "/api/v1/scenarios/{scenario}", id: "getScenario", summary: "One scenario and its file",
        tag: "catalog", role: .viewer, parameters: [.init("scenario", in: .path, identifier(.scenario))],
        answers: [
          .init(.ok, "the scenario", schema: reflection.schema(of: ScenarioDetail.self)), EntityTag.notModified,
        ]
      ) { try tagged($0) { try scenario($0.parameters["scenario"] ?? "") } },
    ]
  }

  /// The answer with what tells whether it has changed. The catalog stays as it is while the service runs: what was
  /// answered once is answered again.
  private func tagged<Value: Encodable>(_ call: Call, _ value: (Call) throws -> Value) throws -> Response {
    let text = try answers.answer(to: call.request.uri.path) { ByteBuffer(bytes: try value(call).jsonText()) }
    return EntityTag.response(text, to: call.request)
  }

  private func systems() -> SystemList {
    SystemList(
      systems: catalog.ids(.system).map { id in
        do {
          let system = try catalog.system(id: id)
          return SystemEntry(
            id: id, name: system.name, family: system.family.rawValue, archetype: system.isArchetype, obstacle: nil)
        } catch {
          return SystemEntry(id: id, name: id, family: "unknown", archetype: false, obstacle: "\(error)")
        }
      })
  }

  private func system(_ id: String) throws -> SystemDetail {
    try catalog.require(.system, id, at: "system", or: .notFound)
    let system = try catalog.system(id: id)
    return SystemDetail(
      id: system.id, name: system.name, family: system.family.rawValue, archetype: system.isArchetype,
      summary: system.summary, dataSheet: Self.properties(system.sheet), model: Self.properties(system.model))
  }

  private func scenarios() -> ScenarioList {
    ScenarioList(
      scenarios: catalog.ids(.scenario).map { id in
        do {
          return Entry(id: id, name: try catalog.scenario(id: id).name, obstacle: nil)
        } catch {
          return Entry(id: id, name: id, obstacle: "\(error)")
        }
      })
  }

  private func scenario(_ id: String) throws -> ScenarioDetail {
    try catalog.require(.scenario, id, at: "scenario", or: .notFound)
    let scenario = try catalog.scenario(id: id)
    return ScenarioDetail(
      id: id, name: scenario.name, system: scenario.system, mold: scenario.mold.id,
      file: try catalog.entry(.scenario, id: id).text)
  }

  private static func properties<Key>(_ properties: Properties<Key>) -> [SystemProperty] {
    properties.stated.map { key, sourced in
      SystemProperty(
        path: key.rawValue, valueSI: sourced.value, text: key.dimension.text(ofSI: sourced.value),
        provenance: sourced.provenance.kind.rawValue, note: sourced.provenance.note)
    }
  }
}
