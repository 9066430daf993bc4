import ArgumentParser
import Foaming
import Twin

/// `systems validate`.
struct SystemsValidate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Check system files: keys, units, ranges; say what each lacks.")

  @Argument(help: ArgumentHelp("Files or identifiers; without any, the whole catalog.", valueName: "file or id"))
  var systems: [String] = []

  @OptionGroup var catalog: CatalogOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let named = systems.filter(TextFile.isPath).map { (path: $0, option: "systems validate") }
    var checks = named.map { FileCheck(path: $0.path, option: $0.option) { try FileCatalog().system($0, file: $1).id } }
    let words = systems.filter { !TextFile.isPath($0) }
    if named.isEmpty || !words.isEmpty {
      let catalog = try Catalog(systems: catalog.systems)
      let ids =
        try words.isEmpty
        ? catalog.ids(.system) : words.map { try catalog.resolve($0, .system, option: "systems validate") }
      checks += ids.map { id in FileCheck(id: id) { try catalog.files.system(id: id).id } }
      checks += words.isEmpty ? catalog.damaged.map { FileCheck(file: $0.file, errors: $0.errors) } : []
    }
    try FileCheck.deliver(checks, output.output)
  }
}
