import DocumentSchemas
import Foundation
import Learning
import Plant
import Testing
import Twin

@Suite("The report of build-features") struct FeatureReportTests {
  @Test("It conforms to its schema, with and without what is missing", arguments: [true, false])
  func conforms(isEmpty: Bool) throws {
    var summary = FeatureSummary(.current)
    if !isEmpty {
      var record = ShotRecord(id: "S", start: .earliest)
      record.metadata = ["origin": "synthetic"]
      for _ in 0..<12 { summary.add(FeatureRow(record, simulation: .absent(.simulationFailed)), words: "no room") }
    }
    let json = summary.json(file: "x.csv")
    #expect(try EncodingSchema(named: "features-report-1").problems(inDocument: json) == [])
    #expect(summary.failures.count == (isEmpty ? 0 : 10))
    #expect(summary.text(file: "x.csv", colored: false).hasPrefix(isEmpty ? "0 shots" : "SYNTHETIC: 12 of 12"))
  }
}
