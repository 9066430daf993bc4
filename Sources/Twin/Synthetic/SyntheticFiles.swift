package import Columnar
import Foaming
import Plant
import Quantities

/// The files of a made-up plant: a log to be imported, and beside it the truth.
package enum SyntheticFiles {
  /// The description by which `import-logs` reads the log; it lies beside the folder `shots`.
  package static let datasource = """
    # SYNTHETIC: these shots are made up, not measured.
    schema: pur-mold-twin/datasource/1
    id: synthetic
    name: Made-up shots with known truth
    kind: folder
    connection: {folder: shots, layout: shots}
    """ + "\n"

  /// Says whose shots these are.
  package static func note(_ plant: SyntheticPlant, scenario: String, program: String) -> String {
    """
    SYNTHETIC SHOTS

    \(plant.count) shots of the scenario \(scenario), seed \(plant.seed), made up by the foam model of \(program).
    They were not measured. Nothing learned from them says anything about a plant.
    \(plant.drift.map { "Drift: \($0.meaning)." } ?? "No drift was planted.")

    shots/           what the plant's log shows
    datasource.yaml  reads it: import-logs --source datasource.yaml
    truth.csv        what was done to each shot and what the model makes of it, without noise

    """
  }

  /// The folder of a shot below `shots`: a thousand in each.
  package static func folder(_ shot: SyntheticShot) -> String {
    let thousand = "\(shot.index / 1000)"
    return String(repeating: "0", count: max(0, 4 - thousand.count)) + thousand + "/" + shot.id
  }

  /// The document of a shot, `shot.yaml`.
  package static func document(_ shot: SyntheticShot) -> String {
    var lines = [
      "schema: pur-mold-twin/shot/1", "origin: synthetic", "id: \(shot.id)", "start: \(shot.start)",
      "machine: \(shot.machine)", "mold: \(shot.scenario.mold.id)", "system: \(shot.scenario.system)",
    ]
    func numbers<Key>(_ title: String, _ values: [(Key, SyntheticShot.Logged)], _ name: (Key) -> String) {
      lines.append(title)
      for (key, value) in values { lines.append("  \(name(key)): \(value.spelled)") }
    }
    if !shot.conditions.isEmpty { numbers("conditions:", shot.conditions.map { ($0, $1) }) { $0.rawValue } }
    numbers("quality:", shot.figures.map { ($0, $1) }) { $0.rawValue }
    lines.append("  status: \(shot.status.rawValue)")
    if !shot.defects.isEmpty {
      lines.append("  defects: [\(shot.defects.map(\.rawValue).joined(separator: ", "))]")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The series of a shot, `series.csv`; `nil` when the log has none.
  package static func series(_ shot: SyntheticShot) -> String? {
    guard let first = shot.series.first else { return nil }
    var text = "time [s]"
    for series in shot.series { text += ",\(series.signal.rawValue) [\(series.unit.symbol)]" }
    text += "\n"
    for row in first.times.indices {
      text += first.times[row] + shot.series.map { "," + $0.values[row] }.joined() + "\n"
    }
    return text
  }

  /// The truth about shots as a table: what was done, and what the model makes of it.
  package static func truth(_ shots: [SyntheticShot]) throws(ColumnarError) -> ColumnTable {
    func texts(_ name: String, _ text: (SyntheticShot) -> String?) -> Column {
      Column(name, .string(Cells(shots.map(text), placeholder: "")))
    }
    func numbers(_ name: String, _ number: (SyntheticShot) -> Double?) -> Column {
      Column(name, .double(Cells(shots.map(number), placeholder: 0)))
    }
    func kinds(_ shot: SyntheticShot, _ severity: Defect.Severity) -> String {
      shot.simulation.defects.filter { $0.severity == severity }.map(\.kind.rawValue).joined(separator: "+")
    }
    let columns = [
      texts("origin") { _ in "synthetic" }, texts("shot_id", \.id),
      Column("start", .timestamp(Cells(shots.map(\.start.microseconds)))), texts("cause") { $0.cause?.rawValue },
      numbers("polyol_temperature_K") { $0.scenario.process.polyolTemperature.si },
      numbers("isocyanate_temperature_K") { $0.scenario.process.isocyanateTemperature.si },
      numbers("ambient_temperature_K") { $0.scenario.process.ambientTemperature.si },
      numbers("relative_humidity") { $0.scenario.process.relativeHumidity },
      numbers("open_time_s") { $0.scenario.process.openTime.si },
      numbers("wall_temperature_K") { $0.scenario.mold.wall.startTemperature?.si },
      numbers("wall_sensor_error_K", \.wallSensorError),
      numbers("polyol_mass_kg") { $0.simulation.mixture.polyol },
      numbers("isocyanate_mass_kg") { $0.simulation.mixture.isocyanate },
      texts("defects_found") { kinds($0, .fail) }, texts("defects_watched") { kinds($0, .watch) },
      texts("status") { $0.status.rawValue },
    ]
    let figures = KeyFigureID.allCases.map { id in
      let unit = id.unit.replacing("/", with: "_per_").replacing("³", with: "3")
      return numbers("true_\(id.rawValue)" + (unit.isEmpty ? "" : "_\(unit)")) { $0.simulation.value(id) }
    }
    return try ColumnTable(columns + figures, metadata: ["origin": "synthetic"])
  }
}

extension SyntheticShot.Logged {
  /// The number with its unit as a document has it.
  fileprivate var spelled: String { unit.symbol == "1" ? text : "\(text) \(unit.symbol)" }
}
