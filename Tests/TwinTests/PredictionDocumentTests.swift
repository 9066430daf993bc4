import DocumentSchemas
import Foundation
import Learning
import ModelSamples
import Plant
import Testing
import Twin

@Suite struct `Documents of predictions` {
  /// A number, a flag, and a model that is not there, for a row.
  static func sheet(_ row: [Double?], isExplained: Bool) throws -> PredictionSheet {
    var models = try [SmallModel(), SmallModel("defect_risk", leaves: (-3, 0, 3), flag: true)].map { small in
      TaskModel(
        small.card.task, alias: "champion", try PredictionModel(small.card, files: ["model.json": small.bytes]),
        digest: String(repeating: "0f", count: 32))
    }
    models.append(TaskModel("defect_class", alias: "champion", refusal: PredictionRefusal(.noModel, "no such model")))
    return PredictionSheet(
      shot: "S, \"1\"", row, gaps: ["no_series": 24], groups: [:], &models, isExplained: isExplained)
  }

  @Test(
    arguments: [SmallModel.row(), SmallModel.row(polyol: 310, gel: 70), SmallModel.row(polyol: .nan)], [true, false])
  func `both documents keep their schemas, whatever is missing`(_ row: [Double?], _ isExplained: Bool) throws {
    let sheet = try Self.sheet(row, isExplained: isExplained)
    let json = PredictionDocument.json([sheet, sheet], schemaHash: "x", reproduction: SampleShot.reproduction)
    let document = try JSONSerialization.jsonObject(with: Data(json.utf8))
    #expect(try EncodingSchema(named: "predictions-1").problems(document) == [])
    let run = SimulationDocument.json(
      SampleShot.simulation(), reproduction: SampleShot.reproduction, predictions: sheet, withProfile: false)
    let whole = try JSONSerialization.jsonObject(with: Data(run.utf8))
    #expect(try EncodingSchema(named: "simulation-1").problems(whole) == [])
  }

  @Test func `the schema tells an unknown status`() throws {
    let sheet = try Self.sheet(SmallModel.row(), isExplained: false)
    let json = PredictionDocument.json([sheet], schemaHash: "x", reproduction: SampleShot.reproduction)
      .replacing("no-model", with: "perhaps")
    let document = try JSONSerialization.jsonObject(with: Data(json.utf8))
    #expect(try !EncodingSchema(named: "predictions-1").problems(document).isEmpty)
  }

  @Test func `a report and the terminal show every task, its status and its shares`() throws {
    let sheet = try Self.sheet(SmallModel.row(polyol: 310, gel: 70), isExplained: true)
    let text = AnswerTable.text(sheet)
    #expect(text.contains("300 s") && text.contains("275 s … 325 s (90 %)") && text.contains("95.3 %"))
    #expect(text.contains("no-model") && text.contains("the model learned from synthetic shots"))
    #expect(text.contains("outside of what the model has seen: simulated_gel_time_s"))
    let content = SimulationReport.content(
      SampleShot.simulation(), reproduction: SampleShot.reproduction, predictions: sheet)
    let html = HTMLReport.render(content)
    #expect(html.contains("Predictions of learned models") && html.contains("physics = sum of"))
    #expect(MarkdownReport.render(content).text.contains("Predictions of learned models"))
    let without = SimulationReport.content(SampleShot.simulation(), reproduction: SampleShot.reproduction)
    #expect(!HTMLReport.render(without).contains("Predictions of learned models"))
  }

  @Test func `a line of CSV has as many cells as its head`() throws {
    let sheet = try Self.sheet(SmallModel.row(polyol: 310, gel: 70), isExplained: false)
    let head = AnswerTable.csvHead(["cycle_time", "defect_risk", "defect_class"])
    let line = AnswerTable.csv(sheet)
    #expect(line.hasPrefix("\"S, \"\"1\"\"\",ok,300,,275,325,,,0,"))
    #expect(
      line.dropFirst("\"S, ".count).split(separator: ",", omittingEmptySubsequences: false).count
        == head.split(separator: ",").count)
  }
}
