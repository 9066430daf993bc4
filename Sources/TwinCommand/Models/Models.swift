import ArgumentParser
import Foundation
import Learning
import Plant
import Registry
import Twin

/// `models`: what is in the registry of learned models, and which of them answers.
struct Models: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models", abstract: "Learned models: list, show, promote, roll back, verify.",
    subcommands: [ModelsList.self, ModelsShow.self, ModelsPromote.self, ModelsRollback.self, ModelsVerify.self])
}

extension ModelRegistry {
  /// - Throws: when there is no such folder.
  func required() throws(RegistryError) -> ModelRegistry {
    guard exists else {
      throw RegistryError(
        .absent, place: "--registry", found: "`\(root)`, which is no folder", expected: "a registry of models",
        remedy: "train a model with train-ml, or name another folder")
    }
    return self
  }

  /// Names of the aliases that stand for a version.
  func aliases(of task: String, for version: Int) throws(RegistryError) -> [String] {
    var found: [String] = []
    for alias in aliases(of: task) where try history(of: alias, task)?.version == version { found.append(alias) }
    return found
  }
}

extension Instant {
  /// The time of day now.
  static var now: Instant { Instant(secondsSince1970: Date().timeIntervalSince1970) ?? .earliest }
}

/// `models list`.
struct ModelsList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List versions of every task, with their aliases.")

  @OptionGroup var place: RegistryOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let registry = try ModelRegistry(place.registry).required()
    var lines: [ModelLine] = []
    for task in registry.tasks {
      for version in registry.versions(of: task) {
        lines.append(ModelLine(registry, task, version, try registry.aliases(of: task, for: version)))
      }
    }
    switch output.output {
    case .table: try StandardStream.print(ModelLine.table(lines))
    case .json: try StandardStream.print(ModelLine.json(lines, registry: registry.root))
    }
  }
}

/// One version in the list.
struct ModelLine {
  let task: String
  let version: Int
  let aliases: [String]
  let model: Result<RegisteredModel, RegistryError>

  init(_ registry: ModelRegistry, _ task: String, _ version: Int, _ aliases: [String]) {
    (self.task, self.version, self.aliases) = (task, version, aliases)
    do throws(RegistryError) {
      model = .success(try registry.load(task, version))
    } catch {
      model = .failure(error)
    }
  }

  private var card: ModelCard? { try? model.get().model.card }
  private var problem: String? { if case .failure(let error) = model { "\(error)" } else { nil } }

  static func table(_ lines: [ModelLine]) -> String {
    guard !lines.isEmpty else { return "no models\n" }
    var table = TextTable("Task", "Version", "Aliases", "Created", "Rows", "Data", "Metric", "State")
    for line in lines {
      let metric = line.card?.metrics.first.map { "\($0.name) \($0.value.text(significant: 4))" } ?? ""
      table.row(
        line.task, "\(line.version)", line.aliases.joined(separator: ", "), line.card.map { "\($0.created)" } ?? "",
        line.card.map { "\($0.data.rows)" } ?? "", line.card?.data.origin.rawValue ?? "", metric,
        line.problem == nil ? "ok" : "damaged")
    }
    return table.text
      + lines.compactMap { line in line.problem.map { "\(line.task) \(line.version): \($0)\n" } }.joined()
  }

  static func json(_ lines: [ModelLine], registry: String) -> String {
    var json = JSONWriter()
    json.object { json in
      json.string("schema", "pur-mold-twin/models/1")
      json.string("registry", registry)
      json.array("models", lines) { json, line in
        json.object { json in
          json.string("task", line.task)
          json.integer("version", line.version)
          json.strings("aliases", line.aliases)
          json.string("created", line.card.map { "\($0.created)" })
          json.string("digest", try? line.model.get().digest)
          json.string("feature_schema", line.card?.features.schemaHash)
          json.array("metrics", line.card?.metrics ?? []) { json, metric in
            json.object { json in
              json.string("name", metric.name)
              json.number("value", metric.value)
            }
          }
          json.string("problem", line.problem)
        }
      }
    }
    return json.text + "\n"
  }
}

