import Acquisition
import Plant
import Twin
import Watch

/// What the twins of the foam lines say, as a source beside the devices: it hears what the watch accepted, and delivers
/// what the twins make of it. The model is run here, not in the middle of the watch.
final class TwinSource: SampleSource, WatchListener {
  /// The account of the ledger under which stands what the twins say.
  static let account = "twin"

  let name = account
  private let twins: [LineTwin]
  private let feed: WatchFeed
  private let now: @Sendable () -> Instant
  private let words: Words

  /// Twins of all foam lines that pour a scenario; `nil` where the plant has no signals for them.
  init?(
    _ plant: PlantDescription, scenario id: String, words: Words, now: @escaping @Sendable () -> Instant
  ) throws {
    let catalog = try Catalog(systems: nil)
    let scenario = try catalog.files.scenario(id: id)
    let system = try catalog.files.system(of: scenario)
    twins = plant.machines.filter { $0.kind == .foamLine }.compactMap { LineTwin(of: $0, plant, scenario, system) }
    guard !twins.isEmpty else { return nil }
    feed = WatchFeed(bound: 10_000)
    self.now = now
    self.words = words
  }

  func hear(_ event: WatchEvent) {
    if case .accepted(let accepted) = event, accepted.source != name { feed.hear(event) }
  }

  func run(delivering deliver: @Sendable ([Sample]) async throws -> Void) async throws {
    var twins = twins
    for await event in feed {
      guard case .accepted(let accepted) = event else { continue }
      var said: [Sample] = []
      for sample in accepted.samples {
        for place in twins.indices {
          let before = twins[place].shots
          said += twins[place].take(sample, received: now())
          guard twins[place].shots > before else { continue }
          words.info("twin started", ["shot": "\(twins[place].shots)"])
          if let failure = twins[place].failure { words.warning("twin: \(failure)") }
        }
      }
      if !said.isEmpty { try await deliver(said) }
    }
    if feed.dropped > 0 { words.warning("twin: too slow for \(feed.dropped) deliveries, which it did not see") }
  }
}
