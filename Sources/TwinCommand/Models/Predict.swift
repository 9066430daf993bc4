import ArgumentParser
import Columnar
import Foaming
import Foundation
import Learning
import Registry
import Twin

/// `predict`: what learned models say of shots.
struct Predict: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict", abstract: "Predict defect risk, defect class and cycle time with learned models.",
    discussion: """
      Rows are those of build-features, or a scenario, of which nothing was measured. Every answer has a status, the
      model's version, an interval, and the shares of physics and data. Documentation/Predictions.md has the words.
        pur-mold-twin predict --features march.parquet --output csv > predictions.csv
        pur-mold-twin predict --scenario car-seat --explain
      Exit code 1 says that an answer is missing, 3 that all are.
      """)

  /// Form of the result.
  enum Form: String, ExpressibleByArgument, CaseIterable {
    case table
    case json
    case csv
  }

  @Option(help: ArgumentHelp("Rows of features: name.parquet or name.csv of build-features.", valueName: "file"))
  var features: String?

  @Option(name: .shortAndLong, help: ArgumentHelp("A shot that has not been made.", valueName: "file or id"))
  var scenario: String?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Replace a value of the scenario; may be given again.", valueName: "path=value"))
  var overrides: [String] = []

  @OptionGroup var catalog: CatalogOptions
  @OptionGroup var place: RegistryOptions

  @Option(help: ArgumentHelp("Only this task; may be given again.", valueName: "task"))
  var task: [String] = []

  @Option(help: "The alias or the version that answers.")
  var alias = ModelRegistry.champion

  @Flag(help: "Also give what each feature adds: Shapley contributions.")
  var explain = false

  @Option(help: "Form of the result.")
  var output = Form.table

  @OptionGroup var words: WordsOptions

  func validate() throws {
    if (features == nil) == (scenario == nil) { throw ValidationError("name either --features or --scenario") }
    if features != nil, !overrides.isEmpty { throw ValidationError("--set belongs to --scenario") }
    for name in task where !ModelCard.isTask(name) {
      throw ValidationError("--task: found `\(name)`; expected lower-case letters, digits and _, at most 64")
    }
  }

  func run() async throws {
    let tasks = task.isEmpty ? ModelTask.allCases.map(\.rawValue) : task
    let models = place.models(tasks, alias: alias)
    let sheets = try await scenario == nil ? rows(models) : [scenarioSheet(models)]
    switch output {
    case .csv:
      try StandardStream.print(AnswerTable.csvHead(tasks) + sheets.map { AnswerTable.csv($0) }.joined())
    case .json:
      try StandardStream.print(
        PredictionDocument.json(
          sheets, schemaHash: FeatureSchema.current.hash, reproduction: Reproduction.thisCommand))
    case .table:
      let isColored = StandardStream.output.isColored
      let texts = sheets.map { $0.shot + "\n" + AnswerTable.text($0, colored: isColored) }
      try StandardStream.print(texts.joined(separator: "\n"))
    }
    let answers = sheets.flatMap(\.answers)
    if answers.allSatisfy({ $0.status != .ok }) { throw ExitStatus.dataUnusable }
    if answers.contains(where: { $0.status != .ok }) { throw ExitStatus.finding }
  }

  /// The scenario's row, answered.
  private func scenarioSheet(_ models: [TaskModel]) throws -> PredictionSheet {
    var models = models
    var arguments = ["--scenario", scenario ?? ""] + overrides.flatMap { ["--set", $0] }
    if let systems = catalog.systems { arguments += ["--systems", systems] }
    let request = try ShotRequest(try ShotOptions.parse(arguments), words: words.words)
    return PredictionSheet(request.featureRow, &models, isExplained: explain)
  }

  /// All rows of the table, answered side by side.
  private func rows(_ models: [TaskModel]) async throws -> [PredictionSheet] {
    let table = try FeatureRows(features ?? "")
    var sheets: [PredictionSheet] = []
    var start = 0
    let isExplained = explain
    try await OrderedTasks(threads: nil).run {
      guard start < table.count else { return nil }
      defer { start += FeatureRows.piece }
      return start..<min(start + FeatureRows.piece, table.count)
    } _: { (range: Range<Int>) in
      var models = models
      return range.map { table.sheet($0, &models, isExplained: isExplained) }
    } _: { (piece: [PredictionSheet]) in
      sheets += piece
    }
    if Interruption.isRequested { throw Interruption.status }
    return sheets
  }
}

extension ShotRequest {
  /// The shot as a row of features: conditions and the twin.
  var featureRow: FeatureRow { ScenarioRow.row(scenario, system: system, assuming: archetype) }
}

/// A file of features, held against the program's schema.
struct FeatureRows: Sendable {
  /// Rows that are answered at once.
  static let piece = 256
  /// Largest file that is read.
  private static let byteMaximum = 4 << 30

  let count: Int
  private let numbers: [[Double?]]
  private let shots, missing, machines, molds, systems: [String?]

  /// - Throws: when the file cannot be read, is no table, or is not of the schema.
  init(_ path: String) throws {
    let isParquet = path.hasSuffix(".parquet")
    guard isParquet || path.hasSuffix(".csv") else {
      throw CommandFailure(
        place: "--features", found: "`\(path)`", expected: "a name that ends in .parquet or .csv")
    }
    guard let data = try? Data(contentsOf: URL(filePath: path)), data.count <= Self.byteMaximum else {
      throw CommandFailure(
        place: "--features", found: "`\(path)`, which cannot be read", expected: "a file that build-features wrote",
        remedy: "check the path")
    }
    let schema = FeatureSchema.current
    let table =
      try isParquet
      ? ColumnTable(parquet: Array(data)) : ColumnTable(csv: Array(data), schema: schema.columns)
    do throws(FeatureSchemaMismatch) {
      try schema.check(table)
    } catch {
      throw CommandFailure(
        .dataUnusable, place: path, found: "schema-mismatch: \(error.found)", expected: error.expected,
        remedy: "build the features again with this program")
    }
    count = table.rowCount
    numbers = schema.features.map { table.numbers($0.name) ?? [] }
    func texts(_ name: String) -> [String?] { table.texts(name) ?? Array(repeating: nil, count: table.rowCount) }
    (shots, missing) = (texts("shot_id"), texts(FeatureSchema.missingColumn))
    (machines, molds, systems) = (texts("machine"), texts("mold"), texts("system"))
  }

  /// The answers for a row.
  func sheet(_ row: Int, _ models: inout [TaskModel], isExplained: Bool) -> PredictionSheet {
    var gaps: [String: Int] = [:]
    for pair in missing[row]?.split(separator: ";") ?? [] {
      if let reason = pair.split(separator: "=").last { gaps[String(reason), default: 0] += 1 }
    }
    let groups = ["machine": machines[row], "mold": molds[row], "system": systems[row]].compactMapValues { $0 }
    return PredictionSheet(
      shot: shots[row] ?? "", numbers.map { $0[row] }, gaps: gaps, groups: groups, &models, isExplained: isExplained)
  }
}
