import Hummingbird
import Learning
import Quantities
import Registry
import Twin

/// The Open Inference Protocol, version 2: models as functions of named tensors, for clients that know no more.
///
/// A model is a task; its inputs are the features of the schema, each a tensor of the shape [rows] of 64-bit floats,
/// all optional. A task of classes answers probabilities of the shape [rows, classes], any other a value of the shape
/// [rows].
struct InferenceRoutes: Sendable {
  struct ServerDescription: Codable, Sendable {
    let name: String
    let version: String
    let extensions: [String]
  }

  struct ServerState: Codable, Sendable {
    let live: Bool?
    let ready: Bool?
  }

  struct ModelState: Codable, Sendable {
    let name: String
    let ready: Bool
  }

  struct TensorDescription: Codable, Sendable {
    let name: String
    let datatype: String
    /// −1 where the length is that of the request.
    let shape: [Int]
  }

  struct InferenceModel: Codable, Sendable {
    let name: String
    let versions: [String]
    let platform: String
    let inputs: [TensorDescription]
    let outputs: [TensorDescription]
  }

  struct InputTensor: Codable, SchemaDescribed, Sendable {
    let name: String
    let shape: [Int]
    let datatype: TensorType
    let data: [Double?]

    static let memberSchemas: [String: @Sendable (inout JSONSchema) -> Void] = [
      "name": {
        $0.summary = "the feature"
        $0.length = 1...64
      },
      "shape": {
        $0.summary = "number of rows"
        $0.length = 1...1
        $0.shape = .array(JSONSchema(.integer, bounds: 1...1000))
      },
      "data": {
        $0.summary = "one value for each row; null where it is missing"
        $0.length = 1...1000
      },
    ]
  }

  enum TensorType: String, WordChoice {
    case float64 = "FP64"
    case float32 = "FP32"
  }

  struct OutputTensor: Codable, Sendable {
    let name: String
    let shape: [Int]
    let datatype: String
    /// `null` where a row could not be answered.
    let data: [Double?]
  }

  struct InferenceRequest: Codable, SchemaDescribed, Sendable {
    let id: String?
    let inputs: [InputTensor]

    static let memberSchemas: [String: @Sendable (inout JSONSchema) -> Void] = [
      "id": { $0.length = 0...200 }, "inputs": { $0.length = 1...200 },
    ]
  }

  struct InferenceResponse: Codable, Sendable {
    let id: String?
    let modelName: String
    let modelVersion: String
    let outputs: [OutputTensor]

    enum CodingKeys: String, CodingKey {
      case id, outputs
      case modelName = "model_name"
      case modelVersion = "model_version"
    }
  }

  /// Most rows that are answered without waiting for a turn: a turn costs more than they do.
  private static let rowsAtOnce = 16

  let shelf: ModelShelf?
  let queue: WorkQueue
  let version: String
  let isReady: @Sendable () -> Bool

  func operations(_ reflection: inout SchemaReflection) -> [Operation] {
    let task = JSONSchema(.string, summary: "a task", length: 1...64, example: "cycle_time")
    let state = reflection.schema(of: ServerState.self)
    return [
      Operation(
        .get, "/v2", id: "inferenceServer", summary: "What this inference server is", tag: "inference", role: .viewer,
        answers: [.init(.ok, "the server", schema: reflection.schema(of: ServerDescription.self))]
      ) { [version] _ in
        try .json(ServerDescription(name: "pur-mold-twin", version: version, extensions: []))
      },
      Operation(
        .get, "/v2/health/live", id: "inferenceLive", summary: "Whether the inference server lives", tag: "inference",
        role: nil, answers: [.init(.ok, "it lives", schema: state)]
      ) { _ in try .json(ServerState(live: true, ready: nil)) },
      Operation(
        .get, "/v2/health/ready", id: "inferenceReady", summary: "Whether all models can answer", tag: "inference",
        role: nil,
        answers: [.init(.ok, "they can", schema: state), .init(.serviceUnavailable, "they cannot", schema: state)]
      ) { _ in
        let isReady = isReady()
        return try .json(ServerState(live: nil, ready: isReady), status: isReady ? .ok : .serviceUnavailable)
      },
      Operation(
        .get, "/v2/models/{model}", id: "inferenceModel", summary: "What a model takes and gives", tag: "inference",
        role: .viewer, parameters: [.init("model", in: .path, task)],
        answers: [.init(.ok, "the model", schema: reflection.schema(of: InferenceModel.self))]
      ) { call in try .json(description(call.parameters["model"] ?? "")) },
      Operation(
        .get, "/v2/models/{model}/ready", id: "inferenceModelReady", summary: "Whether a model can answer",
        tag: "inference", role: .viewer, parameters: [.init("model", in: .path, task)],
        answers: [
          .init(.ok, "it can", schema: reflection.schema(of: ModelState.self)),
          .init(.serviceUnavailable, "it cannot", schema: reflection.schema(of: ModelState.self)),
        ]
      ) { call in
        let name = call.parameters["model"] ?? ""
        let isReady = try model(name).1 == nil
        return try .json(ModelState(name: name, ready: isReady), status: isReady ? .ok : .serviceUnavailable)
      },
      Operation(
        .post, "/v2/models/{model}/infer", id: "infer", summary: "What a model says of rows of tensors",
        tag: "inference", role: .operator, parameters: [.init("model", in: .path, task)],
        body: reflection.schema(of: InferenceRequest.self),
        answers: [.init(.ok, "the answers", schema: reflection.schema(of: InferenceResponse.self))],
        problems: [.unprocessable, .noModel]
      ) { call in
        let request = InferenceRequest(body: call.body)
        let name = call.parameters["model"] ?? ""
        guard request.inputs.first?.data.count ?? 0 > Self.rowsAtOnce else { return try .json(infer(name, request)) }
        return try await queue.run { try .json(infer(name, request)) }
      },
    ]
  }

