import Acquisition
import ArgumentParser
import Foundation
import Plant
import Twin

/// `acquire`.
struct Acquire: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "acquire", abstract: "Read the signals of a plant and show them with what is wrong with each.",
    discussion: """
      Every signal is read in blocks from all devices side by side. --once shows one round as it was read; --test reads
      three rounds, judges each sample by the limits of its signal and the physics between signals, and shows the newest
      with its verdict. Nothing is stored. Exits 1 when a signal has no usable value.

        pur-mold-twin acquire --plant demo-plant --test
      """)

  @Option(help: ArgumentHelp("The file of a plant, or its identifier in Plants.", valueName: "plant"))
  var plant: String

  @Flag(help: "Read one round and show it.")
  var once = false

  @Flag(help: "Read three rounds, judge them, show the newest.")
  var test = false

  @OptionGroup var output: OutputOptions
  @OptionGroup var words: WordsOptions

  private static let rounds = 3

  func validate() throws {
    guard once != test else { throw ValidationError("Say either --once or --test.") }
  }

  func run() async throws {
    let plant = try PlantCatalog.read(plant)
    let signals = plant.signals.count { $0.address != .none }
    guard signals > 0, !plant.devices.isEmpty else {
      throw CommandFailure(
        .dataUnusable, place: self.plant, found: "no signal with a register", expected: "at least one signal to read")
    }
    let sources = plant.devices.map { ModbusSource(plant, device: $0) { CurrentTime.instant } }
    var check = SampleCheck(plant)
    var newest: [SignalIndex: SampleTable.Row] = [:]
    for round in 0..<(test ? Self.rounds : 1) {
      if round > 0 { try await Task.sleep(for: .seconds(plant.devices.map(\.period).max() ?? 1)) }
      for sample in await Self.read(sources) {
        newest[sample.signal] = SampleTable.Row(sample: sample, judgment: test ? check.judge(sample) : nil)
      }
    }
    var table = SampleTable(plant: plant, rows: newest.values.sorted { $0.sample.signal < $1.sample.signal })
    table.counts = test ? check.total : nil
    for source in sources {
      table.devices.append(
        SampleTable.Device(id: source.name, counts: await source.counts, failures: await source.failures))
      await source.close()
    }
    for device in table.devices {
      for failure in device.failures { words.words.warning("\(failure); \(failure.remedy)") }
    }
    try StandardStream.print(output.output == .json ? table.json : table.text)
    if !table.isWhole { throw ExitStatus.finding }
  }

  /// One round of every device, all devices at the same time.
  private static func read(_ sources: [ModbusSource]) async -> [Sample] {
    await withTaskGroup { group in
      for source in sources { group.addTask { await source.round() } }
      return await group.reduce(into: []) { $0 += $1 }
    }
  }
}

/// The clock of this machine.
enum CurrentTime {
  /// Now, to the microsecond.
  static var instant: Instant { Instant(secondsSince1970: Date().timeIntervalSince1970) ?? .earliest }
}
