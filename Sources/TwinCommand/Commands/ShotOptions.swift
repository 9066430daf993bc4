public import ArgumentParser
public import Foaming

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

  @Option(help: "0D for one well-mixed foam, 1D for layers through the thickness, instead of the scenario's choice.")
  var dimension: ModelDimension?

  @Option(help: ArgumentHelp("Layers in one dimension, 1 to 200, instead of the scenario's.", valueName: "number"))
  var layers: Int?

  @Option(help: ArgumentHelp("Fill the gaps of the system from this archetype; the result says so.", valueName: "id"))
  var assume: String?

  func validate() throws {
    guard let layers else { return }
    guard (1...200).contains(layers) else {
      throw ValidationError("--layers: found \(layers); expected a whole number 1 … 200")
    }
    guard dimension != .zero else {
      throw ValidationError("--layers: found --dimension 0D, which has none; expected --dimension 1D")
    }
  }
}

extension ShotOptions {
  /// - Throws: when layers were asked for and the scenario has none.
  func requireUse(in scenario: Scenario) throws(CommandFailure) {
    guard let layers, scenario.settings.dimension == .zero else { return }
    throw CommandFailure(
      place: "--layers", found: "\(layers) layers for `\(scenario.id)`, which is 0D", expected: "a scenario in 1D",
      remedy: "add --dimension 1D")
  }
}

extension ModelDimension: ExpressibleByArgument {}

/// Where systems come from.
struct CatalogOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Systems to use: a file, a folder of files, or a whole catalog. Without it the catalog of the program.",
      valueName: "file or folder"))
  var systems: String?
}
