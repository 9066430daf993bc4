import ArgumentParser
import Foaming
import Foundation
import Twin

/// `scenario`: the files a technologist writes.
struct ScenarioFiles: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scenario", abstract: "Check scenario files, or start a new one.",
    subcommands: [ScenarioValidate.self, ScenarioNew.self])
}

/// `scenario validate`.
struct ScenarioValidate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Check scenario files with all they refer to: keys, units, ranges, names.")

  @Argument(help: ArgumentHelp("Files or identifiers; without any, the whole catalog.", valueName: "file or id"))
  var scenarios: [String] = []

  @OptionGroup var catalog: CatalogOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let catalog = try Catalog(systems: catalog.systems)
    let files = catalog.files
    let words = try scenarios.isEmpty ? catalog.ids(.scenario) : scenarios
    var checks: [FileCheck] = []
    for word in words {
      if TextFile.isPath(word) {
        checks.append(FileCheck(path: word, option: "scenario validate") { try files.scenario($0, file: $1).id })
      } else {
        let id = try catalog.resolve(word, .scenario, option: "scenario validate")
        checks.append(FileCheck(id: id) { try files.scenario(id: id).id })
      }
    }
    if scenarios.isEmpty { checks += catalog.damaged.map { FileCheck(file: $0.file, errors: $0.errors) } }
    try FileCheck.deliver(checks, output.output)
  }
}

/// `scenario new`.
struct ScenarioNew: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Start a scenario from one of the catalog.",
    discussion: "  pur-mold-twin scenario new my-shot --from car-seat --save my-shot.yaml")

  @Argument(help: ArgumentHelp("Identifier of the new scenario: lower-case words joined by hyphens.", valueName: "id"))
  var id: String

  @Option(help: ArgumentHelp("The scenario to start from.", valueName: "id"))
  var from = "car-seat"

  @Option(
    help: ArgumentHelp("Write to this file, which must not exist, instead of standard output.", valueName: "file"))
  var save: String?

  @OptionGroup var catalog: CatalogOptions

  func validate() throws {
    guard id.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil else {
      throw ValidationError("found `\(id)`; expected an identifier of lower-case words joined by hyphens")
    }
  }

  func run() throws {
    let catalog = try Catalog(systems: catalog.systems)
    let source = try catalog.resolve(from, .scenario, option: "--from")
    let template = try catalog.files.entry(.scenario, id: source).text
    let text = template.replacing(/(?m)^id:.*$/, with: "id: \(id)", maxReplacements: 1)
    _ = try catalog.files.scenario(text, file: save ?? "new scenario")
    guard let save else { return try StandardStream.print(text) }
    guard !FileManager.default.fileExists(atPath: save) else {
      throw CommandFailure(
        place: "--save", found: "`\(save)`, which exists", expected: "the name of a new file",
        remedy: "choose another name or remove it")
    }
    try AtomicFile.write(text, to: save)
  }
}
