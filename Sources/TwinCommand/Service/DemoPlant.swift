import ArgumentParser
import Foundation
import Historian
import LiveFeed
import Plant
import Twin
import TwinServer
import Watch

/// A simulated plant that is watched beside the server.
struct DemoOptions: ParsableArguments {
  @Flag(help: "Watch a simulated plant beside the server; its samples and alarms are on the live page.")
  var demo = false

  @Option(help: ArgumentHelp("With --demo: the file of a plant, or its identifier in Plants.", valueName: "plant"))
  var plant = "demo-plant"

  @Option(
    help: ArgumentHelp("With --demo: the file of faults; two sensors fail unless it is given.", valueName: "file"))
  var faults: String?

  @Option(help: "With --demo: another seed gives another noise and other shots.")
  var seed: UInt64 = 1
}

/// The watch of a simulated plant while a service runs.
struct DemoPlant: Sendable {
  let historian: any Historian
  /// Who obeys what is asked of alarms.
  let desk: WatchDesk
  private let watch: PlantWatch
  private let tasks: [Task<Void, Never>]

  /// Starts the plant and its watch.
  /// - Parameters:
  ///   - hub: who is told what the watch does.
  ///   - folder: where samples are kept, in `demo.db`.
  static func start(
    _ options: DemoOptions, telling hub: LiveHub, in folder: String, _ words: Words
  ) async throws -> DemoPlant {
    let plant = try PlantCatalog.read(options.plant)
    let simulated =
      if let faults = options.faults {
        try SimulatedPlant.read(plant, faults: faults, scenario: scenario, seed: options.seed)
      } else {
        try SimulatedPlant.make(plant, faults: faults(of: plant), scenario: scenario, seed: options.seed)
      }
    let file = folder + "/demo.db"
    let place = HistorianPlace.sqlite(path: file)
    let environment = ProcessInfo.processInfo.environment
    if !FileManager.default.fileExists(atPath: file) {
      _ = try await SQLHistorian.initialize(place, environment: environment)
    }
    let historian = try await place.open(isWriter: true, environment: environment)
    let relay = WatchRelay(plant, to: hub) { CurrentTime.instant }
    let (watch, found) = try await PlantWatch.start(
      plant, historian, folder: file + ".watch", listener: relay
    ) { CurrentTime.instant }
    for finding in found.findings { words.warning("ledger: \(finding)") }
    relay.tell(await watch.alarms)
    let source = SimulatedSource(
      simulated, period: plant.devices.map(\.period).min() ?? 1, now: { CurrentTime.instant })
    let reading = Task { _ = try? await source.run { samples in await watch.take(samples, from: source.name) } }
    let ticking = Task { await watch.run(clock: ContinuousClock()) }
    return DemoPlant(
      historian: historian, desk: WatchDesk(watch: watch), watch: watch, tasks: [reading, ticking])
  }

  /// Ends the plant, then its watch: what was taken is stored.
  func end(_ words: Words) async {
    for task in tasks {
      task.cancel()
      await task.value
    }
    let summary = await watch.close()
    for finding in summary.findings { words.warning("ledger: \(finding)") }
    let account = summary.counts.store
    words.info("watch ended", ["received": "\(account.received)", "stored": "\(account.stored)"])
    await historian.close()
  }

  /// What the foam lines pour.
  private static let scenario = "car-seat"

  /// What goes wrong in a demo, so that there is something to see.
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
