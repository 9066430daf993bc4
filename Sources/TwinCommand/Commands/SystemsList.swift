import ArgumentParser
import Foaming
import Twin

/// `systems list`.
struct SystemsList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the systems, and whether each can be simulated.")

  @OptionGroup var catalog: CatalogOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var words: WordsOptions

  /// One line of the list.
  private struct Row {
    let system: MaterialSystem
    let obstacle: SimulationError?

    var state: String {
      if system.isArchetype { return "archetype" }
      return obstacle.map { $0.kind == .gaps ? "has gaps" : "unusable" } ?? "complete"
    }
  }

  func run() throws {
    let catalog = try Catalog(systems: catalog.systems)
    for damaged in catalog.damaged { words.words.warning("\(damaged.errors)") }
    let rows = try catalog.ids(.system).compactMap { id -> Row? in
      do {
        let system = try catalog.files.system(id: id)
        return Row(system: system, obstacle: SystemTrial.obstacle(system))
      } catch {
        words.words.warning("\(error)")
        return nil
      }
    }
    try StandardStream.print(output.output == .json ? Self.json(rows) : Self.table(rows))
  }

  private static func table(_ rows: [Row]) -> String {
    var table = TextTable("ID", "FAMILY", "STATE", "NAME")
    for row in rows { table.row(row.system.id, row.system.family.rawValue, row.state, row.system.name) }
    return table.text
  }

  private static func json(_ rows: [Row]) -> String {
    var json = JSONWriter()
    json.object { json in
      json.string("schema", "pur-mold-twin/systems/1")
      json.array("systems", rows) { json, row in
        json.object { json in
          json.string("id", row.system.id)
          json.string("name", row.system.name)
          json.string("family", row.system.family.rawValue)
          json.boolean("archetype", row.system.isArchetype)
          json.string("obstacle", row.obstacle?.found)
        }
      }
    }
    return json.text + "\n"
  }
}
