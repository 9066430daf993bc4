import Historian
import LiveFeed
import Plant
import Testing
import TwinServer
import Watch

/// A watch of a press with one entry of three samples in its review queue, beside a service that reaches it.
struct MadeWatch {
  /// A watch as the desk of a service.
  struct Desk: WriterDesk {
    let watch: PlantWatch

    var plant: PlantDescription? { watch.plant }

    func answer(_ request: WatchRequest, by actor: String) async throws(Problem) -> WatchReply {
      await watch.answer(request, by: actor)
    }
  }

  let watch: PlantWatch
  let historian: MemoryHistorian
  let service: MadeService
  /// Where the entry is.
  let path: String

  static let start: Int64 = 1_770_000_000_000_000

  static func time(_ seconds: Double) -> Instant {
    Instant(microseconds: start + Int64(seconds * 1e6)) ?? .earliest
  }

  static func sample(_ value: Double, at seconds: Double) -> Sample {
    Sample(SignalIndex(rawValue: 0), at: time(seconds), received: time(seconds), value: .number(value))
  }

  init(hydraulics: HydraulicShelf? = nil, feed: LiveHub? = nil) async throws {
    let id = try #require(SignalID(rawValue: "press.t"))
    let plant = PlantDescription(
      id: "made", machines: [MachineDescription(id: "press")],
      signals: [
        SignalDescription(
          id: id, machine: "press", quantity: .temperature, limits: SignalLimits(range: 200...400, gap: 5),
          address: .none)
      ], alarms: [])
    let historian = MemoryHistorian()
    self.historian = historian
    (watch, _) = try await PlantWatch.start(plant, historian, folder: nil) { Self.time(100) }
    for second in 1...3 { await watch.take([Self.sample(450, at: Double(second))], from: "plc") }
    let desk = Desk(watch: watch)
    service = try MadeService(
      historian: historian,
      with: {
        $0.writer = desk
        $0.hydraulics = hydraulics
        $0.feed = feed
      })
    path = "/api/v1/quarantine/press.t@\(Self.start + 1_000_000)-range"
  }

  /// What the historian has of the signal.
  func stored() async throws -> [Sample] {
    let id = try #require(SignalID(rawValue: "press.t"))
    return try await historian.samples(of: id, in: WatchRecords.ever, after: nil, limit: 99).samples
  }
}
