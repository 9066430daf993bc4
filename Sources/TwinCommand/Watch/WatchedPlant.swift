import Acquisition
import Foundation
import Historian
import Plant
import Twin
import Watch

/// A plant that is watched in this process: its sources, the watch they deliver to, and the historian behind it.
///
/// The one way in which a plant is watched, whether alone or beside the server, by its devices or simulated.
struct WatchedPlant: Sendable {
  /// Where samples go, and where they and requests wait.
  struct Place: Sendable {
    var historian: HistorianPlace
    /// What waits while the historian is away; without, nothing waits on the disk.
    var folder: String?
    /// Through which other processes command the watch; `nil` for a watch that nobody commands.
    var mailbox: String?
  }

  let historian: any Historian
  let watch: PlantWatch
  private let sources: RunningSources
  private let reading: [Task<Void, Never>]
  /// The model that runs along, which ends after the sources that it listens to.
  private let modeling: Task<Void, Never>?
  private let others: [Task<Void, Never>]

  /// The time in this process.
  static let now: @Sendable () -> Instant = { CurrentTime.instant }

  /// Whether every source has come to its end.
  var isOver: Bool { sources.isOver }

  /// Why a source ended that should not have; the first.
  var failure: (any Error)? { sources.failure }

  /// Opens the historian and begins to watch.
  /// - Parameters:
  ///   - sources: what delivers.
  ///   - twin: hears of the watch too, where the model runs along with the plant.
  ///   - listener: hears of everything from the beginning.
  ///   - now: the time in the plant.
  ///   - prepare: is called with the watch before anything is delivered to it.
  /// - Throws: when the historian or the folder cannot be used.
  static func start(
    _ plant: PlantDescription, _ sources: [any SampleSource], twin: TwinSource? = nil, at place: Place,
    listener: any WatchListener, _ words: Words, now: @escaping @Sendable () -> Instant = now,
    prepare: (PlantWatch) async -> Void = { _ in }
  ) async throws -> WatchedPlant {
    let historian = try await open(place.historian, words)
    let (watch, found) = try await PlantWatch.start(
      plant, historian, folder: place.folder, listener: listener, now: now)
    if let twin { watch.add(twin) }
    for finding in found.findings { words.warning("ledger: \(finding)") }
    if let absence = found.absence { words.warning("\(absence); until then samples wait in the spool") }
    words.info(
      "watch started", ["historian": historian.place, "in_spool": "\(found.inSpool)", "alarms": "\(found.alarms)"])
    await prepare(watch)
    let mailbox = place.mailbox.flatMap { Mailbox(serving: $0) }
    let running = RunningSources(sources)
    let reading = running.start(into: watch)
    let modeling = twin.map { twin in
      Task<Void, Never> { try? await twin.run { samples in await watch.take(samples, from: twin.name) } }
    }
    let clock = ContinuousClock()
    var others = [Task<Void, Never> { await watch.run(clock: clock) }]
    if let mailbox { others.append(Task { await watch.serve(mailbox, clock: clock) }) }
    return WatchedPlant(
      historian: historian, watch: watch, sources: running, reading: reading, modeling: modeling, others: others)
  }

  /// Ends first the sources, then the watch, then the historian: what was taken is stored, or waits on the disk.
  func end() async -> WatchSummary {
    for task in reading { task.cancel() }
    for task in reading { await task.value }
    for task in [modeling].compactMap({ $0 }) + others {
      task.cancel()
      await task.value
    }
    let summary = await watch.close()
    await historian.close()
    return summary
  }

  /// A plant that is played in this process as a source.
  static func played(
    _ simulated: SimulatedPlant, _ plant: PlantDescription,
    truth: @escaping @Sendable (SimulatedPlant.Truth, Instant) -> Void = { _, _ in }
  ) -> any SampleSource {
    SimulatedSource(
      simulated, period: plant.devices.map(\.period).min() ?? 1, now: now, truth: truth)
  }

  /// Opens the historian for writing; makes it where there is none. A server that is away is connected later.
  private static func open(_ place: HistorianPlace, _ words: Words) async throws -> any Historian {
    let environment = WatchHistorianOptions.environment
    switch place {
    case .memory: break
    case .sqlite(let path):
      guard !FileManager.default.fileExists(atPath: path) else { break }
      _ = try await SQLHistorian.initialize(place, environment: environment)
      words.info("historian made", ["historian": place.words])
    case .postgresql: return try await SQLHistorian.attach(place, environment: environment)
    }
    return try await place.open(isWriter: true, environment: environment)
  }
}
