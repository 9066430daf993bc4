import ArgumentParser
import Foaming
import Foundation
import Quantities
import Twin

/// `study`: many shots of one scenario, with values varied by design.
struct StudyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "study", abstract: "Simulate many shots with values varied, and say what follows.",
    discussion: """
      A value is varied by its path as --set takes it: a range, levels in a range, a distribution, or a list.
        pur-mold-twin study --scenario car-seat --vary "process.polyol_temperature=20 °C..30 °C" --samples 500
        pur-mold-twin study -s car-seat --vary "mold.wall.temperature=50..70 °C:5" --vary "recipe.shot={1.0,1.1 kg}"
        pur-mold-twin study -s car-seat --vary "recipe.shot=normal(1.05 kg,1 %)" --indices sobol --report Reports/study
      Ctrl-C keeps the rows that are done; the same command with --resume goes on from there.
      """)

  @OptionGroup var shot: ShotOptions

  @Option(
    name: .customLong("vary"),
    help: ArgumentHelp(
      "Vary a value: path=a..b, a..b:n, normal(m,s), lognormal(m,s) or {v1,v2}; may be given again.",
      valueName: "path=values"))
  var variations: [String] = []

  @Option(help: ArgumentHelp("Shots; with --indices, base points or trajectories. Default 256.", valueName: "n"))
  var samples: Int?

  @Option(help: "How shots are placed. Default: grid where every value has levels and --samples is not given.")
  var sampler: Sampling.Sampler?

  @Option(help: "Also say which values matter, by a design of its own.")
  var indices: Sampling.Indices?

  @Option(help: "Another seed gives other shots; the same seed the same shots, for ever.")
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("The key figures to keep, separated by commas; all without it.", valueName: "id,…"))
  var figures: String?

  @Option(help: "The summary for a person, the rows, or one document with both.")
  var output = StudyOutput.table

  @Option(
    help: ArgumentHelp("Write the rows to this file as they come: name.csv or name.jsonl.", valueName: "file"))
  var save: String?

  @Flag(help: "Continue the file of --save where it was interrupted.")
  var resume = false

  @Option(help: ArgumentHelp("Also write the report into this folder.", valueName: "folder"))
  var report: String?

  @Option(help: "Shots simulated at once; by default, and at most, as many as the machine has cores.")
  var threads: Int?

  @OptionGroup var words: WordsOptions

  func validate() throws {
    if resume, save == nil { throw ValidationError("--resume needs --save, the file to continue") }
    try Threads.check(threads)
    if indices != nil, sampler != nil { throw ValidationError("--indices brings its own design: leave out --sampler") }
  }

  func run() async throws {
    let words = words.words
    let study = try definition(words)
    let reproduction = Reproduction.thisCommand
    var delivery = try StudyDelivery(study, reproduction, output: output, save: save, resume: resume)
    let start = delivery.summary.rows
    if start > 0 { words.info("study resumed", ["shots": "\(start)", "planned": "\(study.count)"]) }

    Interruption.waitForIt()
    var progress = ProgressLine(
      total: study.count, from: start, isShown: StandardStream.error.isTerminal && !self.words.quiet)
    let clock = ContinuousClock()
    let begin = clock.now
    do {
      let runner = StudyRunner(study: study, engine: LaneEngine(), threads: threads)
      try await runner.run(from: start) { rows in
        try delivery.take(rows)
        progress.show(done: delivery.summary.rows)
      }
    } catch {
      progress.clear()
      throw error
    }
    progress.clear()
    let seconds = (clock.now - begin) / .seconds(1)
    let summary = delivery.summary
    words.info(
      "study simulated",
      [
        "shots": "\(summary.rows - start)", "duration_s": seconds.text(decimals: 3),
        "shots_per_s": (Double(summary.rows - start) / max(seconds, 1e-9)).text(significant: 4),
      ])
    try delivery.finish()
    if let report, summary.rows > 0 {
      try AtomicFile.write(StudyReport.files(summary, reproduction: reproduction), into: report)
      words.info("report written", ["folder": report])
    }
    try end(summary, words)
  }

  private func end(_ summary: StudySummary, _ words: Words) throws {
    if let failure = summary.firstFailure {
      words.warning("\(summary.failures) of \(summary.rows) shots have no result; the first: \(failure)")
    }
    if !summary.isComplete {
      let advice =
        save == nil
        ? "rows were not saved; with --save a study can be continued"
        : "the rows are in \(save ?? ""); the same command with --resume goes on from there"
      StandardStream.error.write("interrupted after \(summary.rows) of \(summary.study.count) shots; \(advice)\n")
      throw Interruption.status
    }
    if summary.simulated == 0 { throw ExitStatus.finding }
  }

  // MARK: Definition

  private func definition(_ words: Words) throws -> Study {
    let request = try StudyRequest(shot, words: words)
    let hasLevels = variations.allSatisfy { Self.hasLevels($0) }
    let sampler = sampler ?? (hasLevels && samples == nil && indices == nil ? .grid : .sobol)
    let study = try Study(
      request.template, assuming: request.archetype, varying: variations,
      sampling: Sampling(sampler, samples: samples ?? 256, seed: seed, indices: indices), figures: chosenFigures(),
      program: Version.text)
    words.info(
      "study defined",
      [
        "scenario": study.template.scenario.id, "shots": "\(study.count)",
        "design": indices.map { "\($0.rawValue)-indices" } ?? sampler.rawValue, "digest": study.digest,
      ])
    return study
  }

  /// Whether a variation names its values one by one; what is malformed is told later.
  private static func hasLevels(_ text: String) -> Bool {
    let values = text.drop { $0 != "=" }
    return values.contains("{") || values.contains(":")
  }

  private func chosenFigures() throws(CommandFailure) -> [KeyFigureID] {
    guard let figures else { return KeyFigureID.allCases }
    return try KeyFigureID.chosen(by: figures)
  }
}

/// The form of a study's result on standard output.
enum StudyOutput: String, ExpressibleByArgument, CaseIterable {
  /// The summary, for a person.
  case table
  /// The rows.
  case csv
  /// One document with definition, rows and summary.
  case json
}

extension Sampling.Sampler: ExpressibleByArgument {}
extension Sampling.Indices: ExpressibleByArgument {}
