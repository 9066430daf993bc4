import Hummingbird
import Learning
import Registry
import Twin

/// What learned models say: of rows of features, and of scenarios.
struct PredictionRoutes: Sendable {
  /// A row of features.
  struct FeatureRowEntry: Codable, SchemaDescribed, Sendable {
    var shot: String?
    var features: [String: Double?]
    var machine: String?
    var mold: String?
    var system: String?

    static let memberSchemas: [String: @Sendable (inout JSONSchema) -> Void] = [
      "shot": {
        $0.summary = "what the caller calls it"
        $0.length = 0...200
      },
      "features": { schema in
        schema.summary = "values in SI by name; what is left out or null is missing"
        schema.shape = .object(
          FeatureSchema.current.features.map { feature in
            let unit = feature.unit.isEmpty ? "" : " [\(feature.unit)]"
            return .init(
              feature.name, JSONSchema(.number, isNullable: true, summary: feature.formula + unit), isRequired: false)
          })
      },
      "machine": {
        $0.summary = "who hears of the machine is told the answers, too (`predictions` of the live feed)"
        $0.length = 1...200
      },
      "mold": { $0.length = 1...200 }, "system": { $0.length = 1...200 },
    ]
  }

  /// Which models answer, and how much they say.
  struct Question: Sendable {
    var tasks: [String]?
    var alias: String?
    var explain: Bool?
    var share: Bool?

    static let memberSchemas: [String: @Sendable (inout JSONSchema) -> Void] = [
      "tasks": {
        $0.summary = "the tasks that are to be answered; the usual ones where it is left out"
        $0.length = 1...16
        $0.shape = .array(JSONSchema(.string, length: 1...64))
      },
      "alias": {
        $0.summary = "the alias or the version that answers, else `champion`"
        $0.length = 1...64
      },
      "explain": { $0.summary = "whether each feature's contribution is wanted" },
      "share": { $0.summary = "whether the shares of physics and data are wanted; they are unless this is false" },
    ]
  }

  struct PredictionRequest: Codable, SchemaDescribed, Sendable {
    var row: FeatureRowEntry
    var tasks: [String]?
    var alias: String?
    var explain: Bool?
    var share: Bool?

    static let memberSchemas = Question.memberSchemas
  }

  struct BatchRequest: Codable, SchemaDescribed, Sendable {
    var rows: [FeatureRowEntry]
    var tasks: [String]?
    var alias: String?
    var explain: Bool?
    var share: Bool?

    /// Most rows of one request.
    static let rowMaximum = 256

    static let memberSchemas = Question.memberSchemas.merging([
      "rows": { $0.length = 1...rowMaximum }
    ]) { $1 }
  }

  struct ScenarioPredictionRequest: Codable, SchemaDescribed, Sendable {
    var scenario: String?
    var scenarioFile: String?
    var set: [String: String]?
    var system: String?
    var mold: String?
    var quality: String?
    var assume: String?
    var tasks: [String]?
    var alias: String?
    var explain: Bool?
    var share: Bool?

    enum CodingKeys: String, CodingKey {
      case scenario, set, system, mold, quality, assume, tasks, alias, explain, share
      case scenarioFile = "scenario_file"
    }

    var question: Question { Question(tasks: tasks, alias: alias, explain: explain, share: share) }
    static let alternatives = ["scenario", "scenario_file"]
    static let memberSchemas = Question.memberSchemas.merging(ShotText.memberSchemas) { $1 }
  }

  let shelf: ModelShelf?
  let reader: ShotReader
  let queue: WorkQueue
  let herald: PredictionHerald
  let reproduction: Reproduction
  /// Schema of the result.
  let resultSchema: JSONValue

  func operations(_ reflection: inout SchemaReflection) -> [Operation] {
    let answer = Operation.Answer(.ok, "the answers", schema: JSONSchema(.written(resultSchema)))
    return [
      Operation(
        .post, "/api/v1/predict", id: "predict", summary: "What learned models say of one row of features",
        tag: "prediction", role: .operator, body: reflection.schema(of: PredictionRequest.self), answers: [answer],
        problems: [.unprocessable, .noModel], waits: false
      ) { call in
        let (question, rows) = (Question(body: call.body), [Row(body: call.body["row"] ?? .null)])
        let sheets = try sheets(rows, question)
        try requireInput(sheets, at: "/row/features")
        tell(sheets, rows, question, call)
        return try document(sheets)
      },
      Operation(
        .post, "/api/v1/predict/batch", id: "predictBatch", summary: "What learned models say of many rows",
        tag: "prediction", role: .operator, body: reflection.schema(of: BatchRequest.self), answers: [answer],
        problems: [.unprocessable, .noModel]
      ) { call in
        try await queue.run {
          let question = Question(body: call.body)
          let rows = (call.body["rows"]?.items ?? []).map { Row(body: $0) }
          let sheets = try sheets(rows, question)
          try requireInput(sheets, at: "/rows")
          tell(sheets, rows, question, call)
          return try document(sheets)
        }
      },
      Operation(
        .post, "/api/v1/ml/predict", id: "predictScenario",
        summary: "What learned models say of a shot that has not been made", tag: "prediction", role: .operator,
        body: reflection.schema(of: ScenarioPredictionRequest.self), answers: [answer],
        problems: [.unprocessable, .noModel]
      ) { call in
        let request = try call.decoded(as: ScenarioPredictionRequest.self)
        return try await queue.run {
          let shot = try reader.shot(
            ShotText(
              scenario: request.scenario, scenarioFile: request.scenarioFile, set: request.set ?? [:],
              system: request.system, mold: request.mold, quality: request.quality, assume: request.assume))
          var models = try models(request.question)
          let row = ScenarioRow.row(shot.scenario, system: shot.system, assuming: shot.archetype)
          let sheet = PredictionSheet(
            row, &models, isExplained: request.explain ?? false, hasShare: request.share ?? true)
          try requireModel([sheet], request.question)
          return try document([sheet])
        }
      },
    ]
  }

