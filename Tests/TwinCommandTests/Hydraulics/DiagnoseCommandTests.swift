import DocumentSchemas
import Foundation
import Learning
import ModelSamples
import Testing
import XGBoost

@Suite("diagnose trains, evaluates and judges cycles, and says what is wrong with its files")
struct DiagnoseCommandTests {
  private static func inRig(_ body: (URL) throws -> Void) throws {
    try Scratch.with { folder in
      let data = folder.appending(path: "rig")
      try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
      try MadeRig().write(into: data)
      try body(folder)
    }
  }

  @Test("evaluate prints a card, for named divisions and for a file of folds, and writes a report")
  func evaluates() throws {
    try Self.inRig { folder in
      let folds = #"{"n_cycles": 432, "folds": {"valve": {"halves": [\#(Array(0..<200)), \#(Array(200..<432))]}}}"#
      try Data(folds.utf8).write(to: folder.appending(path: "mine.json"))
      let run = try Program().run(
        [
          "diagnose", "evaluate", "--data", "rig", "--folds", "mine.json", "--without-trees", "--output", "json",
          "--report", "card",
        ], in: folder)
      #expect(run.status == 0, "\(run.words)")
      let json = try run.json
      #expect(try EncodingSchema(named: "hydraulic-card-1").problems(json) == [])
      let results = try #require(json["results"] as? [[String: Any]])
      #expect(results.count == 1)
      #expect(results.first?["division"] as? String == "halves" && results.first?["target"] as? String == "valve")
      let accuracy = try #require(results.first?["accuracy"] as? [String: Any])
      #expect((accuracy["value"] as? Double ?? 0) > 0.95)
      for name in ["report.html", "report.md", "card.json", "accuracy.svg"] {
        #expect(FileManager.default.fileExists(atPath: folder.appending(path: "card/\(name)").path), "\(name)")
      }
      let table = try Program().run(
        ["diagnose", "evaluate", "--data", "rig", "--folds", "block5", "--without-trees"], in: folder)
      #expect(table.status == 0, "\(table.words)")
      for target in HydraulicTarget.allCases { #expect(table.output.contains(target.rawValue)) }
    }
  }

  @Test("train leaves a model with which cycle names the planted fault")
  func trainsAndJudges() throws {
    try Self.inRig { folder in
      let train = try Program().run(
        ["diagnose", "train", "--data", "rig", "--out", "model", "--folds", "block5", "--without-trees"], in: folder)
      #expect(train.status == 0, "\(train.words)")
      let rig = MadeRig()
      let row = try #require(rig.labels.firstIndex { $0[.valve] == 3 && $0[.pump] == 2 && $0[.cooler] == 1 })
      let run = try Program().run(
        ["diagnose", "cycle", "--model", "model", "--data", "rig", "--cycle", "\(row)", "--output", "json"], in: folder)
      #expect(run.status == 1, "\(run.words)")
      let json = try run.json
      #expect(try EncodingSchema(named: "hydraulic-diagnosis-1").problems(json) == [])
      let model = try String(contentsOf: folder.appending(path: "model/hydraulic-model.json"), encoding: .utf8)
      #expect(try EncodingSchema(named: "hydraulic-model-1").problems(inDocument: model) == [])
      #expect(json["cycle_digest"] as? String == rig.cycles[row].digest)
      let components = try #require(json["components"] as? [[String: Any]])
      #expect(components.map { $0["component"] as? String } == HydraulicTarget.allCases.map(\.rawValue))
      for name in ["cooler", "valve", "pump"] {
        let one = try #require(components.first { $0["component"] as? String == name })
        #expect(one["level"] as? Int == one["level_set"] as? Int, "\(name)")
        #expect(!((one["evidence"] as? [Any] ?? []).isEmpty))
      }
      let table = try Program().run(
        ["diagnose", "cycle", "--model", "model", "--data", "rig", "--cycle", "\(row)"], in: folder)
      #expect(table.output.contains("close to total failure") && table.output.contains("Check:"))
      let outside = try Program().run(
        ["diagnose", "cycle", "--model", "model", "--data", "rig", "--cycle", "432"], in: folder)
      #expect(outside.status == 2 && outside.words.contains("0 … 431"))
    }
  }

  @Test("With XGBoost there are trees on the menu: they are named in the model, stand beside it, and judge")
  func trees() throws {
    do {
      _ = try XGBoostLibrary.load()
    } catch {
      return print("skipped: diagnosis with trees: \(error)")
    }
    try Self.inRig { folder in
      let train = try Program().run(
        ["diagnose", "train", "--data", "rig", "--out", "model", "--folds", "block5"], in: folder)
      #expect(train.status == 0, "\(train.words)")
      let text = try String(contentsOf: folder.appending(path: "model/hydraulic-model.json"), encoding: .utf8)
      #expect(try EncodingSchema(named: "hydraulic-model-1").problems(inDocument: text) == [])
      let model = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      #expect((model["trees"] as? String ?? "").contains("XGBoost"))
      let targets = try #require(model["targets"] as? [[String: Any]])
      let tried = targets.flatMap { target in
        ((target["selection"] as? [String: Any])?["trials"] as? [[String: Any]] ?? []).flatMap {
          $0["members"] as? [String] ?? []
        }
      }
      #expect(tried.contains { $0.contains("trees") })
      let files = targets.flatMap { ($0["voters"] as? [[String: Any]] ?? []).compactMap { $0["file"] as? String } }
      for file in files {
        #expect(FileManager.default.fileExists(atPath: folder.appending(path: "model/\(file)").path), "\(file)")
      }
      let sound = try #require(MadeRig().labels.firstIndex { $0[.valve] == 0 && $0[.pump] == 0 && $0[.cooler] == 0 })
      let run = try Program().run(
        ["diagnose", "cycle", "--model", "model", "--data", "rig", "--cycle", "\(sound)", "--output", "json"],
        in: folder)
      let components = try #require(try run.json["components"] as? [[String: Any]])
      for name in ["cooler", "valve", "pump"] {
        #expect(components.first { $0["component"] as? String == name }?["level"] as? Int == 0, "\(name)")
      }
    }
  }

  @Test(
    "A malformed file is told with file, line, what was found and what was expected",
    arguments: [
      ("PS2_mean1hz.tsv", "1\t2\tx\n", "rig/PS2_mean1hz.tsv:1", "`x` as sample 3"),
      ("TS1.txt", "1\t2\t3\n", "rig/TS1.txt:1", "3 samples of TS1"),
      ("profile.txt", "3\t100\t0\t130\t1\n3\t99\t0\t130\t1\n", "rig/profile.txt:2", "`99`"),
      ("profile.txt", "3\t100\t0\t130\t1\n", "rig/profile.txt:2", "1 cycles"),
    ])
  func malformed(name: String, text: String, place: String, found: String) throws {
    try Self.inRig { folder in
      try Data(text.utf8).write(to: folder.appending(path: "rig/\(name)"))
      let run = try Program().run(["diagnose", "evaluate", "--data", "rig", "--without-trees"], in: folder)
      #expect(run.status == 3)
      #expect(run.words.contains(place) && run.words.contains(found), "\(run.words)")
    }
  }

  @Test("A folder without a signal, an unknown division and folds of another recording are refused")
  func refused() throws {
    try Self.inRig { folder in
      func run(_ more: String...) throws -> Program.Run {
        try Program().run(["diagnose", "evaluate", "--data", "rig", "--without-trees"] + more, in: folder)
      }
      let unknown = try run("--folds", "block6")
      #expect(unknown.status == 2 && unknown.words.contains("block6"))
      try Data(#"{"n_cycles": 7, "folds": {"valve": {"a": [[0], [1]]}}}"#.utf8).write(
        to: folder.appending(path: "other.json"))
      let other = try run("--folds", "other.json")
      #expect(other.status == 3 && other.words.contains("432"))
      try FileManager.default.removeItem(at: folder.appending(path: "rig/FS1_mean1hz.tsv"))
      let gone = try run()
      #expect(gone.status == 3 && gone.words.contains("no file of FS1"))
    }
  }
}
