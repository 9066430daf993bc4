import Acquisition
import Foundation
import Plant
import Testing
import Twin

extension SourceUnderTest {
  /// Every kind of source.
  static let all = [folder, formerFolder]

  /// A folder in our layout.
  static let folder = SourceUnderTest(
    name: "folder of shots", descriptionText: description(layout: "shots")
  ) { shots, body in
    try await withFolder(layout: "shots", shots) { folder, index, shot in
      var lines = ["schema: pur-mold-twin/shot/1", "id: \(quoted(shot.id))"]
      if let start = shot.start { lines.append("start: \(start)") }
      if let mold = shot.mold { lines.append("mold: \(quoted(mold))") }
      if let system = shot.system { lines.append("system: \(quoted(system))") }
      if let temperature = shot.polyolTemperature {
        lines.append("conditions: {polyol_temperature: \(temperature) °C}")
      }
      if let status = shot.status { lines.append("quality: {status: \(status.rawValue)}") }
      let place = folder.appending(path: "2026/\(String(10_000 + index))")
      try write(lines.joined(separator: "\n"), "shot.yaml", in: place)
      guard !shot.series.isEmpty else { return }
      let rows = shot.series.map { "\($0.time),\($0.temperature)\n" }
      try write("time [s],core_temperature [°C]\n" + rows.joined(), "core.csv", in: place)
    } _: {
      try await body($0)
    }
  }

  /// A folder in the layout of the former project.
  static let formerFolder = SourceUnderTest(
    name: "former layout", descriptionText: description(layout: "former")
  ) { shots, body in
    try await withFolder(layout: "former", shots) { folder, index, shot in
      var lines = ["shot_id: \(quoted(shot.id))", "operator: AB"]
      if let start = shot.start { lines.append("timestamp_start: \"\(start)\"") }
      if let mold = shot.mold { lines.append("mold_id: \(quoted(mold))") }
      if let system = shot.system { lines.append("system_id: \(quoted(system))") }
      let place = folder.appending(path: String(10_000 + index))
      try write(lines.joined(separator: "\n"), "meta.yaml", in: place)
      if let temperature = shot.polyolTemperature {
        try write("T_polyol_in_C: \(temperature)", "process.yaml", in: place)
      }
      let words = [QualityStatus.good: "OK", .marginal: "MARGINAL", .scrap: "FAIL"]
      if let status = shot.status.flatMap({ words[$0] }) {
        try write("quality_status: \(status)", "qc.yaml", in: place)
      }
      guard !shot.series.isEmpty else { return }
      let rows = shot.series.map { "\($0.time),\($0.temperature)\r\n" }
      try write("\u{FEFF}time_s,T_core_C\r\n" + rows.joined(), "sensors_core_temp.csv", in: place)
    } _: {
      try await body($0)
    }
  }

  private static func description(layout: String) -> String {
    """
    schema: pur-mold-twin/datasource/1
    id: planted
    kind: folder
    connection: {folder: ., layout: \(layout)}
    """
  }

  private static func withFolder(
    layout: String, _ shots: [PlantedShot], _ plant: (URL, Int, PlantedShot) throws -> Void,
    _ body: (_ reopen: @escaping @Sendable () async throws -> any ProcessLogSource) async throws -> Void
  ) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "source-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (index, shot) in shots.enumerated() { try plant(folder, index, shot) }
    let description = try DatasourceDescription.read(description(layout: layout), file: "planted.yaml")
    try await body {
      try FolderSource(description, path: folder.path, clock: .utc) { LogDocument.fields($0, file: $1) }
    }
  }

  static func write(_ text: String, _ name: String, in folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: folder.appending(path: name))
  }

  /// A text in double quotes as YAML reads it back.
  static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("&", with: "\\x26") + "\""
  }
}