  /// The models of a question.
  /// - Throws: ``Problem`` of kind `noModel` for a service without a registry.
  private func models(_ question: Question) throws(Problem) -> [TaskModel] {
    guard let shelf else {
      throw Problem(
        .noModel, detail: "The service was started without models.",
        findings: [
          .init(
            pointer: "", found: "no registry", expected: "a registry of models",
            remedy: "train models with train-ml and name their folder in the setting `models`")
        ])
    }
    return (question.tasks ?? ModelTask.allCases.map(\.rawValue)).map { task in
      shelf.model(task, alias: question.alias ?? ModelShelf.usualAlias)
    }
  }

  private func sheets(_ rows: [Row], _ question: Question) throws(Problem) -> [PredictionSheet] {
    var models = try models(question)
    let sheets = rows.map { row in
      PredictionSheet(
        shot: row.shot, row.features, gaps: [:], groups: row.groups, &models,
        isExplained: question.explain ?? false, hasShare: question.share ?? true)
    }
    try requireModel(sheets, question)
    return sheets
  }

  /// Tells listeners what the models in use say; what other models would have said is for the caller alone.
  private func tell(_ sheets: [PredictionSheet], _ rows: [Row], _ question: Question, _ call: Call) {
    guard question.alias ?? ModelShelf.usualAlias == ModelShelf.usualAlias else { return }
    herald.tell(sheets, of: rows.map(\.machine), by: call.principal)
  }

  /// - Throws: ``Problem`` when no task has a model that could answer any row: of kind `unprocessable` where the
  ///   request asks for tasks or an alias that the registry does not have, else of kind `noModel`.
  private func requireModel(_ sheets: [PredictionSheet], _ question: Question) throws(Problem) {
    let answers = sheets.flatMap(\.answers)
    guard answers.allSatisfy({ [.noModel, .schemaMismatch, .error].contains($0.status) }) else { return }
    let isChosen = question.tasks != nil || question.alias != nil
    let isAbsent = shelf?.registry.tasks.isEmpty == false && answers.allSatisfy { !isThere($0) }
    throw Problem(
      isChosen && isAbsent ? .unprocessable : .noModel, detail: "No task that was asked for has a verified model.",
      findings: (sheets.first?.answers ?? []).map { answer in
        .init(
          pointer: question.tasks == nil ? "/alias" : "/tasks", found: "\(answer.task): \(answer.status.rawValue)",
          expected: answer.detail ?? "a model")
      })
  }

  /// Whether the registry has what an answer was asked of, sound or not.
  private func isThere(_ answer: TaskAnswer) -> Bool {
    guard let registry = shelf?.registry, registry.tasks.contains(answer.task) else { return false }
    return registry.aliases(of: answer.task).contains(answer.alias)
      || registry.versions(of: answer.task).contains { "\($0)" == answer.alias }
  }

  /// - Throws: ``Problem`` of kind `unprocessable` when no row can be answered from.
  private func requireInput(_ sheets: [PredictionSheet], at pointer: String) throws(Problem) {
    let answers = sheets.flatMap(\.answers)
    guard answers.allSatisfy({ $0.status != .ok }), let refused = answers.first(where: { $0.status == .invalidInput })
    else { return }
    throw Problem(
      .unprocessable, detail: "No row can be predicted from.",
      findings: [
        .init(
          pointer: pointer, found: refused.detail ?? "no value",
          expected: "a value of at least one feature that the model uses")
      ])
  }

  private func document(_ sheets: [PredictionSheet]) throws -> Response {
    .json(
      ByteBuffer(
        string: PredictionDocument.json(
          sheets, schemaHash: FeatureSchema.current.hash, reproduction: reproduction, indented: false)))
  }
}
