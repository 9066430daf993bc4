import Foundation
import Learning
import Testing
import Twin
import XGBoost

@Suite struct `train-ml` {
  /// Whether this machine has XGBoost; says so once where it has not.
  static let hasLibrary: Bool = {
    do {
      _ = try XGBoostLibrary.load()
      return true
    } catch {
      print("skipped: tests of train-ml: \(error)")
      return false
    }
  }()

  /// A plant made up by the program, its features and a short plan, in a folder of its own.
  private static func withFeatures(_ body: (URL) throws -> Void) throws {
    try Scratch.with { folder in
      for words in [
        ["synthesize-shots", "--scenario", "car-seat", "--count", "240", "--seed", "3", "--out", "made"],
        ["import-logs", "--source", "made/datasource.yaml", "--out", "logs"],
        ["build-features", "--logs", "logs", "--out", "features.parquet", "--without-simulation"],
      ] {
        let run = try Program().run(words, in: folder)
        try #require(run.status == 0, "\(run.words)")
      }
      let plan = """
        schema: pur-mold-twin/training/1
        id: short
        features: [features.parquet]
        tasks: [defect_risk, cycle_time]
        split: {kind: random, calibration: 20 %, test: 20 %}
        search: {trials: 2, folds: 2, rounds: 20, patience: 5}
        learning_curve: []
        threads: 1
        """
      try plan.write(to: folder.appending(path: "plan.yaml"), atomically: true, encoding: .utf8)
      try body(folder)
    }
  }

  @Test func `adds versions to a registry, whose cards state their files, and writes a report`() throws {
    guard Self.hasLibrary else { return }
    try Self.withFeatures { folder in
      let words = [
        "train-ml", "--config", "plan.yaml", "--registry", "models", "--report", "report", "--output", "json",
      ]
      var runs: [Program.Run] = []
      for _ in 0..<2 { runs.append(try Program().run(words, in: folder)) }
      for run in runs { #expect([0, 1].contains(run.status), "\(run.words)") }
      let document = try runs[1].json
      #expect(document["schema"] as? String == TrainingDocument.schema)
      #expect(document["synthetic"] as? Bool == true)
      let models = try #require(document["models"] as? [[String: Any]])
      #expect(models.compactMap { $0["version"] as? Int } == [2, 2])
      #expect(models.compactMap { $0["folder"] as? String }.first == "models/defect_risk/versions/2")
      for task in ["defect_risk", "cycle_time"] {
        var bytes: [Data] = []
        for version in 1...2 {
          let place = folder.appending(path: "models/\(task)/versions/\(version)")
          let card = try ModelCard(Array(Data(contentsOf: place.appending(path: "card.json"))))
          #expect(card.version == version && card.task == task && card.data.origin == .synthetic)
          #expect(card.data.digest.count == 64)
          for file in card.files {
            let contents = try Data(contentsOf: place.appending(path: file.name))
            #expect(contents.count == file.bytes)
            if file.name == TrainedModel.modelFile { bytes.append(contents) }
            #expect(try TreeEnsemble(Array(contents)).featureNames == card.features.columns.map(\.name))
          }
        }
        // The same table, plan, seed, library and threads.
        #expect(bytes.count == 2 && bytes[0] == bytes[1])
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/models/\(task)/versions")
        #expect(left.sorted() == ["1", "2"])
      }
      let html = try Data(contentsOf: folder.appending(path: "report/report.html"))
      #expect(html.count < 1_000_000 && String(decoding: html, as: UTF8.self).contains("Synthetic shots"))
    }
  }

  @Test func `says what to install where XGBoost is not`() throws {
    try Scratch.with { folder in
      try "schema: pur-mold-twin/training/1\nid: t\ntasks: [cycle_time]\nsplit: {kind: random}\n"
        .write(to: folder.appending(path: "plan.yaml"), atomically: true, encoding: .utf8)
      let words = ["train-ml", "--config", "plan.yaml", "--features", "none.csv", "--out", "models"]
      let run = try Program().run(words + ["--xgboost", "no/libxgboost.so"], in: folder)
      #expect(run.status == 2)
      #expect(run.words.contains("no/libxgboost.so") && run.words.contains("libxgboost0"))
      #expect(run.words.contains("xgboost-cpu"))
      let named = try Program().run(words, in: folder, environment: ["PUR_XGBOOST": "elsewhere.so"])
      #expect(named.status == 2 && named.words.contains("elsewhere.so"))
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "models").path))
    }
  }

  @Test func `refuses a wrong plan, a missing table and a table of another shape`() throws {
    guard Self.hasLibrary else { return }
    try Scratch.with { folder in
      func run(_ plan: String, _ more: [String] = ["--out", "m"]) throws -> Program.Run {
        try plan.write(to: folder.appending(path: "plan.yaml"), atomically: true, encoding: .utf8)
        return try Program().run(["train-ml", "--config", "plan.yaml"] + more, in: folder)
      }
      let good = "schema: pur-mold-twin/training/1\nid: t\ntasks: [cycle_time]\nsplit: {kind: random}\n"
      let unknown = try run(good + "trails: 3\n")
      #expect(unknown.status == 3 && unknown.words.contains("plan.yaml:5:1: trails: found unknown key"))
      let absent = try run(good)
      #expect(absent.status == 2 && absent.words.contains("no table"))
      let missing = try run(good, ["--out", "m", "--features", "no.parquet"])
      #expect(missing.status == 2 && missing.words.contains("no.parquet"))
      try "qc_density,x\n1,2\n".write(to: folder.appending(path: "t.csv"), atomically: true, encoding: .utf8)
      let foreign = try run(good, ["--out", "m", "--features", "t.csv"])
      #expect(foreign.status == 3 && foreign.words.contains("qc_density"))
      #expect(try run(good, []).status == 2)
      #expect(try run(good, ["--out", "m", "--registry", "r"]).status == 2)
    }
  }
}
