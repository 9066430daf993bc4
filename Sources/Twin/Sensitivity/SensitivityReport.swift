package import Foaming
import Quantities

/// The sensitivities of a shot, sorted by influence: as a table, as CSV and as JSON.
package struct SensitivityReport {
  /// Name and version of the JSON document's shape.
  package static let schema = "pur-mold-twin/sensitivities/1"

  /// One derivative.
  package struct Entry: Hashable, Sendable {
    /// Path of the input.
    package let input: String
    /// SI value and unit of the input; the unit is empty for a pure number.
    package let value: Double
    package let unit: String
    /// dK/dp [SI].
    package let derivative: Double
    /// p/K · dK/dp, for a temperature with 20 K in place of p; `nil` where the figure is zero.
    package let normalized: Double?
  }

  /// One key figure and what it depends on, the largest influence first.
  package struct Group: Hashable, Sendable {
    package let figure: KeyFigure
    package let entries: [Entry]
  }

  package let scenario, system: String
  package let relativeTolerance: Double
  package let groups: [Group]
  /// Inputs without derivatives, and why.
  package let objections: [(input: String, reason: String)]
  package let assumptions: [String]

  /// - Parameter figures: those to show, in this order; without a value they are left out.
  package init(
    _ sensitivities: ShotSensitivities, of scenario: Scenario, figures: [KeyFigureID], relativeTolerance: Double
  ) {
    (self.scenario, system) = (scenario.id, scenario.system)
    self.relativeTolerance = relativeTolerance
    groups = figures.compactMap { id in
      guard let figure = sensitivities.figures.first(where: { $0.id == id }), let value = figure.value else {
        return nil
      }
      let entries = sensitivities.rows.compactMap { row in
        row.derivatives[id].map { Self.entry($0, row.input, value) }
      }
      return Group(figure: figure, entries: entries.sorted { Self.influence($0) > Self.influence($1) })
    }
    objections = sensitivities.rows.compactMap { row in row.objection.map { (row.input.path, $0) } }
    assumptions = sensitivities.assumptions
  }

  private static func entry(_ derivative: Double, _ input: SensitivityInput, _ figure: Double) -> Entry {
    let size = input.dimension == TemperatureDimension.self ? input.scale : input.value
    return Entry(
      input: input.path, value: input.value, unit: symbol(input.dimension), derivative: derivative,
      normalized: figure == 0 ? nil : derivative * size / figure)
  }

  private static func influence(_ entry: Entry) -> Double { abs(entry.normalized ?? 0) }

  private static func symbol<D: Dimension>(_ dimension: D.Type) -> String { D.units.first?.symbol ?? "" }
}

extension SensitivityReport {
  /// One table per figure with its `top` inputs, and what could not be differentiated.
  package func text(top: Int) -> String {
    var text = ""
    for group in groups {
      let value = group.figure.value.map { Display.form(group.figure.id).text(si: $0) } ?? "–"
      text += "\(group.figure.id.tableLabel): \(value)\n\n"
      var table = TextTable(
        columns: [
          .init("Input"), .init("Value", .trailing), .init("Unit"), .init("dK/dp (SI)", .trailing),
          .init("p/K dK/dp", .trailing),
        ])
      for entry in group.entries.prefix(top) where entry.derivative != 0 {
        table.rows.append([
          .init(entry.input), .init(entry.value.text(significant: 5)), .init(entry.unit),
          .init(entry.derivative.text(significant: 5)),
          .init(entry.normalized?.text(significant: 4) ?? "–"),
        ])
      }
      text += table.text() + "\n"
    }
    for objection in objections { text += "Not differentiated: \(objection.input): \(objection.reason)\n" }
    return text
  }

  /// One line per figure and input.
  package var csv: String {
    var csv = CSVWriter()
    csv.row([
      "figure", "figure_value", "figure_unit", "input", "input_value", "input_unit", "derivative", "normalized",
    ])
    for group in groups {
      let figure = group.figure
      for entry in group.entries {
        csv.row([
          figure.id.rawValue, figure.value?.shortestText ?? "", figure.id.unit, entry.input, entry.value.shortestText,
          entry.unit, entry.derivative.shortestText, entry.normalized?.shortestText ?? "",
        ])
      }
    }
    return csv.text
  }

  /// The document; its shape is stated in `Documentation/schemas/sensitivities-1.json`.
  package func json(_ reproduction: Reproduction) -> String {
    var json = JSONWriter(indented: true)
    json.object { json in
      json.string("schema", Self.schema)
      json.object("build") { json in
        json.string("version", reproduction.version)
        json.string("revision", reproduction.revision)
        json.string("command", reproduction.command)
      }
      json.string("scenario", scenario)
      json.string("system", system)
      json.number("relative_tolerance", relativeTolerance)
      json.object("figures") { json in
        for group in groups { write(group, &json) }
      }
      json.array("not_differentiated", objections) { json, objection in
        json.object { json in
          json.string("input", objection.input)
          json.string("reason", objection.reason)
        }
      }
      json.strings("assumptions", assumptions)
    }
    return json.text + "\n"
  }

  private func write(_ group: Group, _ json: inout JSONWriter) {
    json.object(group.figure.id.rawValue) { json in
      json.number("value", group.figure.value)
      json.string("unit", group.figure.id.unit)
      json.array("sensitivities", group.entries) { json, entry in
        json.object { json in
          json.string("input", entry.input)
          json.number("value", entry.value)
          json.string("unit", entry.unit)
          json.number("derivative", entry.derivative)
          json.number("normalized", entry.normalized)
        }
      }
    }
  }
}
