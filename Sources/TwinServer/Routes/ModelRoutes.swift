import Hummingbird
import Learning
import Registry
import Twin

/// Which learned models there are.
struct ModelRoutes: Sendable {
  struct Metric: Codable, Sendable {
    let name: String
    let value: Double
  }

  struct ModelEntry: Codable, Sendable {
    let task: String
    /// `ok`, or why it does not answer.
    let status: String
    let detail: String?
    let alias: String
    let version: Int?
    let digest: String?
    let created: String?
    let trainedOn: String?
    let rows: Int?
    let target: String?
    let unit: String?
    let classes: [String]?
    let featureSchema: String?
    let metrics: [Metric]?

    enum CodingKeys: String, CodingKey {
      case task, status, detail, alias, version, digest, created, rows, target, unit, classes, metrics
      case trainedOn = "trained_on"
      case featureSchema = "feature_schema"
    }
  }

  struct ModelList: Codable, Sendable {
    /// Whether a registry was named when the service was started.
    let configured: Bool
    let featureSchema: String
    let models: [ModelEntry]

    enum CodingKeys: String, CodingKey {
      case configured, models
      case featureSchema = "feature_schema"
    }
  }

  let shelf: ModelShelf?

  func operations(_ reflection: inout SchemaReflection) -> [Operation] {
    [
      Operation(
        .get, "/api/v1/models/info", id: "listModels", summary: "The models that answer, and how good they are",
        tag: "prediction", role: .viewer,
        answers: [.init(.ok, "the models", schema: reflection.schema(of: ModelList.self))]
      ) { _ in try .json(list()) }
    ]
  }

  private func list() -> ModelList {
    var entries: [ModelEntry] = []
    if let shelf {
      let tasks = Set(shelf.registry.tasks).union(ModelTask.allCases.map(\.rawValue)).sorted()
      for task in tasks {
        let aliases = shelf.registry.aliases(of: task)
        for alias in aliases.isEmpty ? [ModelShelf.usualAlias] : aliases { entries.append(entry(shelf, task, alias)) }
      }
    }
    return ModelList(configured: shelf != nil, featureSchema: FeatureSchema.current.hash, models: entries)
  }

  private func entry(_ shelf: ModelShelf, _ task: String, _ alias: String) -> ModelEntry {
    do throws(PredictionRefusal) {
      let found = try shelf.registered(task, alias)
      let card = found.model.card
      let isOurs = card.features.schemaHash == FeatureSchema.current.hash
      return ModelEntry(
        task: task, status: isOurs ? "ok" : PredictionStatus.schemaMismatch.rawValue,
        detail: isOurs ? nil : "it learned from features of another schema", alias: alias, version: found.version,
        digest: found.digest, created: "\(card.created)", trainedOn: card.data.origin.rawValue, rows: card.data.rows,
        target: card.target.name, unit: card.target.unit, classes: card.target.classes,
        featureSchema: card.features.schemaHash,
        metrics: card.metrics.map { Metric(name: $0.name, value: $0.value) })
    } catch {
      return ModelEntry(
        task: task, status: error.status.rawValue, detail: error.detail, alias: alias, version: nil, digest: nil,
        created: nil, trainedOn: nil, rows: nil, target: nil, unit: nil, classes: nil, featureSchema: nil, metrics: nil)
    }
  }
}
