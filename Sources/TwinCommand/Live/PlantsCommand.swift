import ArgumentParser
import Foundation
import Plant
import Quantities
import Twin

/// `plants`: files that describe plants.
struct PlantsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plants", abstract: "Files of plants: check one, make one from a configuration of Telegraf.",
    subcommands: [PlantsValidate.self, PlantsImportTelegraf.self])
}

/// `plants validate`.
struct PlantsValidate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Check a plant file; all that is wrong with it is said at once.")

  @Argument(help: ArgumentHelp("The file of a plant, or its identifier in Plants.", valueName: "plant"))
  var plant: String

  @OptionGroup var output: OutputOptions

  func run() throws {
    let plant = try PlantCatalog.read(plant)
    switch output.output {
    case .table:
      try StandardStream.print(
        "\(plant.id): \(plant.devices.count) devices, \(plant.tables.count) tables, \(plant.machines.count) machines, "
          + "\(plant.signals.count) signals, \(plant.identities.count) checks, \(plant.alarms.count) alarms\n")
    case .json:
      var json = JSONWriter()
      json.object { json in
        json.string("schema", "pur-mold-twin/plant-check/1")
        json.string("plant", plant.id)
        json.integer("devices", plant.devices.count)
        json.integer("tables", plant.tables.count)
        json.integer("machines", plant.machines.count)
        json.integer("signals", plant.signals.count)
        json.integer("checks", plant.identities.count)
        json.integer("alarms", plant.alarms.count)
      }
      try StandardStream.print(json.text + "\n")
    }
  }
}

/// `plants import-telegraf`.
struct PlantsImportTelegraf: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import-telegraf", abstract: "Make a plant file from the Modbus sections of a Telegraf configuration.",
    discussion: """
      Reads every [[inputs.modbus]] in the styles register, request and metric; all else of the file is passed over.
      Each key that is not taken over is named. Telegraf does not say what a number measures: give units by --unit, for
      names or patterns with one star. What has none stays a gap in the file, and the exit code is 1.

        pur-mold-twin plants import-telegraf telegraf.conf --id line-3 --unit '*_temperature=°C' --unit ps1=bar \\
          --out Plants/line-3.yaml
      """)

  @Argument(help: ArgumentHelp("The configuration of Telegraf, or - for standard input.", valueName: "file"))
  var file: String

  @Option(help: "Identifier of the plant.")
  var id: String

  @Option(help: ArgumentHelp("The unit of fields by name, or by a pattern with one star.", valueName: "name=unit"))
  var unit: [String] = []

  @Option(help: ArgumentHelp("The plant file to write; standard output unless given.", valueName: "file"))
  var out: String?

  @OptionGroup var output: OutputOptions
  @OptionGroup var words: WordsOptions

  func run() throws {
    guard id.allSatisfy({ $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") }), !id.isEmpty else {
      throw CommandFailure(
        place: "--id", found: "`\(id)`", expected: "lower-case words joined by hyphens, at most 64 letters")
    }
    guard output.output == .table || out != nil else {
      throw CommandFailure(
        place: "--output", found: "json for a result and the file on one channel", expected: "--out beside it")
    }
    let text = try TextFile.read(file, option: "file")
    let made = try TelegrafImport(text, file: file, id: id, units: unit.map(rule))
    for note in made.notes { words.words.warning("\(note)") }
    for gap in made.gaps { words.words.warning("\(gap): a number of unknown unit; name it by --unit '\(gap.field)=…'") }
    // The reader of plants has the last word; gaps are known.
    if made.gaps.isEmpty { _ = try PlantDescription.read(made.text, file: out ?? "the plant file") }
    if let out { try AtomicFile.write(made.text, to: out) }
    try StandardStream.print(output.output == .json ? json(made) : out == nil ? made.text : summary(made))
    if !made.gaps.isEmpty { throw ExitStatus.finding }
  }

  private func rule(_ text: String) throws -> TelegrafImport.UnitRule {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2 else {
      throw CommandFailure(place: "--unit", found: "`\(text)`", expected: "a name or pattern, = and a unit")
    }
    guard SignalQuantity.allCases.contains(where: { LogUnit(parts[1], of: $0.dimension) != nil }) else {
      throw CommandFailure(
        place: "--unit", found: "the unit `\(parts[1])`", expected: "a unit such as °C, bar, l/min, %")
    }
    return TelegrafImport.UnitRule(pattern: parts[0], unit: parts[1])
  }

  private func summary(_ made: TelegrafImport) -> String {
    "\(out ?? ""): \(made.devices) devices, \(made.signals) signals, \(made.gaps.count) without a unit, "
      + "\(made.notes.count) settings not taken over\n"
  }

  private func json(_ made: TelegrafImport) -> String {
    var json = JSONWriter()
    json.object { json in
      json.string("schema", "pur-mold-twin/telegraf-import/1")
      json.string("file", out)
      json.integer("devices", made.devices)
      json.integer("signals", made.signals)
      json.strings("without_unit", made.gaps)
      json.strings("not_taken_over", made.notes.map { "\($0)" })
    }
    return json.text + "\n"
  }
}

extension String {
  /// The field of `device.field`.
  fileprivate var field: String { String(split(separator: ".", maxSplits: 1).last ?? "") }
}
