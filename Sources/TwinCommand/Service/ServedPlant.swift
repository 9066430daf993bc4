import Acquisition
import ArgumentParser
import Foundation
import Historian
import LiveFeed
import Plant
import Twin
import TwinServer
import Watch

/// A simulated plant in place of a real one.
struct DemoOptions: ParsableArguments {
  @Flag(
    help: "Play a plant and watch it beside the server; its samples lie in demo.db of the folder --state.")
  var demo = false

  @Option(
    help: ArgumentHelp("With --demo: the file of faults; two sensors fail unless it is given.", valueName: "file"))
  var faults: String?

  @Option(help: "With --demo: another seed gives another noise and other shots.")
  var seed: UInt64 = 1

  /// What is played unless another plant is named.
  static let plant = "demo-plant"
  /// What the foam lines of a played plant pour.
  fileprivate static let scenario = "car-seat"

  func validate() throws {
    guard demo || faults == nil else { throw ValidationError("--faults needs --demo") }
  }

  /// The plant played in this process.
  func source(_ plant: PlantDescription) throws -> any SampleSource {
    let simulated =
      if let faults {
        try SimulatedPlant.read(plant, faults: faults, scenario: Self.scenario, seed: seed)
      } else {
        try SimulatedPlant.make(plant, faults: Self.faults(of: plant), scenario: Self.scenario, seed: seed)
      }
    return WatchedPlant.played(simulated, plant)
  }

  /// What goes wrong unless it is said, so that there is something to see.
  private static func faults(of plant: PlantDescription) -> [PlantFault] {
    func index(_ name: String) -> SignalIndex? { SignalID(rawValue: name).flatMap { plant.index(of: $0) } }
    var faults: [PlantFault] = []
    if let signal = index("foam-line.polyol-temperature") {
      faults.append(PlantFault(.failedSensor, signal: signal, start: 15, end: 300))
    }
    if let signal = index("hydraulics.ps3") { faults.append(PlantFault(.noisySensor, signal: signal, start: 20)) }
    return faults
  }
}

/// The plant that is watched while a service runs.
struct ServedPlant: Sendable {
  let watched: WatchedPlant
  /// Who obeys what is asked of alarms.
  let desk: WatchDesk
  /// What the watch counts.
  let metrics: WatchMetrics

  /// Starts the watch of the plant that the configuration names, or of a played one.
  /// - Parameter feed: who is told what the watch does.
  /// - Returns: `nil` where no plant is watched.
  /// - Throws: for a plant or historian that cannot be used.
  static func start(
    _ configuration: ServiceConfiguration, _ demo: DemoOptions, telling feed: ServedFeed, _ metrics: MetricRegistry,
    _ words: Words
  ) async throws -> ServedPlant? {
    guard let name = configuration.plant ?? (demo.demo ? DemoOptions.plant : nil) else { return nil }
    let place = try place(configuration, isDemo: demo.demo)
    let (plant, beside) = try PlantCatalog.open(name)
    let read =
      demo.demo
      ? nil
      : try PlantSources(
        plant, named: name, beside: beside, plant.replay(beside: beside), state: place.folder)
    let sources = try read?.all ?? [demo.source(plant)]
    let now = read?.now ?? WatchedPlant.now
    let scenario = configuration.twin ?? (demo.demo ? DemoOptions.scenario : nil)
    let twin = try scenario.flatMap { try TwinSource(plant, scenario: $0, words: words, now: now) }
    if let named = configuration.twin, twin == nil {
      words.warning("twin: no foam line of the plant has a signal for what the model of \(named) says")
    }
    let relay = WatchRelay(plant, to: feed.publisher, twin: scenario, now: now)
    let meter = WatchMetrics(metrics, now: now)
    let watched = try await WatchedPlant.start(
      plant, sources, twin: twin, at: place, listener: relay, words, now: now
    ) { watch in
      watch.add(meter)
      relay.tell(await watch.alarms, known: feed.hub.newest(of: .alarms))
    }
    await feed.serve(watched.watch)
    return ServedPlant(watched: watched, desk: WatchDesk(watch: watched.watch), metrics: meter)
  }

  /// Ends the watch, and says how its ledger stands.
  /// - Returns: whether the ledger adds up.
  func end(_ words: Words) async -> Bool {
    let summary = await watched.end()
    for finding in summary.findings { words.warning("ledger: \(finding)") }
    let (total, store) = (summary.counts.total, summary.counts.store)
    words.info(
      "watch ended",
      [
        "received": "\(total.received)", "stored": "\(store.stored)", "quarantined": "\(store.quarantined)",
        "in_spool": "\(store.inSpool)", "balanced": "\(summary.findings.isEmpty)",
      ])
    return summary.findings.isEmpty
  }

  private static func place(
    _ configuration: ServiceConfiguration, isDemo: Bool
  ) throws(CommandFailure) -> WatchedPlant.Place {
    if isDemo {
      guard configuration.historian == nil else {
        throw CommandFailure(
          place: "historian", found: "a historian beside --demo", expected: "one of the two",
          remedy: "leave out one: a demo keeps its samples in demo.db of the state's folder")
      }
      let file = configuration.stateFolder + "/demo.db"
      return WatchedPlant.Place(historian: .sqlite(path: file), folder: file + ".watch")
    }
    guard let address = configuration.historian else {
      throw CommandFailure(
        place: "historian", found: "nothing, beside a plant that is watched", expected: "where its samples go",
        remedy: "name it: --historian plant.db")
    }
    let place = try configuration.historianPlace(address)
    let folder =
      switch place {
      case .sqlite(let path): path + ".watch"
      case .memory, .postgresql: configuration.stateFolder + "/watch"
      }
    return WatchedPlant.Place(historian: place, folder: folder, mailbox: folder + "/requests")
  }
}

extension ServiceConfiguration {
  /// Where the historian is.
  func historianPlace(_ address: String) throws(CommandFailure) -> HistorianPlace {
    do throws(HistorianFailure) {
      return try HistorianPlace(address)
    } catch {
      throw CommandFailure(
        place: error.place, found: "\(error.found), while \(error.action)", expected: "a historian",
        remedy: error.remedy)
    }
  }
}