/// `models show`.
struct ModelsShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show the card of a model and the history of its alias.")

  @Argument(help: "The task.") var task: String
  @Argument(help: "A version or an alias.") var version = ModelRegistry.champion
  @OptionGroup var place: RegistryOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let registry = try ModelRegistry(place.registry).required()
    let number = try registry.version(version, of: task)
    let model = try registry.load(task, number)
    if output.output == .json { return try StandardStream.print(model.model.card.json) }
    let card = model.model.card
    var table = TextTable("What", "Value")
    table.row("task", "\(task), version \(number)")
    table.row("aliases", try registry.aliases(of: task, for: number).joined(separator: ", "))
    table.row("created", "\(card.created)")
    table.row("trained by", "\(card.trainer.library) \(card.trainer.version)")
    table.row("target", card.target.name + (card.target.unit.isEmpty ? "" : " [\(card.target.unit)]"))
    table.row("classes", card.target.classes.joined(separator: ", "))
    table.row("features", "\(card.features.columns.count), schema \(card.features.schemaHash.prefix(12))")
    table.row("data", "\(card.data.rows) rows, \(card.data.origin.rawValue), digest \(card.data.digest.prefix(12))")
    table.row("split", card.split.kind + (card.split.words.isEmpty ? "" : ": " + card.split.words))
    for metric in card.metrics {
      let spread = metric.interval.map {
        " (\($0.lowerBound.text(significant: 4)) … \($0.upperBound.text(significant: 4)))"
      }
      table.row(metric.name, metric.value.text(significant: 4) + (spread ?? ""))
    }
    for file in card.files { table.row(file.name, "\(file.bytes) bytes, digest \(file.digest.prefix(12))") }
    var text = table.text
    for alias in registry.aliases(of: task) {
      for change in try registry.history(of: alias, task)?.switches ?? [] {
        text += "\(change.time) \(alias): \(change.kind.rawValue) to version \(change.version)\n"
      }
    }
    try StandardStream.print(text)
  }
}

/// `models promote`.
struct ModelsPromote: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "promote", abstract: "Let an alias stand for a version from now on.",
    discussion: "The version is verified first. The switch is one step: readers see the one or the other.")

  @Argument(help: "The task.") var task: String
  @Argument(help: "The version, or an alias that stands for it.") var version: String
  @Option(help: "The alias: champion answers, shadow answers beside it.") var alias = ModelRegistry.champion
  @OptionGroup var place: RegistryOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let registry = try ModelRegistry(place.registry).required()
    let number = try registry.version(version, of: task)
    let before = try registry.promote(number, of: task, to: alias, at: .now)
    try ModelSwitch(task: task, alias: alias, from: before, to: number).print(output.output)
  }
}

/// `models rollback`.
struct ModelsRollback: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback", abstract: "Let an alias stand again for the version before.")

  @Argument(help: "The task.") var task: String
  @Option(help: "The alias.") var alias = ModelRegistry.champion
  @OptionGroup var place: RegistryOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let registry = try ModelRegistry(place.registry).required()
    let (from, to) = try registry.rollback(alias, of: task, at: .now)
    try ModelSwitch(task: task, alias: alias, from: from, to: to).print(output.output)
  }
}

/// What a switch did.
private struct ModelSwitch {
  let task, alias: String
  let from: Int?
  let to: Int

  func print(_ form: OutputFormat) throws {
    switch form {
    case .table:
      try StandardStream.print(
        "\(task): \(alias) is version \(to)" + (from.map { ", before \($0)" } ?? ", before none") + "\n")
    case .json:
      var json = JSONWriter()
      json.object { json in
        json.string("schema", "pur-mold-twin/model-switch/1")
        json.string("task", task)
        json.string("alias", alias)
        if let from { json.integer("from", from) } else { json.null("from") }
        json.integer("to", to)
      }
      try StandardStream.print(json.text + "\n")
    }
  }
}

/// `models verify`.
struct ModelsVerify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Hold every file against its digest and read every model.",
    discussion: "Exit code 1 says that a version or an alias is damaged.")

  @OptionGroup var place: RegistryOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let registry = try ModelRegistry(place.registry).required()
    var (sound, findings) = (0, [(what: String, words: String)]())
    for task in registry.tasks {
      for version in registry.versions(of: task) {
        let found = registry.findings(task, version)
        if found.isEmpty { sound += 1 }
        findings += found.map { ("\(task) version \(version)", "\($0)") }
      }
      for alias in registry.aliases(of: task) {
        do throws(RegistryError) {
          _ = try registry.version(alias, of: task)
        } catch {
          findings.append(("\(task) alias \(alias)", "\(error)"))
        }
      }
    }
    switch output.output {
    case .table:
      let lines = findings.map { "\($0.what): \($0.words)\n" }.joined()
      try StandardStream.print(lines + "\(sound) sound versions, \(findings.count) findings\n")
    case .json:
      var json = JSONWriter()
      json.object { json in
        json.string("schema", "pur-mold-twin/models-verification/1")
        json.integer("sound", sound)
        json.array("findings", findings) { json, finding in
          json.object { json in
            json.string("what", finding.what)
            json.string("words", finding.words)
          }
        }
      }
      try StandardStream.print(json.text + "\n")
    }
    if !findings.isEmpty { throw ExitStatus.finding }
  }
}
