import Acquisition
import ArgumentParser
import Foundation
import Plant
import Synchronization
import Twin

/// `acquire`.
struct Acquire: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "acquire", abstract: "Read the signals of a plant and show them with what is wrong with each.",
    discussion: """
      Every signal is read in blocks from all devices side by side, and the newest rows of all tables. --once shows one
      round as it was read; --test reads three rounds, judges each sample by the limits of its signal and the physics
      between signals, and shows the newest with its verdict. Files are read whole, without waiting. Nothing is stored.
      Exits 1 when a signal has no usable value.

        pur-mold-twin acquire --plant demo-plant --test
        pur-mold-twin acquire --plant demo-plant --test --replay yesterday.csv
      """)

  @Option(help: ArgumentHelp("The file of a plant, or its identifier in Plants.", valueName: "plant"))
  var plant: String

  @Flag(help: "Read one round and show it.")
  var once = false

  @Flag(help: "Read three rounds, judge them, show the newest.")
  var test = false

  @OptionGroup var played: ReplayOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var words: WordsOptions

  private static let rounds = 3

  /// The newest sample of each signal, judged where that is asked for.
  private struct Acquired {
    var check: SampleCheck
    var newest: [SignalIndex: SampleTable.Row] = [:]

    mutating func take(_ samples: [Sample], isJudged: Bool) {
      for sample in samples {
        newest[sample.signal] = SampleTable.Row(sample: sample, judgment: isJudged ? check.judge(sample) : nil)
      }
    }
  }

  func validate() throws {
    guard once != test else { throw ValidationError("Say either --once or --test.") }
  }

  func run() async throws {
    let (plant, folder) = try PlantCatalog.open(plant)
    var files = try played.description(plant, beside: folder)
    files?.speed = nil
    let sources = try PlantSources(plant, named: self.plant, beside: folder, files, state: nil)
    let isJudged = test
    let acquired = Mutex(Acquired(check: SampleCheck(plant)))
    if let replay = sources.replay {
      try await replay.run { samples in acquired.withLock { $0.take(samples, isJudged: isJudged) } }
    } else {
      let period = (plant.devices.map(\.period) + plant.tables.map(\.period)).max() ?? 1
      for round in 0..<(test ? Self.rounds : 1) {
        if round > 0 { try await Task.sleep(for: .seconds(period)) }
        let samples = await Self.read(sources, isFirst: round == 0)
        acquired.withLock { $0.take(samples, isJudged: isJudged) }
      }
    }
    let (newest, total) = acquired.withLock { ($0.newest, $0.check.total) }
    var table = SampleTable(plant: plant, rows: newest.values.sorted { $0.sample.signal < $1.sample.signal })
    table.counts = test ? total : nil
    await table.take(sources)
    for device in table.devices {
      for failure in device.failures { words.words.warning("\(failure); \(failure.remedy)") }
    }
    await sources.tell(words.words)
    for source in sources.devices { await source.close() }
    for source in sources.tables { await source.close() }
    try StandardStream.print(output.output == .json ? table.json : table.text)
    if !table.isWhole { throw ExitStatus.finding }
  }

  /// One round of every device and table, all at the same time.
  private static func read(_ sources: PlantSources, isFirst: Bool) async -> [Sample] {
    await withTaskGroup { group in
      for source in sources.devices { group.addTask { await source.round() } }
      // A reading that fails is told by the table itself.
      for table in sources.tables {
        group.addTask { (try? await isFirst ? table.latest() : table.poll()) ?? [] }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
  }
}

/// The clock of this machine.
enum CurrentTime {
  /// Now, to the microsecond.
  static var instant: Instant { Instant(secondsSince1970: Date().timeIntervalSince1970) ?? .earliest }
}
