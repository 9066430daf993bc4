import ArgumentParser

/// What to simulate and how.
struct ShotOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: ArgumentHelp("The shot.", valueName: "file or id"))
  var scenario: String

  @Option(help: ArgumentHelp("Another material system than the scenario's.", valueName: "id"))
  var system: String?

  @OptionGroup var catalog: CatalogOptions

  @Option(help: ArgumentHelp("Other quality targets than the scenario's.", valueName: "file or id"))
  var quality: String?

  @Option(help: ArgumentHelp("Another mold than the scenario's.", valueName: "file or id"))
  var mold: String?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Replace a value of the scenario, or of its system below `system.`; may be given again.",
      valueName: "path=value"))
  var overrides: [String] = []

  @Option(help: ArgumentHelp("The integrator; `doctor` lists them.", valueName: "name"))
  var backend: String?

  @Option(help: ArgumentHelp("Fill the gaps of the system from this archetype; the result says so.", valueName: "id"))
  var assume: String?
}

/// Where systems come from.
struct CatalogOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Systems to use: a file, a folder of files, or a whole catalog. Without it the catalog of the program.",
      valueName: "file or folder"))
  var systems: String?
}
