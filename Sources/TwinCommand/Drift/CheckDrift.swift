import ArgumentParser
import Columnar
import Foundation
import Learning
import Twin

/// `check-drift`: later data held against those a model was trained on.
struct CheckDrift: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: DriftExit.command, abstract: "Hold data against those of the training: what moved, and why.",
    discussion: """
      The reference is a table of build-features, or a sketch below 1 MB that training left. Thresholds come from the
      reference itself; residuals of the twin hint at the cause. Documentation/Calibration.md says how to read it.
        pur-mold-twin check-drift --reference drift-reference.json --current march.parquet --report Reports/drift
        pur-mold-twin check-drift sketch --features february.parquet --out drift-reference.json
      Exit codes: 0 OK, 1 warning, 2 alert, 3 no usable data, 64 usage.
      """, subcommands: [CompareDrift.self, SketchDrift.self], defaultSubcommand: CompareDrift.self)
}

/// Where predictions stand.
struct PredictionOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Column of the predictions; by default probability, confidence or prediction."))
  var prediction: String?

  @Option(help: ArgumentHelp("Column of the data that tells what came of them.", valueName: "column"))
  var outcome: String?
}

/// `check-drift compare`, the default.
struct CompareDrift: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Compare data with a reference (the default).")

  @Option(help: ArgumentHelp("Table of the training, or its sketch.", valueName: "file"))
  var reference: String

  @Option(help: ArgumentHelp("Table of the data to be judged.", valueName: "file"))
  var current: String

  @Option(help: ArgumentHelp("Write report.html, report.md and drift.json into this folder.", valueName: "folder"))
  var report: String?

  @Option(help: ArgumentHelp("Predictions of the model for the current data.", valueName: "file"))
  var predictions: String?

  @Option(help: ArgumentHelp("Predictions for the reference, when it is a table.", valueName: "file"))
  var referencePredictions: String?

  @OptionGroup var columns: PredictionOptions

  @Option(help: "Share of false findings accepted after correction for many features.")
  var level = DriftRule().level

  @Option(help: "Effects below this are trifles whatever the number of rows.")
  var leastEffect = DriftRule().leastEffect

  @Option(
    help: ArgumentHelp("Test for numbers: ks, wasserstein, jensen_shannon, psi, chi_squared; by default by size."),
    transform: DriftTest.named)
  var numericTest: DriftTest?

  @Option(
    help: ArgumentHelp("Test for texts: chi_squared, jensen_shannon, psi; by default by size."),
    transform: DriftTest.named)
  var categoryTest: DriftTest?

  @Option(help: "Columns looked at at once; by default, and at most, as many as the machine has cores.")
  var threads: Int?

  @OptionGroup var output: OutputOptions
  @OptionGroup var words: WordsOptions

  func validate() throws {
    try Threads.check(threads)
    if !(level > 0 && level < 1) { throw ValidationError("--level takes a number between 0 and 1") }
    if !(leastEffect >= 0 && leastEffect.isFinite) { throw ValidationError("--least-effect takes a number from 0 on") }
    if let categoryTest, !DriftTest.ofCategories.contains(categoryTest) {
      throw ValidationError("--category-test takes chi_squared, jensen_shannon or psi")
    }
  }

  func run() async throws {
    let words = words.words
    var rule = DriftRule()
    (rule.level, rule.leastEffect) = (level, leastEffect)
    (rule.numericTest, rule.categoricalTest) = (numericTest, categoryTest)
    let input = DriftInput(predictions: columns, threads: threads)
    let clock = ContinuousClock()
    let begin = clock.now
    let known = try await input.reference(reference, option: "--reference", predictionFile: referencePredictions)
    let analysis = try await input.analysis(current, against: known, rule: rule, predictionFile: predictions)
    if Interruption.isRequested { throw Interruption.status }
    words.info(
      "drift checked",
      [
        "rows": "\(analysis.rows)", "features": "\(analysis.features.count)", "status": analysis.status,
        "duration_s": ((clock.now - begin) / .seconds(1)).text(decimals: 3),
      ])
    let reproduction = Reproduction.thisCommand
    if let report { try AtomicFile.write(DriftReport.files(analysis, reproduction), into: report) }
    switch output.output {
    case .table: try StandardStream.print(DriftWords.text(analysis))
    case .json: try StandardStream.print(DriftDocument.text(analysis, reproduction))
    }
    if analysis.isEmpty { throw DriftExit.noUsableData }
    switch analysis.severity {
    case .ok: break
    case .warning: throw DriftExit.warning
    case .alert: throw DriftExit.alert
    }
  }
}

/// `check-drift sketch`: a reference to keep.
struct SketchDrift: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sketch", abstract: "Make the sketch of a table, below 1 MB, to be kept beside the model.")

  @Option(help: ArgumentHelp("Table of the training.", valueName: "file"))
  var features: String

  @Option(help: ArgumentHelp("The sketch, for example drift-reference.json.", valueName: "file"))
  var out: String

  @Option(help: ArgumentHelp("Predictions of the model on these rows.", valueName: "file"))
  var predictions: String?

  @OptionGroup var columns: PredictionOptions

  @Option(help: "Columns looked at at once; by default, and at most, as many as the machine has cores.")
  var threads: Int?

  @OptionGroup var words: WordsOptions

  func validate() throws {
    try Threads.check(threads)
  }

  func run() async throws {
    let input = DriftInput(predictions: columns, threads: threads)
    let reference = try await input.reference(features, option: "--features", predictionFile: predictions)
    if Interruption.isRequested { throw Interruption.status }
    guard !reference.features.isEmpty else {
      throw CommandFailure(
        .dataUnusable, place: features, found: "no column with values", expected: "a table with rows")
    }
    let text = DriftSketch.text(reference)
    try AtomicFile.write(text, to: out)
    words.words.info(
      "sketch written", ["rows": "\(reference.rows)", "features": "\(reference.features.count)", "file": out])
    try StandardStream.print(
      "\(reference.features.count) features of \(reference.rows) rows in \(text.utf8.count) bytes: \(out)\n")
  }
}

extension DriftTest {
  /// The test of this name.
  fileprivate static func named(_ word: String) throws -> DriftTest {
    guard let test = DriftTest(rawValue: word) else {
      throw ValidationError("found `\(word)`; expected one of \(allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return test
  }
}
