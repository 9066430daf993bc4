import Foundation
import HTTPTypes
import Learning
import LiveFeed
import ModelSamples
import Plant
import Registry
import Testing
import Twin
import TwinServer

@Suite("Learned models answer, and what cannot be answered says why")
struct PredictionTests {
  /// A service whose registry has a model of the cycle time.
  private func made(
    feed: LiveHub? = nil, _ change: (ModelRegistry) throws -> Void = { _ in }
  ) throws -> MadeService {
    let folder = FileManager.default.temporaryDirectory.appending(path: "Registry.\(UUID().uuidString)").path
    let registry = ModelRegistry(folder)
    let model = try SmallModel()
    let version = try registry.add(model.card, files: model.files) { $0.json }
    _ = try registry.promote(version, of: "cycle_time", to: ModelRegistry.champion, at: .earliest)
    try change(registry)
    return try MadeService(models: ModelShelf(registry), with: { $0.feed = feed })
  }

  private func value(_ json: JSONValue, row: Int = 0, answer: Int = 0) -> JSONValue? {
    guard case .array(let rows)? = json["rows"], rows.indices.contains(row),
      case .array(let answers)? = rows[row]["answers"], answers.indices.contains(answer)
    else { return nil }
    return answers[answer]["prediction"]?["value"]
  }

