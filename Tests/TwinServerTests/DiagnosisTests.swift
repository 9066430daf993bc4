import Foundation
import HTTPTypes
import Learning
import LiveFeed
import ModelSamples
import Testing
import Twin
import TwinServer

@Suite("Load cycles are judged over the service, and kept with their evidence")
struct DiagnosisTests {
  private static let rig = MadeRig()
  private static let model = Result { try rig.model() }

  private static func list(of text: String, _ count: Int) -> String {
    Array(repeating: text, count: count).joined(separator: ",")
  }

  /// A service with a watch and a hydraulic model.
  private static func made(feed: LiveHub? = nil) async throws -> (MadeWatch, folder: URL) {
    let folder = FileManager.default.temporaryDirectory.appending(path: "Hydraulics.\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let document = Data(HydraulicModelDocument.json(try model.get()).utf8)
    try document.write(to: folder.appending(path: HydraulicModelDocument.file))
    return (try await MadeWatch(hydraulics: HydraulicShelf(folder: folder.path), feed: feed), folder)
  }

  /// The means of a cycle, each sample told `width(sensor)` times.
  private static func signals(
    _ cycle: HydraulicCycle, width: (HydraulicSensor) -> Int = { _ in 1 }, _ change: (Double) -> Double = { $0 }
  ) -> JSONValue {
    .object(
      Dictionary(
        uniqueKeysWithValues: cycle.means.map { sensor, means in
          (
            sensor.rawValue,
            .array(means.flatMap { Array(repeating: .number(change($0)), count: width(sensor)) })
          )
        }))
  }

  private static func body(_ index: Int, history: Int = 40) throws -> String {
    let body: JSONValue = [
      "machine": "hydraulics", "time": "2026-03-01T06:00:00Z", "cycle": .number(Double(index)),
      "signals": signals(rig.cycles[index]),
      "history": .array(rig.cycles[max(0, index - history)..<index].map { signals($0) }),
    ]
    return String(decoding: try body.text(), as: UTF8.self)
  }

  @Test("What is said is what `diagnose cycle` says of the same recording, and is found again")
  func judges() async throws {
    let (made, folder) = try await Self.made()
    defer { try? FileManager.default.removeItem(at: folder) }
    let index = try #require(Self.rig.labels.firstIndex { $0[.valve] == 3 && $0[.cooler] == 0 && $0[.pump] == 0 })
    let (posted, place) = try await made.service.call(
      .post, "/api/v1/diagnoses", as: .operator, body: try Self.body(index)
    ) {
      #expect($0.status == .created, "\($0.text)")
      let schema = try #require(
        made.service.service.api.operations.first { $0.id == "diagnose" }?.answers.first?.schema)
      #expect(schema.findings(in: try $0.json, components: made.service.service.api.components) == [])
      return (try $0.json, try #require($0.headers[.location]))
    }
    let expected = CycleDiagnosis(
      cycle: Self.rig.cycles[index], diagnoses: try Self.model.get().diagnose(Self.rig.cycles, at: index), labels: nil,
      origin: try Self.model.get().origin, modelDigest: "")
    let document = try JSONValue(reading: Array(expected.json.utf8))
    #expect(posted["document"]?["components"] == document["components"])
    #expect(posted["document"]?["cycle_digest"] == document["cycle_digest"])
    #expect(posted["state"] == "fault" && posted["machine"] == "hydraulics")
    try await made.service.call(.get, place, as: .viewer) {
      let json = try $0.json
      #expect(json == posted)
    }
    try await made.service.call(.get, "/api/v1/diagnoses?machine=hydraulics&state=fault", as: .viewer) {
      guard case .array(let records)? = try $0.json["records"] else { throw MadeError(words: $0.text) }
      #expect(records.count == 1 && records[0]["id"] == posted["id"])
    }
    let entries = try AuditLog(path: made.service.folder.path + "/audit.jsonl").entries()
    #expect(entries.map(\.action) == ["diagnose"] && entries.map(\.subject) == [place])
  }

  @Test("Who listens is told each judgment that may be acted on")
  func told() async throws {
    let hub = LiveHub(epoch: "made")
    let (made, folder) = try await Self.made(feed: hub)
    defer { try? FileManager.default.removeItem(at: folder) }
    let index = try #require(Self.rig.labels.firstIndex { $0[.valve] == 3 && $0[.cooler] == 0 && $0[.pump] == 0 })
    try await made.service.call(.post, "/api/v1/diagnoses", as: .operator, body: try Self.body(index)) {
      #expect($0.status == .created, "\($0.text)")
    }
    let diagnoses = try Self.model.get().diagnose(Self.rig.cycles, at: index).filter { $0.silence == nil }
    let said = hub.newest(of: .predictions)
    #expect(!diagnoses.isEmpty && said.count == diagnoses.count)
    for one in diagnoses {
      let judgment = try #require(one.judgment)
      let text = try #require(said["hydraulics \(one.target.rawValue)"])
      let item = try JSONValue(reading: Array(text.utf8))
      #expect(item["label"] == .string(one.target.levels[judgment.level].words))
      #expect(item["probability"] == .number(judgment.probability) && item["time"] == "2026-03-01T06:00:00Z")
    }
  }

  @Test("Samples at full rate say what their means say")
  func rates() async throws {
    let (made, folder) = try await Self.made()
    defer { try? FileManager.default.removeItem(at: folder) }
    func state(_ body: String) async throws -> JSONValue? {
      try await made.service.call(.post, "/api/v1/diagnoses", body: body) {
        #expect($0.status == .created, "\($0.text.prefix(300))")
        return try $0.json["document"]?["components"]
      }
    }
    let cycle = Self.rig.cycles[5]
    // Numbers whose mean is exact.
    func eighths(_ number: Double) -> Double { (number * 8).rounded() / 8 }
    let full = Self.signals(cycle, width: { $0.samplesPerCycle / 60 }, eighths)
    let means = Self.signals(cycle, width: { _ in 1 }, eighths)
    func body(_ signals: JSONValue) throws -> String {
      let body: JSONValue = ["machine": "rig", "signals": signals]
      return String(decoding: try body.text(), as: UTF8.self)
    }
    #expect(try await state(try body(full)) == state(try body(means)))
  }

  @Test(
    "What cannot be judged is named",
    arguments: [
      (#"{"machine": "rig", "signals": {}}"#, 422, "/signals"),
      (#"{"machine": "rig", "signals": {"PS9": []}}"#, 400, "/signals/PS9"),
      (#"{"machine": "rig", "signals": {"PS1": [1, 2]}}"#, 400, "/signals/PS1"),
      (#"{"machine": "r/g", "signals": {"PS4": [\#(list(of: "1", 60))]}}"#, 422, "/machine"),
      (#"{"machine": "rig", "signals": {"PS1": [\#(list(of: "1", 61))]}}"#, 422, "/signals/PS1"),
      (#"{"machine": "rig", "time": "noon", "signals": {}}"#, 422, "/time"),
      (#"{"signals": {}}"#, 400, "/machine"),
      (#"{"machine": "rig", "signals": {}, "history": [\#(list(of: "{}", 41))]}"#, 400, "/history"),
    ])
  func wrong(body: String, status: Int, pointer: String) async throws {
    let (made, folder) = try await Self.made()
    defer { try? FileManager.default.removeItem(at: folder) }
    try await made.service.call(.post, "/api/v1/diagnoses", body: body) {
      #expect($0.status.code == status && $0.pointers == [pointer], "\($0.text)")
    }
  }

  @Test("A key of other machines judges nothing and finds nothing; a viewer judges nothing")
  func objects() async throws {
    let (made, folder) = try await Self.made()
    defer { try? FileManager.default.removeItem(at: folder) }
    let body = try Self.body(3, history: 3)
    let foreign = try made.service.key(.operator, machines: ["press"])
    try await made.service.call(.post, "/api/v1/diagnoses", key: foreign, body: body) {
      #expect($0.status == .forbidden && $0.pointers == ["/machine"])
    }
    try await made.service.call(.post, "/api/v1/diagnoses", as: .viewer, body: body) {
      #expect($0.status == .forbidden)
    }
    let place = try await made.service.call(.post, "/api/v1/diagnoses", as: .operator, body: body) {
      try #require($0.headers[.location])
    }
    try await made.service.call(.get, place, key: foreign) { #expect($0.status == .notFound) }
  }

  @Test("A damaged model judges nothing, and the service says that it is not ready")
  func damaged() async throws {
    let (made, folder) = try await Self.made()
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("{".utf8).write(to: folder.appending(path: HydraulicModelDocument.file))
    made.service.clock.now += 2
    try await made.service.call(.post, "/api/v1/diagnoses", body: try Self.body(3, history: 0)) {
      #expect($0.status == .serviceUnavailable && $0.problem == "no-model" && !$0.text.contains(folder.path))
    }
    try await made.service.call(.get, "/health/ready", as: nil) { #expect($0.status == .serviceUnavailable) }
  }
}
