import Foundation
import HTTPTypes
import Historian
import Learning
import ModelSamples
import Plant
import Registry
import Testing
import Twin
import TwinServer

/// What a service remembers and has learned, made up and small: one model of each task, two machines, an alarm.
///
/// `Scripts/fuzz-service` asks for it on disk by `PUR_SAMPLE_STATE`, a folder.
@Suite("A made-up state can be served")
struct SampleStateTests {
  @Test("Models and history are written where they are asked for, and a service is ready with them")
  func written() async throws {
    let asked = ProcessInfo.processInfo.environment["PUR_SAMPLE_STATE"].map { URL(filePath: $0) }
    let folder = asked ?? FileManager.default.temporaryDirectory.appending(path: "Sample.\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { if asked == nil { try? FileManager.default.removeItem(at: folder) } }
    let registry = ModelRegistry(folder.appending(path: "Models").path)
    for model in try [SmallModel(), SmallModel("defect_risk", leaves: (-1, 0, 1), flag: true)] {
      let version = try registry.add(model.card, files: model.files) { $0.json }
      _ = try registry.promote(version, of: model.card.task, to: ModelRegistry.champion, at: .earliest)
    }
    let place = try HistorianPlace(folder.appending(path: "plant.db").path)
    _ = try await SQLHistorian.initialize(place, environment: [:])
    let historian = try await place.open(isWriter: true, environment: [:])
    try await Self.fill(historian)
    let service = try MadeService(models: ModelShelf(registry), historian: historian)
    try await service.call(.get, "/health/ready", as: nil) { #expect($0.status == .ok, "\($0.text)") }
    try await service.call(.get, "/api/v1/signals/foam.pressure/samples") { #expect($0.status == .ok, "\($0.text)") }
    await historian.close()
  }

  /// Two machines with 100 samples of one signal each, one of which could not be read, and one alarm each.
  static func fill(_ historian: any Historian) async throws {
    let ids = try ["foam.pressure", "press.pressure"].map { try #require(SignalID(rawValue: $0)) }
    var samples: [Sample] = []
    for number in 0..<100 {
      let time = try #require(Instant(microseconds: 1_700_000_000_000_000 + Int64(number) * 1_000_000))
      for signal in 0..<2 {
        let index = SignalIndex(rawValue: UInt32(signal))
        samples.append(
          number == 50
            ? Sample(index, at: time, received: time, missing: .timedOut)
            : Sample(index, at: time, received: time, value: .number(Double(number))))
      }
    }
    _ = try await historian.append(SampleBatch(source: "test", signals: ids, samples: samples))
    let time = try #require(Instant("2026-01-01T00:00:00Z"))
    try await historian.record(
      ["foam", "press"].map {
        HistorianRecord(.alarm, id: "\($0).high", time: time, machine: $0, state: "active", document: #"{"x": 1}"#)
      })
  }
}
