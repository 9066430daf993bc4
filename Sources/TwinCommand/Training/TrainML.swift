import ArgumentParser
import Foundation
import Learning
import Plant
import Registry
import Twin
import XGBoost

/// `train-ml`: models of defects and cycle time from the features of shots.
struct TrainML: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train-ml", abstract: "Learn defect risk, defect class and cycle time from the features of shots.",
    discussion: """
      Parameters and calibration are chosen within the training rows, the widths of intervals on rows that trained
      nothing, and every figure is of rows that had no part in it. Documentation/Training.md explains the file.
        pur-mold-twin build-features --logs Logs/march --out march.parquet
        pur-mold-twin train-ml --config Training/example.yaml --features march.parquet --registry Models
      Exit code 1 says that a model is no better than the mean or the majority.
      """)

  @Option(help: ArgumentHelp("What to learn and how; Training/example.yaml is one.", valueName: "file"))
  var config: String

  @Option(help: ArgumentHelp("A table of build-features, in place of those that the file names.", valueName: "file"))
  var features: [String] = []

  @Option(help: ArgumentHelp("Add the models to this registry, as new versions.", valueName: "folder"))
  var registry: String?

  @Option(help: ArgumentHelp("Write the models into this folder, which is no registry.", valueName: "folder"))
  var out: String?

  @Option(help: ArgumentHelp("Write a report (HTML, Markdown, charts) into this folder.", valueName: "folder"))
  var report: String?

  @Option(help: "Another seed than the file's: other divisions, draws and samples.")
  var seed: Int?

  @Option(help: ArgumentHelp("The library that trains, libxgboost.so; else it is looked for.", valueName: "file"))
  var xgboost: String?

  @OptionGroup var output: OutputOptions
  @OptionGroup var words: WordsOptions

  func validate() throws {
    if registry != nil, out != nil { throw ValidationError("name either --registry or --out") }
    if registry == nil, out == nil, report == nil {
      throw ValidationError("name --registry or --out for the models, or --report for the report alone")
    }
    if let seed, !(0...Int(Int32.max)).contains(seed) { throw ValidationError("--seed takes a number 0 … 2147483647") }
  }

  func run() throws {
    let words = words.words
    var plan = try TrainingPlan.read(TextFile.read(config, option: "--config"), file: config)
    if let seed { plan.seed = seed }
    let library = try library()
    words.info("training library", ["version": "\(library.version)", "path": library.path])
    let tables = try FeatureTables(paths(plan), option: features.isEmpty ? "features" : "--features")
    guard let created = Instant(secondsSince1970: Date().timeIntervalSince1970.rounded(.down)) else {
      throw CommandFailure(place: "clock", found: "a time beyond all calendars", expected: "the present")
    }
    let circumstances = ModelTraining.Circumstances(
      created: created, reproduction: .thisCommand, digest: tables.digest)
    Interruption.waitForIt()
    var models: [TrainedModel] = []
    for task in plan.tasks {
      models.append(try train(task, plan, library, tables, circumstances, words))
    }
    var folders = models.map { _ in "" }
    if registry != nil {
      // What later shots will be held against.
      let reference = Array(try DriftSketch.text(DriftReference(table: tables.table)).utf8)
      for index in models.indices { models[index].files.append((ModelRegistry.driftFile, reference)) }
    }
    if let root = registry ?? out {
      let place = ModelFolder(root, isRegistry: registry != nil)
      for index in models.indices { folders[index] = try place.write(&models[index]) }
    }
    if let report {
      try AtomicFile.write(TrainingReport.files(plan, models, reproduction: .thisCommand), into: report)
    }
    switch output.output {
    case .table:
      try StandardStream.print(
        TrainingDocument.text(models, folders: folders, colored: StandardStream.output.isColored))
    case .json: try StandardStream.print(TrainingDocument.json(plan, models, folders: folders))
    }
    if models.contains(where: \.isNoBetterThanConstant) { throw ExitStatus.finding }
  }

  private func library() throws -> XGBoostLibrary {
    do throws(XGBoostUnavailable) { return try .load(xgboost) } catch {
      throw CommandFailure(
        place: error.place.isEmpty ? "XGBoost" : error.place, found: error.found, expected: "XGBoost 1.7 or newer",
        remedy: XGBoostLibrary.remedy)
    }
  }

  /// The tables, relative to the folder of the file that names them.
  private func paths(_ plan: TrainingPlan) throws(CommandFailure) -> [String] {
    if !features.isEmpty { return features }
    guard !plan.features.isEmpty else {
      throw CommandFailure(
        place: "--features", found: "no table, neither there nor in \(config)", expected: "a table of build-features")
    }
    let folder = URL(filePath: config == "-" ? "." : config).deletingLastPathComponent()
    return plan.features.map { $0.hasPrefix("/") ? $0 : folder.appending(path: $0).path }
  }

  private func train(
    _ task: TrainingPlan.Task, _ plan: TrainingPlan, _ library: XGBoostLibrary, _ tables: FeatureTables,
    _ circumstances: ModelTraining.Circumstances, _ words: Words
  ) throws -> TrainedModel {
    let line = StageLine(task.task.rawValue, isShown: StandardStream.error.isTerminal && !self.words.quiet)
    defer { line.clear() }
    let clock = ContinuousClock()
    let begin = clock.now
    do {
      let rows = try TaskRows(
        tables.table, task: task.task, target: task.target, excluding: plan.excluded, rare: plan.rare)
      let training = try ModelTraining(library, plan, rows)
      let model = try training.run(circumstances) { stage, share in
        line.show(stage, share)
        return !Interruption.isRequested
      }
      line.clear()
      let seconds = (clock.now - begin) / .seconds(1)
      words.info(
        "model trained",
        ["task": task.task.rawValue, "rows": "\(rows.count)", "duration_s": seconds.text(decimals: 3)])
      return model
    } catch let refusal as TrainingRefusal {
      throw CommandFailure(
        .dataUnusable, place: refusal.place, found: refusal.found, expected: refusal.expected, remedy: refusal.remedy)
    } catch let failure as TrainingFailure {
      if failure.kind == .stopped {
        line.clear()
        StandardStream.error.write("interrupted while training \(task.task.rawValue); nothing was written\n")
        throw Interruption.status
      }
      throw CommandFailure(
        .dataUnusable, place: task.task.rawValue, found: failure.found, expected: failure.expected)
    }
  }
}

