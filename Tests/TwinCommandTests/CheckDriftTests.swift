import Columnar
import Foundation
import Learning
import Testing
import Twin

@Suite("check-drift speaks by its exit code") struct CheckDriftTests {
  private func table(_ rows: Int, shift: Double = 0) throws -> ColumnTable {
    let columns = (0..<4).map { place in
      let values = (0..<rows).map { row -> Double in
        let number: Int = (row * (2 * place + 3) * 7919 + row * row * 31) % 10_007
        return Double(number) / 1000 + shift
      }
      return Column("process_x\(place)", .double(Cells(values)))
    }
    let shots = Column("shot_id", .string(Cells((0..<rows).map { "S\($0)" })))
    return try ColumnTable([shots] + columns)
  }

  private func write(_ table: ColumnTable, _ name: String, in folder: URL) throws {
    var bytes = table.csv()
    if name.hasSuffix(".parquet") {
      var writer = try ParquetWriter(schema: table.schema, metadata: [:])
      bytes = try writer.head + writer.group(table) + writer.end()
    }
    try Data(bytes).write(to: folder.appending(path: name))
  }

  private func check(_ folder: URL, _ arguments: String...) throws -> Program.Run {
    try Program().run(["check-drift"] + arguments, in: folder)
  }

  @Test("0 without drift, 2 with it, the same from a sketch, a table, CSV and Parquet")
  func verdicts() throws {
    try Scratch.with { folder in
      try write(table(800), "reference.parquet", in: folder)
      try write(table(400), "same.csv", in: folder)
      try write(table(400, shift: 5), "moved.parquet", in: folder)
      let sketch = try check(folder, "sketch", "--features", "reference.parquet", "--out", "drift-reference.json")
      #expect(sketch.status == 0, "\(sketch.words)")
      for reference in ["reference.parquet", "drift-reference.json"] {
        let same = try check(folder, "--reference", reference, "--current", "same.csv", "--output", "json")
        #expect(same.status == 0, "\(same.words)\(same.output)")
        #expect(try same.json["status"] as? String == "ok")
        let moved = try check(
          folder, "--reference", reference, "--current", "moved.parquet", "--report", "report", "--threads", "2")
        #expect(moved.status == 2)
        #expect(moved.output.contains("Drift: ALERT") && moved.words.isEmpty)
      }
      let files = try Scratch.contents(folder.appending(path: "report"))
      #expect(files.contains("report.html") && files.contains("report.md") && files.contains("drift.json"))
    }
  }

  @Test("3 without usable data: empty, foreign, malformed or missing; never 0")
  func unusable() throws {
    try Scratch.with { folder in
      try write(table(400), "reference.csv", in: folder)
      try write(table(0), "empty.csv", in: folder)
      try Data("a,b\n1,2\n".utf8).write(to: folder.appending(path: "foreign.csv"))
      try Data("PAR1 is no table PAR1".utf8).write(to: folder.appending(path: "broken.parquet"))
      try Data("{\"schema\":\"pur-mold-twin/drift-reference/1\"".utf8).write(to: folder.appending(path: "cut.json"))
      for current in ["empty.csv", "foreign.csv"] {
        let run = try check(folder, "--reference", "reference.csv", "--current", current, "--output", "json")
        #expect(run.status == 3)
        #expect(try run.json["status"] as? String == "no_usable_data")
      }
      for (reference, current) in [
        ("reference.csv", "broken.parquet"), ("cut.json", "reference.csv"), ("reference.csv", "away.csv"),
        ("away.csv", "reference.csv"), ("reference.csv", "."),
      ] {
        let run = try check(folder, "--reference", reference, "--current", current, "--output", "json")
        #expect(run.status == 3 && run.output.isEmpty)
        #expect(try run.failure["kind"] as? String == "no_usable_data")
        #expect(try run.failure["exit_code"] as? Int == 3)
      }
    }
  }

  @Test("64 for the command line, so that nothing else is taken for an alert")
  func usage() throws {
    try Scratch.with { folder in
      try write(table(400), "reference.csv", in: folder)
      for arguments in [
        ["--reference", "reference.csv"], ["--reference", "reference.csv", "--current", "reference.csv", "--foo"],
        ["--reference", "reference.csv", "--current", "reference.csv", "--level", "2"],
        ["--reference", "reference.csv", "--current", "reference.csv", "--report", "reference.csv/x"],
      ] {
        let run = try Program().run(["check-drift"] + arguments, in: folder)
        #expect(run.status == 64, "\(arguments): \(run.status)")
        #expect(!run.words.isEmpty)
      }
    }
  }

  @Test("Predictions give an estimate of the performance, joined by shot")
  func predictions() throws {
    try Scratch.with { folder in
      try write(table(800), "reference.csv", in: folder)
      try write(table(400), "now.csv", in: folder)
      func predicted(_ rows: Int, _ value: (Int) -> Double) throws -> ColumnTable {
        let order = Array((0..<rows).reversed())
        return try ColumnTable([
          Column("shot_id", .string(Cells(order.map { "S\($0)" }))),
          Column("probability", .double(Cells(order.map(value)))),
        ])
      }
      try write(predicted(800) { $0 % 2 == 0 ? 0.95 : 0.05 }, "before.csv", in: folder)
      try write(predicted(400) { $0 % 2 == 0 ? 0.6 : 0.4 }, "after.csv", in: folder)
      let run = try check(
        folder, "--reference", "reference.csv", "--reference-predictions", "before.csv", "--current", "now.csv",
        "--predictions", "after.csv", "--output", "json")
      #expect(run.status == 2, "\(run.words)\(run.output)")
      let performance = try #require(try run.json["performance"] as? [String: Any])
      #expect(abs((performance["estimated"] as? Double ?? 0) - 0.4) < 1e-9)
      #expect(abs((performance["estimated_reference"] as? Double ?? 0) - 0.05) < 1e-9)
    }
  }
}
