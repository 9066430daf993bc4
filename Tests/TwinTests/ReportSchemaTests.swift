import DocumentSchemas
import Foaming
import Foundation
import Plant
import Testing
import Twin

@Suite("Documents conform to the schemas that the documentation states") struct ReportSchemaTests {
  private static func problems(_ json: String, _ schema: String) throws -> [String] {
    try EncodingSchema(named: schema).problems(inDocument: json)
  }

  @Test("An import, empty and with every kind of shot and finding", arguments: [true, false])
  func imports(isEmpty: Bool) throws {
    let description = try DatasourceDescription.read(
      "{schema: pur-mold-twin/datasource/1, id: plant, kind: folder, connection: {folder: logs}}", file: "plant.yaml")
    var summary = ImportSummary()
    var query = ShotQuery()
    if !isEmpty {
      query = ShotQuery(
        from: Instant("2026-03-01"), to: Instant("2026-03-03"), molds: ["car-seat"],
        systems: ["r1"], statuses: [.scrap])
      let day = "2026-03-01T08:00:00Z"
      for outcome in ShotIndexRow.Outcome.allCases {
        for word in ["", "good"] {
          let cells = ["S", day, outcome.rawValue, word, word, word, word, "7", "plant", "shots/2026-03-01.jsonl"]
          summary.add(try #require(ShotIndexRow(cells: cells)))
        }
      }
      for kind in LogFinding.Kind.allCases {
        for severity in LogFinding.Severity.allCases {
          for field in ["", "index"] {
            summary.add(
              LogFinding(
                shot: "S", source: "plant", place: "S/shot.yaml:1:2", field: field, kind: kind, severity: severity,
                found: "\"x\"", expected: "y"))
          }
        }
      }
    }
    let request = ImportRequest(sources: [description], query: query, program: "pur-mold-twin 0")
    let json = ImportReport.json(summary, request)
    #expect(try Self.problems(json, "import-1") == [])
    #expect(try !Self.problems(json.replacing("\"points\"", with: "\"dots\""), "import-1").isEmpty)
    #expect(summary.rejections.isEmpty == isEmpty)
  }

  @Test("Sensitivities of a shot")
  func sensitivities() throws {
    let catalog = try ShippedFiles.catalog()
    let scenario = try catalog.scenario(id: "rigid-free-rise")
    let sensitivities = try ShotSensitivities(
      of: scenario, system: try catalog.system(of: scenario), assuming: nil,
      inputs: { $0.hasPrefix("recipe") || $0.hasPrefix("process.polyol") }, relativeTolerance: 1e-6)
    let report = SensitivityReport(
      sensitivities, of: scenario, figures: [.gelTime, .freeRiseDensity], relativeTolerance: 1e-6)
    let json = report.json(SampleShot.reproduction)
    #expect(!report.groups.isEmpty && !report.groups[0].entries.isEmpty)
    #expect(try Self.problems(json, "sensitivities-1") == [])
    #expect(try !Self.problems(json.replacing("\"derivative\"", with: "\"slope\""), "sensitivities-1").isEmpty)
  }
}
