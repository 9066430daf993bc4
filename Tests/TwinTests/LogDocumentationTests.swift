import Foundation
import Plant
import Quantities
import Testing
import Twin

@Suite struct `Documentation of the logs` {
  private static let text: String = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return (try? String(contentsOf: root.appending(path: "Documentation/Logs.md"), encoding: .utf8)) ?? ""
  }()

  @Test func `lists every word of the vocabulary`() {
    let words =
      ShotCondition.allCases.map(\.rawValue) + ShotSignal.allCases.map(\.rawValue)
      + QualityFigure.allCases.map(\.rawValue) + QualityStatus.allCases.map(\.rawValue)
      + DefectClass.known.map(\.rawValue) + MissingReason.allCases.map(\.rawValue)
      + LogFinding.Kind.allCases.map(\.rawValue) + LogFinding.Severity.allCases.map(\.rawValue)
    for word in words { #expect(Self.text.contains("`\(word)`"), "\(word)") }
  }

  @Test func `states the range of every condition`() {
    for condition in ShotCondition.allCases {
      let row = Self.text.split(separator: "\n").first { $0.hasPrefix("| `") && $0.contains("`\(condition.rawValue)`") }
      #expect(row?.contains("| \(condition.dimension.text(ofSI: condition.range)) |") == true, "\(condition)")
    }
  }

  @Test func `shows a datasource and a shot that can be read`() throws {
    let blocks = Self.text.components(separatedBy: "```").filter { $0.hasPrefix("yaml\n") }.map { $0.dropFirst(5) }
    try #require(blocks.count == 2)
    let source = try DatasourceDescription.read(String(blocks[0]), file: "Logs.md")
    #expect(source.connection.kind == "mariadb" && source.series.count == 2)
    let (fields, faults) = LogDocument.fields(Array(blocks[1].utf8), file: "Logs.md")
    #expect(faults.isEmpty)
    let folder = try DatasourceDescription.read(
      "schema: pur-mold-twin/datasource/1\nid: a\nkind: folder\nconnection: {folder: .}\n", file: "a.yaml")
    let shot = RawShot(key: ShotKey(start: nil, id: "S-1001"), fields: fields, origin: .file("shot.yaml"))
    let assembly = ShotAssembly(
      [ShotAssembly.Source(folder, clock: nil)], now: try #require(Instant("2026-06-01")))
    let assessment = assembly.assemble([ShotAssembly.Part(source: 0, shot: shot)])
    #expect(assessment.findings.isEmpty && assessment.record?.metadata == ["operator": "AB"])
    #expect(assessment.record?.conditions.all.compactMap(\.reading.value) == [298.15, 0.5, 0.7])
  }
}