  @Test("One row and many are answered by the tree, with the model's version")
  func rows() async throws {
    let service = try made()
    let row = #"{"shot": "a", "features": {"\#(SmallModel.polyol)": 290}}"#
    try await service.call(.post, "/api/v1/predict", as: .operator, body: #"{"row": \#(row), "tasks": ["cycle_time"]}"#)
    {
      #expect($0.status == .ok)
      let found = value(try $0.json)
      #expect(found == 100)
    }
    let warm = #"{"features": {"\#(SmallModel.polyol)": 310, "\#(SmallModel.gel)": 70}}"#
    try await service.call(
      .post, "/api/v1/predict/batch", body: #"{"rows": [\#(row), \#(warm)], "tasks": ["cycle_time"]}"#
    ) {
      #expect($0.status == .ok)
      let json = try $0.json
      #expect(value(json, row: 0) == 100 && value(json, row: 1) == 300)
    }
    try await service.call(.post, "/api/v1/ml/predict", body: #"{"scenario": "car-seat", "tasks": ["cycle_time"]}"#) {
      #expect($0.status == .ok)
      let found = value(try $0.json)
      #expect(found != nil)
    }
  }

  @Test("Who listens is told what the models in use say of machines, and nothing else")
  func told() async throws {
    let hub = LiveHub(epoch: "made")
    let service = try made(feed: hub)
    func predict(_ machine: String, shot: String = "7", alias: String = "", key: String? = nil) async throws {
      let features = #"{"\#(SmallModel.polyol)": 310, "\#(SmallModel.gel)": 70}"#
      let row = #"{"shot": "\#(shot)", "features": \#(features)\#(machine)}"#
      let body = #"{"row": \#(row), "tasks": ["cycle_time"]\#(alias)}"#
      try await service.call(.post, "/api/v1/predict", as: .operator, key: key, body: body) {
        #expect($0.status == .ok, "\($0.text)")
      }
    }
    try await predict("")
    try await predict(#", "machine": "line-1""#, alias: #", "alias": "1""#)
    let foreign = try service.key(.operator, machines: ["line-2"])
    try await predict(#", "machine": "line-1""#, key: foreign)
    #expect(hub.head(of: .predictions) == 0)
    try await predict(#", "machine": "line-1""#)
    let said = hub.newest(of: .predictions)
    #expect(said.count == 1)
    let item = try JSONValue(reading: Array(try #require(said.values.first).utf8))
    #expect(item["machine"] == "line-1" && item["value"] == 300 && item["shot"] == 7)
    #expect(item["source"] == "cycle_time 1")
    #expect(item["unit"] == "s" && item["label"] == nil)
    try await predict(#", "machine": "line-2""#, shot: "B-7", key: foreign)
    #expect(hub.head(of: .predictions) == 2)
    let other = try #require(hub.newest(of: .predictions).first { $0.key.hasPrefix("line-2") }?.value)
    #expect(try JSONValue(reading: Array(other.utf8))["shot"] == nil)
  }

  @Test("Shares of physics and data are left out for who does not want them, and the answer is the same")
  func shares() async throws {
    let service = try made()
    let row = #"{"features": {"\#(SmallModel.polyol)": 310, "\#(SmallModel.gel)": 70}}"#
    for (member, hasShare) in [("", true), (#", "share": true"#, true), (#", "share": false"#, false)] {
      let body = #"{"row": \#(row), "tasks": ["cycle_time"]\#(member)}"#
      try await service.call(.post, "/api/v1/predict", body: body) {
        #expect($0.status == .ok, "\(member)")
        let json = try $0.json
        #expect(value(json) == 300)
        guard case .array(let rows)? = json["rows"], case .array(let answers)? = rows.first?["answers"] else {
          Issue.record("no answers")
          return
        }
        let share = answers.first?["prediction"]?["share"]
        #expect(share != nil && (share != .null) == hasShare, "\(member)")
      }
    }
  }

  @Test(
    "What is wrong with a row is named, field by field",
    arguments: [
      (#"{"row": {"features": {"polyol": 290}}}"#, ["/row/features/polyol"], 400),
      (
        #"{"row": {"features": {"process_polyol_temperature_K": "hot"}}}"#,
        ["/row/features/process_polyol_temperature_K"], 400
      ),
      (#"{"row": {}}"#, ["/row/features"], 400),
      (#"{"row": {"features": {}}, "tasks": ["cycle_time"]}"#, ["/row/features"], 422),
    ])
  func fields(body: String, pointers: [String], status: Int) async throws {
    try await made().call(.post, "/api/v1/predict", body: body) {
      #expect($0.status.code == status)
      #expect($0.pointers == pointers)
    }
  }

  @Test("A service without a verified model says so, in answers and in its readiness")
  func noModel() async throws {
    let body = #"{"row": {"features": {"process_polyol_temperature_K": 290}}}"#
    let without = try MadeService()
    try await without.call(.post, "/api/v1/predict", body: body) {
      #expect($0.status == .serviceUnavailable && $0.problem == "no-model")
    }
    try await without.call(.get, "/health/ready", as: nil) { #expect($0.status == .ok, "it was not asked to predict") }
    let damaged = try made { registry in
      let file = URL(filePath: registry.root).appending(path: "cycle_time/versions/1/model.json")
      try "{}".write(to: file, atomically: true, encoding: .utf8)
    }
    try await damaged.call(.post, "/api/v1/predict", body: body) { #expect($0.status == .serviceUnavailable) }
    try await damaged.call(.get, "/health/ready", as: nil) {
      #expect($0.status == .serviceUnavailable)
      #expect($0.text.contains("model.cycle_time"))
    }
    try await damaged.call(.get, "/api/v1/models/info") { #expect($0.text.contains("error")) }
  }

  @Test("Who asks for a task or an alias that is not there is told which")
  func notThere() async throws {
    let service = try made()
    let row = #""row": {"features": {"process_polyol_temperature_K": 290}}"#
    for (more, pointer) in [
      (#""tasks": ["weather"]"#, "/tasks"), (#""tasks": ["cycle_time"], "alias": "9""#, "/tasks"),
    ] {
      try await service.call(.post, "/api/v1/predict", body: "{\(row), \(more)}") {
        #expect($0.status == .unprocessableContent && $0.pointers == [pointer])
      }
    }
  }

  @Test("The answers of two callers at once are their own")
  func apart() async throws {
    let service = try made()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<40 {
        group.addTask {
          let isWarm = number % 2 == 0
          let features = #"{"\#(SmallModel.polyol)": \#(isWarm ? 310 : 290), "\#(SmallModel.gel)": 70}"#
          let body = #"{"row": {"shot": "\#(number)", "features": \#(features)}, "tasks": ["cycle_time"]}"#
          try await service.call(.post, "/api/v1/predict", body: body) {
            let json = try $0.json
            #expect(value(json) == (isWarm ? 300 : 100), "\($0.status.code): \($0.text)")
            guard case .array(let rows)? = json["rows"] else { return }
            #expect(rows[0]["shot"] == .string("\(number)"))
          }
        }
      }
      try await group.waitForAll()
    }
  }

  @Test("The Open Inference Protocol describes and asks the same model")
  func inference() async throws {
    let service = try made()
    try await service.call(.get, "/v2/models/cycle_time") {
      let json = try $0.json
      #expect(json["name"] == "cycle_time" && json["versions"] == ["1"])
    }
    let input = #"{"name": "\#(SmallModel.polyol)", "shape": [2], "datatype": "FP64", "data": [290, 310]}"#
    let gel = #"{"name": "\#(SmallModel.gel)", "shape": [2], "datatype": "FP64", "data": [null, 70]}"#
    try await service.call(.post, "/v2/models/cycle_time/infer", body: #"{"id": "7", "inputs": [\#(input), \#(gel)]}"#)
    {
      #expect($0.status == .ok)
      let json = try $0.json
      #expect(json["id"] == "7" && json["model_version"] == "1")
      guard case .array(let outputs)? = json["outputs"] else { return }
      #expect(outputs[0]["data"] == [100, 300] && outputs[0]["shape"] == [2])
    }
    let wrong = #"{"name": "polyol", "shape": [3], "datatype": "FP64", "data": [290, 310]}"#
    try await service.call(.post, "/v2/models/cycle_time/infer", body: #"{"inputs": [\#(wrong)]}"#) {
      #expect($0.status == .unprocessableContent)
      #expect($0.pointers == ["/inputs/0/shape", "/inputs/0/name"])
    }
    try await service.call(.get, "/v2/models/weather") { #expect($0.status == .notFound) }
    try await service.call(.get, "/v2/models/defect_risk/ready") { #expect($0.status == .serviceUnavailable) }
  }
}