  /// The model of a task, and why it cannot answer.
  private func model(_ task: String) throws(Problem) -> (RegisteredModel?, PredictionRefusal?) {
    let isKnown = ModelTask(rawValue: task) != nil || shelf?.registry.tasks.contains(task) == true
    guard isKnown else {
      let known = ModelTask.allCases.map(\.rawValue).joined(separator: ", ")
      throw Problem(
        .notFound, detail: "There is no model of this name.",
        findings: [.init(pointer: "model", found: "`\(task.prefix(64))`", expected: "one of \(known)")])
    }
    guard let shelf else { return (nil, PredictionRefusal(.noModel, "the service was started without models")) }
    do throws(PredictionRefusal) {
      let found = try shelf.registered(task, ModelShelf.usualAlias)
      return (found, shelf.obstacle(task))
    } catch {
      return (nil, error)
    }
  }

  private func description(_ task: String) throws(Problem) -> InferenceModel {
    let (found, _) = try model(task)
    let classes = found?.model.card.target.classes ?? []
    let output =
      classes.isEmpty
      ? TensorDescription(name: "value", datatype: "FP64", shape: [-1])
      : TensorDescription(name: "probability", datatype: "FP64", shape: [-1, classes.count])
    return InferenceModel(
      name: task, versions: found.map { ["\($0.version)"] } ?? [], platform: "pur-mold-twin",
      inputs: FeatureSchema.current.features.map {
        TensorDescription(name: $0.name, datatype: "FP64", shape: [-1])
      }, outputs: [output])
  }

  private func infer(_ task: String, _ request: InferenceRequest) throws(Problem) -> InferenceResponse {
    guard var model = shelf?.model(task, alias: ModelShelf.usualAlias), let version = model.identity?.version,
      model.refusal == nil
    else {
      // A name that no model can have is another problem than a model that is not there.
      let (_, refusal) = try self.model(task)
      throw Problem(
        .noModel, detail: "The task has no verified model.",
        findings: [.init(pointer: "model", found: task, expected: refusal?.detail ?? "a model")])
    }
    let columns = try columns(request)
    let rows = request.inputs[0].data.count
    let classes = model.classes
    var data: [Double?] = []
    for row in 0..<rows {
      let answer = model.answer(columns.map { $0?[row] }, hasShare: false)
      if classes.isEmpty {
        data.append(answer.prediction?.value)
      } else {
        let all = answer.prediction?.classes.map { Optional($0.probability) }
        data += all ?? Array(repeating: nil, count: classes.count)
      }
    }
    let output = OutputTensor(
      name: classes.isEmpty ? "value" : "probability", shape: classes.isEmpty ? [rows] : [rows, classes.count],
      datatype: "FP64", data: data)
    return InferenceResponse(
      id: request.id, modelName: task, modelVersion: "\(version)", outputs: [output])
  }

  /// The place of each feature in the schema by its name.
  private static let places = Dictionary(
    uniqueKeysWithValues: FeatureSchema.current.features.enumerated().map { ($1.name, $0) })

  /// One column for each feature of the schema; `nil` where the request has none.
  private func columns(_ request: InferenceRequest) throws(Problem) -> [[Double?]?] {
    let names = FeatureSchema.current.features.map(\.name)
    let places = Self.places
    var columns = [[Double?]?](repeating: nil, count: names.count)
    var findings: [Problem.Finding] = []
    let rows = request.inputs.first?.data.count ?? 0
    for (index, input) in request.inputs.enumerated() {
      let place = "/inputs/\(index)"
      if input.shape != [input.data.count] || input.data.count != rows {
        findings.append(
          .init(
            pointer: place + "/shape", found: "\(input.shape) with \(input.data.count) values",
            expected: "[\(rows)], as many as all inputs"))
      }
      guard let column = places[input.name] else {
        let near = Spelling.nearest(to: input.name, among: names).map { "did you mean `\($0)`?" }
        findings.append(
          .init(
            pointer: place + "/name", found: "`\(input.name.prefix(64))`", expected: "a feature of the schema",
            remedy: near ?? ""))
        continue
      }
      if columns[column] != nil {
        findings.append(.init(pointer: place + "/name", found: "`\(input.name)` again", expected: "each feature once"))
      }
      columns[column] = input.data
    }
    guard findings.isEmpty else {
      throw Problem(.unprocessable, detail: "The tensors do not fit the model.", findings: findings)
    }
    return columns
  }
}
