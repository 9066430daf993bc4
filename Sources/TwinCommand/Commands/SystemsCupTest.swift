import ArgumentParser
import Foaming
import Twin

/// `systems cup-test`.
struct SystemsCupTest: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cup-test", abstract: "Pour the system into a virtual cup and compare with its data sheet.")

  @Argument(help: ArgumentHelp("The system.", valueName: "file or id"))
  var system: String

  @Option(help: ArgumentHelp("Fill the gaps of the system from this archetype.", valueName: "id"))
  var assume: String?

  @OptionGroup var catalog: CatalogOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let (system, catalog) = try SystemChoice.read(self.system, systems: catalog.systems)
    let archetype = try assume.map { try catalog.files.system(id: catalog.resolve($0, .system, option: "--assume")) }
    let stages = try Seams.cupTest(system, assuming: archetype)
    try StandardStream.print(output.output == .json ? Self.json(system.id, stages) : Self.table(stages))
  }

  private static func table(_ stages: [Seams.CupStage]) -> String {
    var table = TextTable("STAGE", "DATA SHEET", "SIMULATED", "DEVIATION", "NOTE")
    for stage in stages {
      let text = { (value: Double?) in value.map { "\($0.text(significant: 4)) \(stage.unit)" } ?? "–" }
      table.row(
        stage.label, text(stage.stated), text(stage.simulated),
        deviation(stage).map { "\((100 * $0).text(decimals: 1)) %" } ?? "–", stage.note ?? "")
    }
    return table.text
  }

  private static func deviation(_ stage: Seams.CupStage) -> Double? {
    guard let stated = stage.stated, let simulated = stage.simulated, stated != 0 else { return nil }
    return simulated / stated - 1
  }

  private static func json(_ id: String, _ stages: [Seams.CupStage]) -> String {
    var json = JSONWriter()
    json.object { json in
      json.string("schema", "pur-mold-twin/cup-test/1")
      json.string("system", id)
      json.array("stages", stages) { json, stage in
        json.object { json in
          json.string("stage", stage.label)
          json.string("unit", stage.unit)
          json.number("data_sheet", stage.stated)
          json.number("simulated", stage.simulated)
          json.number("deviation", deviation(stage))
          json.string("note", stage.note)
        }
      }
    }
    return json.text + "\n"
  }
}
