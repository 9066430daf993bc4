import ArgumentParser
import Columnar
import Foundation
import Learning
import Plant
import Twin

/// `build-features`: one row per shot, of a fixed schema.
struct BuildFeatures: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build-features", abstract: "Build features for learning: one row per shot, of a fixed schema.",
    discussion: """
      Every shot is simulated as it was made, so that a row also says how far the plant is from its twin. What is
      missing stays missing, with a reason. Documentation/MLContract.md explains every column.
        pur-mold-twin build-features --logs Logs/march --out features.parquet
        pur-mold-twin build-features --source line-3 --out features.csv --without-simulation
      Exit code 1 says that there was no shot, or that a source had shots that were rejected.
      """)

  @Option(help: ArgumentHelp("Shots that import-logs left in this folder.", valueName: "folder"))
  var logs: String?

  @Option(
    help: ArgumentHelp(
      "Shots of this datasource, its file or identifier; several sources are joined by import-logs.",
      valueName: "datasource"))
  var source: String?

  @Option(help: ArgumentHelp("The table: name.parquet or name.csv.", valueName: "file"))
  var out: String

  @Flag(help: "Leave out the twin: its features are missing then.")
  var withoutSimulation = false

  @Option(help: ArgumentHelp("Fill the gaps of systems from this archetype.", valueName: "id"))
  var assume: String?

  @OptionGroup var catalog: CatalogOptions

  @Option(help: "Batches worked on at once; by default, and at most, as many as the machine has cores.")
  var threads: Int?

  @OptionGroup var output: OutputOptions
  @OptionGroup var words: WordsOptions

  func validate() throws {
    if (logs == nil) == (source == nil) { throw ValidationError("name either --logs or --source") }
    try Threads.check(threads)
  }

  func run() async throws {
    let words = words.words
    let schema = FeatureSchema.current
    let signals = schema.signals
    let twin = try withoutSimulation ? nil : self.twin()
    let now = Instant(secondsSince1970: Date().timeIntervalSince1970) ?? .earliest
    var input = try logs.map { try ImportedLogs(folder: $0) }
    var source = try self.source.map { try SourceShots($0, now: now) }
    let tasks = OrderedTasks(threads: threads)
    let file = try TableFile(out, columns: schema.columns, metadata: schema.metadata, threads: tasks.width)
    let isText = file.isText
    var summary = FeatureSummary(schema)
    Interruption.waitForIt()
    let isShown = StandardStream.error.isTerminal && !self.words.quiet
    var progress = ProgressLine(total: input?.count ?? 0, from: 0, isShown: isShown && input?.count != nil)
    let clock = ContinuousClock()
    let begin = clock.now
    do {
      try await tasks.run {
        if input != nil { return try input?.batch() }
        return try await source?.batch()
      } _: { (batch: ShotBatch) in
        try FeatureWork(of: batch.read(signals: signals), twin, schema: schema, isText: isText)
      } _: { (work: FeatureWork) in
        summary.add(work.rows, failures: work.failures)
        switch work.text {
        case nil: try file.append(work.rows.table)
        case let text?: try file.append(text)
        }
        progress.show(done: summary.shots)
      }
    } catch {
      progress.clear()
      throw error
    }
    progress.clear()
    if Interruption.isRequested {
      StandardStream.error.write("interrupted after \(summary.shots) shots; nothing was written\n")
      throw Interruption.status
    }
    try file.finish()
    let seconds = (clock.now - begin) / .seconds(1)
    words.info(
      "features built",
      [
        "shots": "\(summary.shots)", "simulated": "\(summary.simulated)", "duration_s": seconds.text(decimals: 3),
        "shots_per_s": (Double(summary.shots) / max(seconds, 1e-9)).text(significant: 4), "file": out,
      ])
    if let source, source.rejected > 0 {
      words.warning("\(source.rejected) shots were rejected; the first: \(source.reason ?? "")")
    }
    switch output.output {
    case .table: try StandardStream.print(summary.text(file: out, colored: StandardStream.output.isColored))
    case .json: try StandardStream.print(summary.json(file: out))
    }
    if summary.shots == 0 || source?.rejected ?? 0 > 0 { throw ExitStatus.finding }
  }

  private func twin() throws -> ShotTwin {
    let catalog = try Catalog(systems: catalog.systems)
    let archetype = try assume.map { try catalog.files.system(id: catalog.resolve($0, .system, option: "--assume")) }
    return ShotTwin(catalog.files, assuming: archetype)
  }
}

/// The work on some shots: their rows, and what came of them.
struct FeatureWork: Sendable {
  let rows: FeatureBatch
  /// The rows as a file of text has them; `nil` for other files.
  let text: [UInt8]?
  /// Shots whose simulation failed, and its words.
  let failures: [(shot: String, words: String)]

  /// Rows of shots, simulated where there is a twin.
  init(of records: [ShotRecord], _ twin: ShotTwin?, schema: FeatureSchema, isText: Bool) throws(ColumnarError) {
    let evidence = twin?.evidence(records) ?? records.map { _ in (.absent(.notSimulated), nil) }
    rows = try FeatureBatch(records, simulations: evidence.map(\.evidence), schema: schema)
    text = isText ? rows.table.csv(hasHead: false) : nil
    failures = zip(records, evidence).compactMap { record, seen in seen.words.map { (record.id, $0) } }
  }
}
