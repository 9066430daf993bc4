import ArgumentParser
import Foundation
import Integrators
import Plant
import Twin

/// `import-logs`: shots from the plant, joined, cleaned and explained.
struct ImportLogs: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import-logs", abstract: "Import shots from process logs, cleaned, with everything odd reported.",
    discussion: """
      A source is the file of a datasource, or its identifier in Datasources. Of several sources the first that knows
      a shot decides; the others add to it.
        pur-mold-twin import-logs --source line-3 --from 2026-03-01 --to 2026-04-01 --out Logs/march
        pur-mold-twin import-logs --source line-3 --source lab --from 2026-03-01 --mold car-seat --dry-run
      Interrupted, the same command goes on where it was. Exit code 1 says that shots were rejected.
      """)

  @Option(
    name: .customLong("source"),
    help: ArgumentHelp("A datasource: its file or identifier; may be given again.", valueName: "datasource"))
  var sources: [String]

  @Option(help: ArgumentHelp("First time wanted: a day in UTC, or a time with zone.", valueName: "time"))
  var from: String?

  @Option(help: ArgumentHelp("First time no longer wanted.", valueName: "time"))
  var to: String?

  @Option(name: .customLong("mold"), help: ArgumentHelp("Only this mold; may be given again.", valueName: "mold"))
  var molds: [String] = []

  @Option(name: .customLong("system"), help: ArgumentHelp("Only this system; may be given again.", valueName: "system"))
  var systems: [String] = []

  @Option(
    name: .customLong("status"),
    help: ArgumentHelp("Only this verdict: good, marginal or scrap; may be given again.", valueName: "verdict"))
  var statuses: [String] = []

  @Option(
    help: ArgumentHelp("Write the shots into this new folder; without it they are only counted.", valueName: "folder"))
  var out: String?

  @Option(help: ArgumentHelp("Shots read and written in one step.", valueName: "n"))
  var batch = 256

  @Flag(help: "Show what the fields mean and a few shots, write nothing.")
  var dryRun = false

  @OptionGroup var output: OutputOptions
  @OptionGroup var words: WordsOptions

  func validate() throws {
    if dryRun, out != nil { throw ValidationError("--dry-run writes nothing: leave out --out") }
    if !(1...100_000).contains(batch) { throw ValidationError("--batch takes a number 1 … 100000") }
    if Set(sources).count < sources.count { throw ValidationError("name each --source once") }
  }

  func run() async throws {
    let query = ShotQuery(
      from: try ImportQuery.instant(from, option: "--from"), to: try ImportQuery.instant(to, option: "--to"),
      molds: Set(molds), systems: Set(systems), statuses: try ImportQuery.statuses(statuses))
    if let from = query.from, let to = query.to, from >= to {
      throw CommandFailure(place: "--to", found: "\(to)", expected: "a time after --from, \(from)")
    }
    let opened = try sources.map { try LogSourceCatalog.open($0) }
    try check(query, opened)
    let request = ImportRequest(sources: opened.map(\.description), query: query, program: Version.text)
    let now = Instant(secondsSince1970: Date().timeIntervalSince1970) ?? .earliest
    if dryRun { return try await ImportPreview(opened, query, now: now).show(as: output.output) }

    let words = words.words
    let folder = try out.map { try ImportFolder($0, definition: definition(opened, request), now: now) }
    var work = try LogImport(opened, query, now: now, folder: folder, limit: PageLimit(shots: batch))
    if folder?.isResumed == true { words.info("import resumed", ["shots": "\(work.summary.shots)"]) }
    if folder?.wasComplete != true {
      try await run(&work, words)
      try folder?.finish(ImportReport.files(work.summary, request))
    }
    let summary = work.summary
    words.info(
      "shots imported",
      ["shots": "\(summary.imported)", "rejected": "\(summary.rejected)", "folder": folder?.path ?? ""])
    switch output.output {
    case .table:
      try StandardStream.print(ImportReport.text(summary, request, colored: StandardStream.output.isColored))
    case .json: try StandardStream.print(ImportReport.json(summary, request))
    }
    if summary.rejected > 0 { throw ExitStatus.finding }
  }

  private func run(_ work: inout LogImport, _ words: Words) async throws {
    Interruption.waitForIt()
    let isShown = StandardStream.error.isTerminal && !self.words.quiet
    let total = isShown ? try await work.count() : 0
    var progress = ProgressLine(total: total, from: work.summary.shots, isShown: isShown)
    defer { progress.clear() }
    do {
      try await work.run { progress.show(done: $0.shots) }
    } catch let status as ExitStatus {
      progress.clear()
      let advice = out == nil ? "nothing was written" : "the same command goes on from there"
      StandardStream.error.write("interrupted after \(work.summary.shots) shots; \(advice)\n")
      throw status
    }
  }

  private func check(_ query: ShotQuery, _ opened: [OpenedLogSource]) throws(CommandFailure) {
    var ids: Set<String> = []
    for source in opened where !ids.insert(source.description.id).inserted {
      throw CommandFailure(
        place: "--source", found: "two datasources with the identifier `\(source.description.id)`",
        expected: "an identifier of its own for each")
    }
    guard let first = opened.first, let target = ImportQuery.unrecorded(query, first.description) else { return }
    throw CommandFailure(
      place: "--\(target.key)", found: "a filter on what `\(first.description.id)` does not record",
      expected: "a first source whose mapping names `\(target.key)`", remedy: "change the order of the sources")
  }

  /// Tells one import from another: what the sources are, what is asked of them, and by which program.
  private func definition(_ opened: [OpenedLogSource], _ request: ImportRequest) -> String {
    let texts = opened.map(\.text) + request.conditions.map { "\($0.name)=\($0.value)" } + [request.program]
    return "\(SHA256Digest(texts.map { "\($0.utf8.count):\($0)" }.joined()))"
  }
}
