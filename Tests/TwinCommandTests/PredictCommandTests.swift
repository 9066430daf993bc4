import DocumentSchemas
import Foundation
import Learning
import ModelSamples
import Registry
import Testing

@Suite("Predictions, from outside") struct PredictCommandTests {
  /// A folder with a registry of two versions of `cycle_time`, the first of them the champion.
  private func withRegistry(_ body: (URL) throws -> Void) throws {
    try Scratch.with { folder in
      let registry = ModelRegistry(folder.appending(path: "Models").path)
      try SmallModel().add(to: registry)
      try SmallModel(leaves: (1, 2, 3)).add(to: registry)
      let run = try Program().run(["models", "promote", "cycle_time", "1"], in: folder)
      try #require(run.status == 0, "\(run.words)")
      try body(folder)
    }
  }

  private func answers(_ run: Program.Run, _ key: String) throws -> [[String: Any]] {
    let document = try run.json
    let part = key == "rows" ? (document["rows"] as? [[String: Any]])?.first : document[key] as? [String: Any]
    return try #require(part?["answers"] as? [[String: Any]])
  }

  @Test func `without a model the run goes on and says so`() throws {
    let plain = try Program().run("run-sim", "--scenario", "car-seat", "--output", "json")
    let run = try Program().run("run-sim", "--scenario", "car-seat", "--output", "json", "--with-ml")
    #expect(run.status == plain.status && run.words.contains("no prediction of defect_risk (no-model)"))
    #expect(
      try answers(run, "predictions").compactMap { $0["status"] as? String } == ["no-model", "no-model", "no-model"])
    #expect(try plain.json["predictions"] == nil)
    let predicted = try Program().run("predict", "--scenario", "car-seat", "--output", "json")
    #expect(predicted.status == 3)
  }

  @Test func `a run carries the answer in text, JSON and report`() throws {
    try withRegistry { folder in
      let run = try Program().run(
        [
          "run-sim", "--scenario", "car-seat", "--with-ml", "--explain", "--output", "json", "--report", "report",
          "--set", "process.polyol_temperature=25 °C",
        ], in: folder)
      let answer = try #require(try answers(run, "predictions").last)
      #expect(answer["status"] as? String == "ok")
      #expect((answer["model"] as? [String: Any])?["version"] as? Int == 1)
      let prediction = try #require(answer["prediction"] as? [String: Any])
      #expect(prediction["value"] as? Double == 100)
      #expect((prediction["interval"] as? [String: Double])?["high"] == 125)
      let page = try String(contentsOf: folder.appending(path: "report/report.html"), encoding: .utf8)
      #expect(page.contains("Predictions of learned models") && page.contains("no-model"))
      let text = try Program().run(["run-sim", "--scenario", "car-seat", "--with-ml"], in: folder)
      #expect(text.output.contains("champion, version 1") && text.output.contains("100 s"))
    }
  }

  @Test func `a switch and a rollback change the next answer`() throws {
    try withRegistry { folder in
      func value() throws -> Double? {
        let run = try Program().run(
          ["predict", "--scenario", "car-seat", "--task", "cycle_time", "--output", "json"], in: folder)
        return (try answers(run, "rows").first?["prediction"] as? [String: Any])?["value"] as? Double
      }
      #expect(try value() == 100)
      #expect(try Program().run(["models", "promote", "cycle_time", "2"], in: folder).status == 0)
      #expect(try value() == 1)
      let back = try Program().run(["models", "rollback", "cycle_time", "--output", "json"], in: folder)
      #expect(try back.json["to"] as? Int == 1)
      #expect(try value() == 100)
      #expect(try Program().run(["models", "rollback", "cycle_time"], in: folder).status == 2)
    }
  }

  @Test func `damage is found, told and never answered from`() throws {
    try withRegistry { folder in
      #expect(try Program().run(["models", "verify"], in: folder).status == 0)
      let file = folder.appending(path: "Models/cycle_time/versions/1/model.json")
      try Data(contentsOf: file).dropLast(9).write(to: file)
      let verified = try Program().run(["models", "verify", "--output", "json"], in: folder)
      #expect(try verified.status == 1 && verified.json["sound"] as? Int == 1)
      let run = try Program().run(
        ["predict", "--scenario", "car-seat", "--task", "cycle_time", "--output", "json"], in: folder)
      let answer = try #require(try answers(run, "rows").first)
      #expect(run.status == 3 && answer["status"] as? String == "error")
      #expect((answer["detail"] as? String)?.contains("model.json") == true)
      #expect(try Program().run(["models", "show", "cycle_time"], in: folder).status == 3)
      #expect(try Program().run(["models", "show", "cycle_time", "2"], in: folder).status == 0)
      #expect(try Program().run(["models", "list"], in: folder).output.contains("damaged"))
      let list = try Program().run(["models", "list", "--output", "json"], in: folder).json
      #expect(try EncodingSchema(named: "models-1").problems(list) == [])
      let problems = (list["models"] as? [[String: Any]] ?? []).map { $0["problem"] as? String != nil }
      #expect(problems == [true, false])
    }
  }

  @Test func `rows of a table are answered one by one; a table of another schema is refused`() throws {
    try withRegistry { folder in
      let made = try Program().run(
        ["synthesize-shots", "--scenario", "car-seat", "--count", "12", "--seed", "3", "--out", "made"], in: folder)
      try #require(made.status == 0, "\(made.words)")
      let built = try Program().run(
        ["build-features", "--source", "made/datasource.yaml", "--out", "rows.csv"], in: folder)
      try #require(built.status == 0, "\(built.words)")
      let run = try Program().run(
        ["predict", "--features", "rows.csv", "--task", "cycle_time", "--output", "csv"], in: folder)
      let lines = run.output.split(separator: "\n")
      #expect(lines.count == 13 && lines.dropFirst().allSatisfy { $0.contains(",ok,") }, "\(run.output)\(run.words)")
      let text = try String(contentsOf: folder.appending(path: "rows.csv"), encoding: .utf8)
      try Data(text.replacing("process_index", with: "process_indeks").utf8).write(to: folder.appending(path: "no.csv"))
      let refused = try Program().run(["predict", "--features", "no.csv", "--output", "json"], in: folder)
      #expect(refused.status == 3 && refused.output.isEmpty)
      let wide = (0..<100_000).map { "c\($0)" }.joined(separator: ",")
      try Data((wide + "\n").utf8).write(to: folder.appending(path: "wide.csv"))
      #expect(try Program().run(["predict", "--features", "wide.csv"], in: folder).status == 3)
    }
  }
}
