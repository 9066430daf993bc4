import Foaming
import FuzzDriver
import Plant
import Twin

/// Reads random files: any input must end in a value that survives being written and read, or in located errors. Its
/// last argument may name another decoder: `logs`, or one part of it, `logs-table`, `logs-document`, `logs-record`; or
/// `modbus`, what a Modbus peer sends; or `telegraf`, a configuration of Telegraf.
@main enum FuzzFiles {
  private static let decoder: @Sendable ([UInt8]) -> Void =
    switch CommandLine.arguments.last {
    case "modbus": FuzzModbus.check
    case "telegraf": FuzzFiles.checkTelegraf
    case "logs": FuzzLogs.check
    case "logs-table": FuzzLogs.checkTable
    case "logs-document": FuzzLogs.checkDocument
    case "logs-record": FuzzLogs.checkRecord
    default: FuzzFiles.check
    }

  static func main() { fuzz(decoder) }

  private static func check(_ bytes: [UInt8]) {
    do {
      let text = try fileText(bytes: bytes, file: "fuzz.yaml")
      // The last line doubles as a `--set`, so that overrides are fuzzed with the files they change.
      let lastLine = text.split(separator: "\n").last.map { String($0.drop { $0 == "#" || $0 == " " }) } ?? ""
      let override = try? Override(lastLine)
      try check(text, override.map { [$0] } ?? [])
    } catch {
      precondition(!error.errors.isEmpty && error.errors.allSatisfy { !$0.found.isEmpty && !$0.expected.isEmpty })
    }
  }

  private static func check(_ text: String, _ overrides: [Override]) throws(FileErrors) {
    var catalog = FileCatalog()
    try catalog.add(text: text, file: "fuzz.yaml")
    if !catalog.ids(.system).isEmpty {
      let system = try catalog.system(text, file: "fuzz.yaml", overrides: overrides)
      let again = try? catalog.system(fileText(of: system), file: "again.yaml")
      precondition(again == system, "a system reads back")
    } else if !catalog.ids(.mold).isEmpty {
      let mold = try catalog.mold(text, file: "fuzz.yaml", overrides: overrides)
      let again = try? catalog.mold(fileText(of: mold), file: "again.yaml")
      precondition(again == mold, "a mold reads back")
    } else if !catalog.ids(.quality).isEmpty {
      let quality = try catalog.quality(text, file: "fuzz.yaml", overrides: overrides)
      let again = try? catalog.quality(fileText(of: quality), file: "again.yaml")
      precondition(again == quality, "a quality reads back")
    } else if !catalog.ids(.datasource).isEmpty {
      _ = try DatasourceDescription.read(text, file: "fuzz.yaml")
    } else if !catalog.ids(.plant).isEmpty {
      _ = try PlantDescription.read(text, file: "fuzz.yaml")
    } else {
      try catalog.add(text: systemText, file: "system.yaml")
      try catalog.add(text: moldText, file: "mold.yaml")
      let scenario = try catalog.scenario(text, file: "fuzz.yaml", overrides: overrides)
      let again = try? catalog.scenario(fileText(of: scenario), file: "again.yaml")
      precondition(again == scenario, "a scenario reads back")
    }
  }

  /// What is made of a configuration is a plant that can be read, unless units are missing.
  private static func checkTelegraf(_ bytes: [UInt8]) {
    do {
      let text = try fileText(bytes: bytes, file: "telegraf.conf")
      let rule = TelegrafImport.UnitRule(pattern: "*", unit: "bar")
      let made = try TelegrafImport(text, file: "telegraf.conf", id: "fuzz", units: [rule])
      precondition(made.gaps.isEmpty, "every number has a unit")
      if made.devices > 0 { _ = try PlantDescription.read(made.text, file: "fuzz.yaml") }
    } catch {
      precondition(!error.errors.isEmpty && error.errors.allSatisfy { !$0.found.isEmpty && !$0.expected.isEmpty })
      precondition(!error.errors.contains { "\($0.origin)".hasPrefix("fuzz.yaml") }, "a made plant reads back")
    }
  }

  private static let systemText = """
    {schema: pur-mold-twin/system/1, id: flexible-molded, name: x, family: flexible}
    """
  private static let moldText = """
    {schema: pur-mold-twin/mold/1, id: car-seat-mold, enclosure: open, wall: adiabatic, thickness: 1 m}
    """
}
