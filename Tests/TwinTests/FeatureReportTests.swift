import Foundation
import Learning
import Plant
import Testing
import Twin

@Suite("The report of build-features") struct FeatureReportTests {
  @Test("It conforms to its schema, with and without what is missing", arguments: [true, false])
  func conforms(isEmpty: Bool) throws {
    let schema = URL(filePath: #filePath).appending(path: "../../../Documentation/schemas/features-report-1.json")
    var summary = FeatureSummary(.current)
    if !isEmpty {
      var record = ShotRecord(id: "S", start: .earliest)
      record.metadata = ["origin": "synthetic"]
      for _ in 0..<12 { summary.add(FeatureRow(record, simulation: .absent(.simulationFailed)), words: "no room") }
    }
    let json = summary.json(file: "x.csv")
    let document = try JSONSerialization.jsonObject(with: Data(json.utf8))
    #expect(try EncodingSchema(Data(contentsOf: schema.standardizedFileURL)).problems(document) == [])
    #expect(summary.failures.count == (isEmpty ? 0 : 10))
    #expect(summary.text(file: "x.csv", colored: false).hasPrefix(isEmpty ? "0 shots" : "SYNTHETIC: 12 of 12"))
  }
}
