package import Foaming

/// The standard folder of a report as values: what to write where, without writing it.
package struct ReportFolder: Sendable {
  /// One file.
  package struct File: Hashable, Sendable {
    /// Path below the root of all reports, parts joined by `/`.
    package var path: String
    package var contents: String
  }

  /// Path of the folder below the root of all reports: `"2026-11-22/<scenario>/<time>"`.
  package let path: String
  /// `report.html`, `report.md`, the charts, `profile.csv`, with layers `layers.csv`, `result.json`, `operator.txt`.
  package let files: [File]
  /// One line of JSON for an index of all reports: date, time, scenario, system, verdict, demold time, path.
  package let index: String

  /// Renders everything about one simulation.
  ///
  /// - Parameters:
  ///   - date: The day as text, `"2026-11-22"`.
  ///   - time: The time of day as text, `"14-03-59"`.
  package init(
    _ simulation: Simulation, date: String, time: String, reproduction: Reproduction,
    predictions: PredictionSheet? = nil
  ) {
    let parts = [date, simulation.scenario.id, time].map(Self.name)
    let path = parts.joined(separator: "/")
    let content = SimulationReport.content(simulation, reproduction: reproduction, predictions: predictions)
    let markdown = MarkdownReport.render(content)
    var files = [
      ("report.html", HTMLReport.render(content)), ("report.md", markdown.text),
    ]
    files += markdown.drawings.map { ($0.name, $0.contents) }
    files += [
      ("profile.csv", ProfileTable.csv(simulation.profile))
    ]
    if let layers = ProfileTable.layersCSV(simulation.profile) { files.append(("layers.csv", layers)) }
    files += [
      (
        "result.json",
        SimulationDocument.json(
          simulation, reproduction: reproduction, predictions: predictions, withProfile: false)
      ),
      ("operator.txt", OperatorScreen.text(simulation)),
    ]
    self.path = path
    self.files = files.map { File(path: path + "/" + $0.0, contents: $0.1) }
    var json = JSONWriter(indented: false)
    json.object { json in
      json.string("date", date)
      json.string("time", time)
      json.string("scenario", simulation.scenario.id)
      json.string("system", simulation.system.id)
      json.string("verdict", simulation.verdict.rawValue)
      json.number("demold_recommended_s", simulation.demold.recommended)
      json.string("path", path)
    }
    index = json.text
  }

  /// A part of a path that stays inside its folder: letters, digits, `-`, `_` and `.`, never only dots.
  package static func name(_ text: String) -> String {
    let kept = text.unicodeScalars.map { scalar -> Character in
      let isPlain =
        scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
        || scalar == "-" || scalar == "_" || scalar == "."
      return isPlain ? Character(scalar) : "-"
    }
    let name = String(kept.prefix(100))
    return name.allSatisfy { $0 == "." } ? "unnamed" : name
  }
}
