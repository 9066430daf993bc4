import Acquisition
import ArgumentParser
import Foundation
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
      reading it. --replay plays files of samples instead: the watch then lives in their time, and ends with them. A
      historian that does not exist is made. --twin runs the foam model along with each shot.

        pur-mold-twin watch --plant demo-plant --historian plant.db --for '60 s'
        pur-mold-twin watch --plant demo-plant --historian again.db --replay yesterday.csv --speed 60

      Exits 4 when the ledger does not add up.
      """)

  @OptionGroup var place: WatchPlaceOptions

  @Option(name: .customLong("for"), help: ArgumentHelp("How long, such as 60 s.", valueName: "duration"))
  var duration: String?

  @Flag(help: "Play the plant instead of reading it.")
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

  @OptionGroup var played: ReplayOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var words: WordsOptions

  func validate() throws {
    guard simulate || faults == nil else { throw ValidationError("--faults needs --simulate") }
    guard !simulate || played.replay.isEmpty else { throw ValidationError("Say either --simulate or --replay.") }
  }

  func run() async throws {
    let (plant, beside) = try place.opened()
    let limit = try duration.map { try CommandQuantity.seconds($0, option: "--for", in: 0.1...1e9) }
    let there = WatchedPlant.Place(
      historian: try place.history.place, folder: try place.history.folder, mailbox: try place.history.mailbox)
    let read = simulate ? nil : try read(plant, beside: beside, state: there.folder)
    let sources = try read?.all ?? [simulated(plant)]
    let now = read?.now ?? WatchedPlant.now
    let twin = try twin.flatMap { try TwinSource(plant, scenario: $0, words: words.words, now: now) }
    Interruption.waitForIt()
    let printer = WatchPrinter(plant, asJSON: output.output == .json, words: words.words)
    let watched = try await WatchedPlant.start(
      plant, sources, twin: twin, at: there, listener: printer, words.words, now: now)
    let clock = ContinuousClock()
    let end = limit.map { clock.now + .seconds($0) }
    while !Interruption.isRequested, !watched.isOver, end.map({ clock.now < $0 }) ?? true {
      do { try await clock.sleep(for: .seconds(0.05)) } catch { break }
    }
    let summary = await watched.end()
    await read?.tell(words.words)
    if let failure = printer.failure { throw failure }
    try StandardStream.print(printer.end(summary))
    if !summary.findings.isEmpty { throw ExitStatus.solverFailed }
    if let failure = watched.failure { throw failure }
    if Interruption.isRequested { throw Interruption.status }
  }

  /// What the plant is read from.
  private func read(_ plant: PlantDescription, beside folder: String, state: String?) throws -> PlantSources {
    try PlantSources(
      plant, named: place.plant, beside: folder, played.description(plant, beside: folder), state: state)
  }

  private func simulated(_ plant: PlantDescription) throws -> any SampleSource {
    let simulated = try SimulatedPlant.read(plant, faults: faults, scenario: scenario, seed: seed)
    let words = words.words
    return WatchedPlant.played(simulated, plant) { truth, _ in
      words.info(truth.event.rawValue, ["at": "\(truth.time.text(decimals: 1)) s", "what": truth.what])
    }
  }
}
