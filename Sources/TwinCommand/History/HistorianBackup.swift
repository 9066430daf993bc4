import ArgumentParser
import Historian
import Twin

/// `historian backup`.
struct HistorianBackup: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Copy a historian to a file while it is in use, and check the copy.",
    discussion: """
      The file is a historian in SQLite. Of a file it is a copy of one moment, whoever writes meanwhile; of a server it
      is a copy signal by signal, for which nobody else may write. Every block of the copy is read again. Its checksum
      is written beside it, in FILE.crc32c. Exits 1 when the copy has something wrong: then the historian has.

        pur-mold-twin historian backup plant.db --to backups/plant-2026-11-22.db
      """)

  @OptionGroup var historian: HistorianOptions

  @Option(help: ArgumentHelp("The file to make.", valueName: "file"))
  var to: String

  @OptionGroup var output: OutputOptions
  @OptionGroup var words: WordsOptions

  func run() async throws {
    let place = try historian.place
    try BackupFile.requireNew(to, option: "--to")
    let isFile = place.file != nil
    let source = try await HistorianOptions.open(place, isWriter: !isFile)
    var finding: HistorianDiagnosis?
    try await BackupFile.make(to) { draft in
      if isFile {
        let bar = PageProgress(at: source.place, isShown: words.showsProgress)
        try await source.backUp(toFile: draft) { done, total throws(HistorianFailure) in try bar.show(done, total) }
        bar.clear()
      } else {
        _ = try await HistorianCopy(source, to: .sqlite(path: draft), words)
      }
      let copy = try await HistorianOptions.open(.sqlite(path: draft), isWriter: false)
      finding = try await HistorianCheck.diagnose(copy, words)
      await copy.close()
    }
    await source.close()
    let sum = try BackupFile.seal(to)
    guard let finding else { return }
    let result = BackupResult(from: source.place, to: to, bytes: sum.bytes, crc32c: sum.crc32c, finding: finding)
    try StandardStream.print(output.output == .json ? result.json("historian-backup") : result.text)
    if !finding.problems.isEmpty { throw ExitStatus.finding }
  }
}
