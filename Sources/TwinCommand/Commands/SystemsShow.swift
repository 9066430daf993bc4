import ArgumentParser
import Foaming
import Quantities
import Twin

/// `systems show`.
struct SystemsShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show a system: every number with its source, every gap.")

  @Argument(help: ArgumentHelp("The system.", valueName: "file or id"))
  var system: String

  @OptionGroup var catalog: CatalogOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let (system, _) = try SystemChoice.read(self.system, systems: catalog.systems)
    try StandardStream.print(output.output == .json ? Self.json(system) : Self.text(system))
  }

  private static func text(_ system: MaterialSystem) -> String {
    var text = "\(system.id): \(system.name) (\(system.family.rawValue))\n"
    if !system.summary.isEmpty { text += system.summary + "\n" }
    text += section("data_sheet", system.sheet) + section("model", system.model)
    if let obstacle = SystemTrial.obstacle(system) {
      text += "\ncannot be simulated as it stands: \(obstacle.found); \(obstacle.remedy)\n"
    }
    for document in system.documents { text += "document: \(document)\n" }
    return text
  }

  private static func section<Key>(_ name: String, _ properties: Properties<Key>) -> String {
    guard !properties.isEmpty else { return "" }
    var table = TextTable(name, "value", "source")
    for (key, sourced) in properties.stated {
      table.row("  " + key.rawValue, key.dimension.text(ofSI: sourced.value), "\(sourced.provenance)")
    }
    return "\n" + table.text
  }

  private static func json(_ system: MaterialSystem) -> String {
    var json = JSONWriter()
    json.object { json in
      json.string("schema", "pur-mold-twin/system-shown/1")
      json.string("id", system.id)
      json.string("name", system.name)
      json.string("family", system.family.rawValue)
      json.boolean("archetype", system.isArchetype)
      write(system.sheet, "data_sheet", &json)
      write(system.model, "model", &json)
      json.string("obstacle", SystemTrial.obstacle(system)?.found)
    }
    return json.text + "\n"
  }

  private static func write<Key>(_ properties: Properties<Key>, _ name: String, _ json: inout JSONWriter) {
    json.array(name, properties.stated) { json, item in
      json.object { json in
        json.string("path", item.key.rawValue)
        json.number("value_si", item.sourced.value)
        json.string("text", item.key.dimension.text(ofSI: item.sourced.value))
        json.string("provenance", item.sourced.provenance.kind.rawValue)
        json.string("note", item.sourced.provenance.note)
      }
    }
  }
}

/// The system a command works on, and the catalog it came from.
enum SystemChoice {
  static func read(_ word: String, systems: String?) throws -> (system: MaterialSystem, catalog: Catalog) {
    let named = TextFile.isPath(word) ? [(path: word, option: "system")] : []
    let catalog = try Catalog(systems: systems, named: named)
    let id = try catalog.resolve(word, .system, option: "system")
    return (try catalog.files.system(id: id), catalog)
  }
}