extension TrainedModel {
  /// Whether the mean or the majority does as well on the test rows.
  fileprivate var isNoBetterThanConstant: Bool {
    baselines.first.map { $0.score.loss <= score.loss } ?? false
  }
}

/// One line on the terminal that says which stage a training is in.
private final class StageLine {
  private let task: String
  private let isShown: Bool
  private let clock = ContinuousClock()
  private var last: ContinuousClock.Instant?

  init(_ task: String, isShown: Bool) { (self.task, self.isShown) = (task, isShown) }

  /// Shows the stage and the share of it that is done, at most five times a second.
  func show(_ stage: ModelTraining.Stage, _ share: Double) {
    let now = clock.now
    guard isShown, last.map({ now - $0 > .milliseconds(200) }) ?? true else { return }
    last = now
    let cells = Int((20 * share).rounded(.down))
    let bar = String(repeating: "█", count: cells) + String(repeating: "░", count: 20 - cells)
    let what =
      switch stage {
      case .search: "choosing parameters"
      case .model: "training"
      case .curve: "learning curve"
      case .report: "comparing"
      }
    StandardStream.error.write("\r\u{1B}[2K\(bar) \(task): \(what)")
  }

  /// Takes the line away.
  func clear() {
    if isShown, last != nil { StandardStream.error.write("\r\u{1B}[2K") }
  }
}
