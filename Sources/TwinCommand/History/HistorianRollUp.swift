import ArgumentParser
import Historian
import Twin

/// `historian roll-up`.
struct HistorianRollUp: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "roll-up", abstract: "Make the roll-ups of minutes and hours anew from the samples.",
    discussion: """
      They are kept up to date by whoever stores; this is for when they are in doubt. Nobody else may write meanwhile.
      Windows whose samples retention has dropped stay as they are.
      """)

  @OptionGroup var historian: HistorianOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var words: WordsOptions

  func run() async throws {
    let opened = try await historian.open(isWriter: true)
    let total = try await opened.summary().samples
    let progress = WorkProgress(total: total, at: opened.place, isShown: words.showsProgress)
    let windows = try await opened.rebuildRollUps { done throws(HistorianFailure) in try progress.show(done) }
    progress.clear()
    await opened.close()
    switch output.output {
    case .table: try StandardStream.print("\(opened.place): \(windows) windows from \(total) samples\n")
    case .json:
      var json = JSONWriter()
      json.object { json in
        json.string("schema", "pur-mold-twin/historian-roll-up/1")
        json.string("historian", opened.place)
        json.integer("samples", total)
        json.integer("windows", windows)
      }
      try StandardStream.print(json.text + "\n")
    }
  }
}
