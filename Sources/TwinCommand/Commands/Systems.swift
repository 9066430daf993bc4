import ArgumentParser

/// `systems`: the material systems of the catalog.
struct Systems: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "systems", abstract: "List, show, validate and cup-test material systems.",
    subcommands: [SystemsList.self, SystemsShow.self, SystemsValidate.self, SystemsCupTest.self])
}
