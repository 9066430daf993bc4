import ArgumentParser
import Historian
import Twin

/// `historian restore`.
struct HistorianRestore: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Make a historian from a backup, and check it.",
    discussion: """
      The backup is compared with the checksum beside it, FILE.crc32c, and every block is read before anything is made.
      The target is made, and must hold nothing: a new file, or a database without a historian. Exits 3 when the backup
      is damaged; nothing is made then.

        pur-mold-twin historian restore backups/plant-2026-11-22.db --to plant.db
      """)

  @Argument(help: ArgumentHelp("The file of the backup.", valueName: "backup"))
  var backup: String

  @Option(help: ArgumentHelp("The historian to make.", valueName: "historian"))
  var to: String

  @OptionGroup var output: OutputOptions
  @OptionGroup var words: WordsOptions

  func run() async throws {
    let place = try HistorianOptions.place(to)
    if let file = place.file { try BackupFile.requireNew(file, option: "--to") }
    let sum = try BackupFile.verify(backup)
    if sum == nil {
      words.words.warning("there is no \(backup)\(BackupFile.checksumSuffix): only the checksums inside are compared")
    }
    let source = try await HistorianOptions.open(.sqlite(path: backup), isWriter: false)
    let before = try await HistorianCheck.diagnose(source, words)
    guard before.problems.isEmpty else {
      throw CommandFailure(
        .dataUnusable, place: backup, found: before.problems[0], expected: "a backup without damage",
        remedy: "use another backup; historian check lists what is wrong with this one")
    }
    if let file = place.file {
      let bar = PageProgress(at: source.place, isShown: words.showsProgress)
      try await BackupFile.make(file) { draft in
        try await source.backUp(toFile: draft) { done, total throws(HistorianFailure) in try bar.show(done, total) }
        bar.clear()
      }
    } else {
      let copy = try await HistorianCopy(source, to: place, words)
      if let signal = copy.move.differing.first {
        throw CommandFailure(
          .dataUnusable, place: place.words, found: "other samples of \(signal.id) than in the backup",
          expected: "the same", remedy: "check the server, and try again with an empty database")
      }
    }
    await source.close()
    let restored = try await HistorianOptions.open(place, isWriter: false)
    let finding = try await HistorianCheck.diagnose(restored, words)
    await restored.close()
    let result = BackupResult(
      from: backup, to: place.words, bytes: sum?.bytes, crc32c: sum?.crc32c, finding: finding)
    try StandardStream.print(output.output == .json ? result.json("historian-restore") : result.text)
    if !finding.problems.isEmpty { throw ExitStatus.finding }
  }
}
