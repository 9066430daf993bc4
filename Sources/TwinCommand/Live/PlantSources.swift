import Acquisition
import ArgumentParser
import Foundation
import Plant
import Twin

/// Files that are played instead of reading a plant.
struct ReplayOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A file of samples to play instead of reading the plant, CSV or .jsonl; several are played together.",
      valueName: "file"))
  var replay: [String] = []

  @Option(
    help: ArgumentHelp(
      "How fast files are played: seconds of theirs in one of ours, or `fastest`.", valueName: "speed"))
  var speed: String?

  /// What is played; `nil` when the plant itself is read. Paths are as they can be opened.
  func description(_ plant: PlantDescription, beside folder: String) throws -> ReplayDescription? {
    var description = plant.replay(beside: folder)
    if !replay.isEmpty { description = ReplayDescription(files: replay, speed: plant.replay?.speed ?? 1) }
    guard let speed else { return description }
    let read = ReplayDescription.speed(speed)
    guard read.isRead else {
      throw CommandFailure(place: "--speed", found: "`\(speed)`", expected: "a number above 0, or fastest")
    }
    guard description != nil else {
      throw CommandFailure(
        place: "--speed", found: "nothing that is played", expected: "--replay, or `replay` in the plant file")
    }
    description?.speed = read.speed
    return description
  }
}

extension PlantDescription {
  /// What is played instead of reading the plant, with paths as they can be opened; `nil` when it is read itself.
  /// - Parameter folder: where paths in its file count from.
  func replay(beside folder: String) -> ReplayDescription? {
    var description = replay
    description?.files = replay?.files.map { $0.hasPrefix("/") ? $0 : folder + "/" + $0 } ?? []
    return description
  }
}

/// What a plant is read from: its devices and tables, or files that are played instead.
struct PlantSources {
  let devices: [ModbusSource]
  let tables: [SQLSampleSource]
  let replay: ReplaySource?
  /// The time in the plant: ours, or that of the files.
  let now: @Sendable () -> Instant

  var all: [any SampleSource] { devices + tables + (replay.map { [$0] } ?? []) }

  /// Sources of a plant; nothing is connected yet, files are opened.
  /// - Parameters:
  ///   - word: how the user named the plant.
  ///   - folder: where paths in its file count from.
  ///   - state: where it is kept how far tables were read; without, a restart reads them from their beginning.
  init(
    _ plant: PlantDescription, named word: String, beside folder: String, _ played: ReplayDescription?, state: String?
  ) throws {
    if let played {
      let source = try ReplaySource(plant, files: played.files, speed: played.speed)
      (devices, tables, replay) = ([], [], source)
      now = { source.clock.now }
      return
    }
    now = { CurrentTime.instant }
    replay = nil
    devices = plant.devices.map { ModbusSource(plant, device: $0) { CurrentTime.instant } }
    tables = try plant.tables.map { table in
      try SQLSampleSource(
        plant, table: table, folder: folder, memory: state.map { "\($0)/table-\(table.id)" },
        environment: ProcessInfo.processInfo.environment
      ) { CurrentTime.instant }
    }
    guard !devices.isEmpty || !tables.isEmpty else {
      throw CommandFailure(
        .dataUnusable, place: word, found: "nothing to read",
        expected: "at least one device, table, or file to replay")
    }
  }

  /// Says what is wrong with what was read.
  func tell(_ words: Words) async {
    for table in tables {
      if let failure = await table.failure { words.warning("\(table.name): \(failure)") }
      let counts = await table.counts
      Self.tell(table.name, counts.unknown, counts.malformed, await table.unknownNames, words)
    }
    guard let replay else { return }
    for fault in await replay.faults.prefix(5) { words.warning("\(fault)") }
    let counts = await replay.counts
    Self.tell(replay.name, counts.unknown, counts.malformed, await replay.unknownNames, words)
  }

  private static func tell(
    _ name: String, _ unknown: Int, _ malformed: Int, _ names: Set<String>, _ words: Words
  ) {
    if malformed > 0 { words.warning("\(name): \(malformed) rows are no samples") }
    guard unknown > 0 else { return }
    let some = names.sorted().prefix(5).joined(separator: ", ")
    words.warning("\(name): \(unknown) values of signals that the plant does not have, such as \(some)")
  }
}
