import ArgumentParser
import Foaming
import Twin

/// `systems cup-test`.
struct SystemsCupTest: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cup-test", abstract: "Fit the rates to the cup test of the data sheet and show how well they meet it."
  )

  @Argument(help: ArgumentHelp("The system.", valueName: "file or id"))
  var system: String

  @Option(help: ArgumentHelp("Fill the gaps of the system from this archetype.", valueName: "id"))
  var assume: String?

  @OptionGroup var catalog: CatalogOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let (system, catalog) = try SystemChoice.read(self.system, systems: catalog.systems)
    let archetype = try assume.map { try catalog.files.system(id: catalog.resolve($0, .system, option: "--assume")) }
    let fit = try SystemTrial.cupTest(system, assuming: archetype)
    try StandardStream.print(output.output == .json ? Self.json(system.id, fit) : Self.table(fit))
    if !fit.shortfalls.isEmpty { throw ExitStatus.finding }
  }

  private static func table(_ fit: CupTestFit) -> String {
    var table = TextTable("", "DATA SHEET", "SIMULATED", "DEVIATION")
    for residual in fit.residuals {
      let unit = unit(of: residual)
      table.row(
        residual.label, "\(residual.stated.text(significant: 4)) \(unit)",
        "\(residual.simulated.text(significant: 4)) \(unit)", "\((100 * residual.relative).text(decimals: 2)) %")
    }
    return table.text + fit.shortfalls.map { "not reached: \($0)\n" }.joined()
  }

  private static func unit(of residual: CupTestFit.Residual) -> String {
    residual.label.hasSuffix("density") ? "kg/m³" : "s"
  }

  private static func json(_ id: String, _ fit: CupTestFit) -> String {
    var json = JSONWriter()
    json.object { json in
      json.string("schema", "pur-mold-twin/cup-test/1")
      json.string("system", id)
      json.array("figures", fit.residuals) { json, residual in
        json.object { json in
          json.string("figure", residual.label)
          json.string("unit", unit(of: residual))
          json.number("data_sheet", residual.stated)
          json.number("simulated", residual.simulated)
          json.number("deviation", residual.relative)
        }
      }
      json.strings("shortfalls", fit.shortfalls)
    }
    return json.text + "\n"
  }
}
