import ArgumentParser
import Historian
import Twin

/// `historian check`.
struct HistorianCheck: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Read every stored byte: checksums, digests, structure, and whether the ledger balances.",
    discussion: "Writes nothing, and may run while another process stores. Exits 1 when something is wrong.")

  @OptionGroup var historian: HistorianOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var words: WordsOptions

  func run() async throws {
    let opened = try await historian.open(isWriter: false)
    let finding = try await Self.diagnose(opened, words)
    await opened.close()
    try StandardStream.print(
      output.output == .json
        ? Self.json(opened.place, finding)
        : "\(opened.place): \(Self.words(finding))\n" + finding.problems.map { "  \($0)\n" }.joined())
    if !finding.problems.isEmpty { throw ExitStatus.finding }
  }

  /// Looks at every byte, with a bar for who watches.
  static func diagnose(_ historian: SQLHistorian, _ words: WordsOptions) async throws -> HistorianDiagnosis {
    let total = try await historian.summary().samples
    let progress = WorkProgress(total: total, at: historian.place, isShown: words.showsProgress)
    let finding = try await historian.diagnosis { done throws(HistorianFailure) in try progress.show(done) }
    progress.clear()
    return finding
  }

  static func words(_ finding: HistorianDiagnosis) -> String {
    let state = finding.problems.isEmpty ? "nothing wrong" : "\(finding.problems.count) problems"
    return "\(finding.samples) samples in \(finding.blocks) blocks, \(finding.artifacts) artifacts, \(state)"
  }

  static func json(_ place: String, _ finding: HistorianDiagnosis) -> String {
    var json = JSONWriter()
    json.object { json in
      json.string("schema", "pur-mold-twin/historian-check/1")
      json.string("historian", place)
      json.integer("samples", finding.samples)
      json.integer("blocks", finding.blocks)
      json.integer("artifacts", finding.artifacts)
      json.strings("problems", finding.problems)
    }
    return json.text + "\n"
  }
}
