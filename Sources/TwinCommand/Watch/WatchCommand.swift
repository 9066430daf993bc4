import Acquisition
import ArgumentParser
import Foundation
import Historian
import Plant
import Twin
import Watch

/// `watch`.
struct WatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch", abstract: "Read a plant, judge and store every sample, and raise alarms, until interrupted.",
    discussion: """
      Samples go through validation, the historian and the alarm rules, in this order and one delivery at a time. Each
      step of an alarm is printed when it is stored; at the end the ledger is, which says where every sample went. A
      historian that is away is bridged by a spool on the disk. --simulate plays the plant in this process instead of
      reading its devices. A historian that does not exist is made. --twin runs the foam model along with each shot.

        pur-mold-twin watch --plant demo-plant --historian plant.db --for '60 s'

      Exits 4 when the ledger does not add up.
      """)

  @OptionGroup var place: WatchPlaceOptions

  @Option(name: .customLong("for"), help: ArgumentHelp("How long, such as 60 s.", valueName: "duration"))
  var duration: String?

  @Flag(help: "Play the plant instead of reading its devices.")
  var simulate = false

  @Option(help: "With --simulate: another seed gives another noise and other shots.")
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("With --simulate: the file of faults.", valueName: "file"))
  var faults: String?

  @Option(help: ArgumentHelp("With --simulate: the scenario that foam lines pour.", valueName: "scenario"))
  var scenario = "car-seat"

  @Option(
    help: ArgumentHelp(
      "The scenario that foam lines pour: the model runs along with each shot and is held against its sensors.",
      valueName: "scenario"))
  var twin: String?

  @OptionGroup var output: OutputOptions
  @OptionGroup var words: WordsOptions

  func validate() throws {
    guard simulate || faults == nil else { throw ValidationError("--faults needs --simulate") }
  }

  func run() async throws {
    let plant = try place.description()
    let limit = try duration.map { try CommandQuantity.seconds($0, option: "--for", in: 0.1...1e9) }
    var sources = try sources(plant)
    let twin = try twin.flatMap { try TwinSource(plant, scenario: $0, words: words.words) { CurrentTime.instant } }
    if let twin { sources.append(twin) }
    let (folder, requests) = (try place.history.folder, try place.history.mailbox)
    Interruption.waitForIt()
    let historian = try await open()
    let printer = WatchPrinter(plant, asJSON: output.output == .json, words: words.words)
    let (watch, found) = try await PlantWatch.start(
      plant, historian, folder: folder, listener: printer
    ) { CurrentTime.instant }
    if let twin { watch.add(twin) }
    for finding in found.findings { words.words.warning("ledger: \(finding)") }
    words.words.info(
      "watch started", ["historian": historian.place, "in_spool": "\(found.inSpool)", "alarms": "\(found.alarms)"])
    let mailbox = requests.flatMap { Mailbox(serving: $0) }
    let summary = await Self.watch(watch, sources, mailbox, limit: limit)
    await historian.close()
    if let failure = printer.failure { throw failure }
    try StandardStream.print(printer.end(summary))
    if !summary.findings.isEmpty { throw ExitStatus.solverFailed }
    if Interruption.isRequested { throw Interruption.status }
  }

  /// Runs sources into the watch until it is over; then ends first the sources, then the watch.
  private static func watch(
    _ watch: PlantWatch, _ sources: [any SampleSource], _ mailbox: Mailbox?, limit: Double?
  ) async -> WatchSummary {
    let clock = ContinuousClock()
    let reading = sources.map { source in
      Task { try? await source.run { samples in await watch.take(samples, from: source.name) } }
    }
    let ticking = Task { await watch.run(clock: clock) }
    let serving = Task {
      guard let mailbox else { return }
      await watch.serve(mailbox, clock: clock)
    }
    let end = limit.map { clock.now + .seconds($0) }
    while !Interruption.isRequested, end.map({ clock.now < $0 }) ?? true {
      do { try await clock.sleep(for: .seconds(0.05)) } catch { break }
    }
    for task in reading { task.cancel() }
    for task in reading { _ = await task.value }
    for task in [serving, ticking] {
      task.cancel()
      await task.value
    }
    return await watch.close()
  }

  private func sources(_ plant: PlantDescription) throws -> [any SampleSource] {
    guard !simulate else {
      let simulated = try SimulatedPlant.read(plant, faults: faults, scenario: scenario, seed: seed)
      let words = words.words
      let source = SimulatedSource(
        simulated, period: plant.devices.map(\.period).min() ?? 1, now: { CurrentTime.instant }
      ) { truth, _ in
        words.info(truth.event.rawValue, ["at": "\(truth.time.text(decimals: 1)) s", "what": truth.what])
      }
      return [source]
    }
    guard !plant.devices.isEmpty else {
      throw CommandFailure(
        .dataUnusable, place: place.plant, found: "no device", expected: "at least one device to read")
    }
    return plant.devices.map { ModbusSource(plant, device: $0) { CurrentTime.instant } }
  }

  /// Opens the historian for writing; makes it where there is none.
  private func open() async throws -> any Historian {
    let (place, environment) = (try place.history.place, WatchHistorianOptions.environment)
    if place != .memory {
      var isMissing = false
      if case .sqlite(let path) = place {
        isMissing = !FileManager.default.fileExists(atPath: path)
      } else {
        isMissing = try await SQLHistorian.version(place, environment: environment) == nil
      }
      if isMissing {
        _ = try await SQLHistorian.initialize(place, environment: environment)
        words.words.info("historian made", ["historian": place.words])
      }
    }
    return try await place.open(isWriter: true, environment: environment)
  }
}
