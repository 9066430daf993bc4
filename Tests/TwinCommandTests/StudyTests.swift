import Foundation
import Testing

@Suite("A study keeps every row, whatever happens")
struct StudyTests {
  private static let define = [
    "study", "--scenario", "car-seat", "--vary", "process.polyol_temperature=20 °C..30 °C", "--vary",
    "mold.vents.0.count=4..8", "--samples", "21", "--figures", "gel_time,demold_recommended",
  ]

  private func text(_ folder: URL, _ name: String) throws -> String {
    try String(contentsOf: folder.appending(path: name), encoding: .utf8)
  }

  @Test("One thread and four give the same rows, on standard output and in a file")
  func threads() throws {
    try Scratch.with { folder in
      let one = try Program().run(
        Self.define + ["--threads", "1", "--output", "csv", "--save", "one.csv"], in: folder)
      let four = try Program().run(Self.define + ["--threads", "4", "--output", "csv"], in: folder)
      #expect(one.status == 0 && four.status == 0, "\(one.words)\(four.words)")
      #expect(one.output == four.output)
      #expect(try text(folder, "one.csv") == one.output)
      #expect(one.output.split(whereSeparator: \.isNewline).count == 22)
    }
  }

  @Test(
    "A study that was cut off continues to the same bytes", arguments: ["csv", "jsonl"], [0, 1, 3, 900, 2500])
  func resume(ending: String, cut: Int) throws {
    try Scratch.with { folder in
      let name = "rows.\(ending)"
      let arguments = Self.define + ["--save", name]
      let first = try Program().run(arguments, in: folder)
      #expect(first.status == 0, "\(first.words)")
      let whole = try text(folder, name)
      // To Swift, carriage return and line feed are one letter.
      let lines = whole.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      let end = ending == "csv" ? "\r\n" : "\n"
      // A cut of 1 keeps a whole number of rows; any other ends somewhere within one.
      let kept = cut == 1 ? lines.prefix(7).map { $0 + end }.joined() : String(whole.prefix(cut))
      try Data(kept.utf8).write(to: folder.appending(path: name))
      let second = try Program().run(arguments + ["--resume"], in: folder)
      #expect(second.status == 0, "\(second.words)")
      #expect(try text(folder, name) == whole)
      #expect(second.output == first.output)
      #expect(try Program().run(arguments + ["--resume", "--threads", "1"], in: folder).output == first.output)
    }
  }

  @Test("Rows of another study are not continued, and existing rows never replaced")
  func refusal() throws {
    try Scratch.with { folder in
      _ = try Program().run(Self.define + ["--save", "rows.csv"], in: folder)
      let rows = try text(folder, "rows.csv")
      let again = try Program().run(Self.define + ["--save", "rows.csv"], in: folder)
      #expect(again.status == 2 && again.words.contains("--resume"))
      let other = try Program().run(Self.define + ["--save", "rows.csv", "--resume", "--seed", "2"], in: folder)
      #expect(other.status == 2 && other.words.contains("digest"))
      #expect(try text(folder, "rows.csv") == rows)
      let damaged = rows.replacing("pass", with: "past", maxReplacements: 1)
        .replacing("marginal", with: "past", maxReplacements: 1)
      try Data(damaged.utf8).write(to: folder.appending(path: "rows.csv"))
      let third = try Program().run(Self.define + ["--save", "rows.csv", "--resume"], in: folder)
      #expect(third.status == 3 && third.words.contains(/rows\.csv:\d+/))
      try FileManager.default.removeItem(at: folder.appending(path: "rows.csv.study.json"))
      #expect(try Program().run(Self.define + ["--save", "rows.csv", "--resume"], in: folder).status == 2)
    }
  }

  @Test("An interrupt leaves whole rows, says how to go on, and the study then ends as if nothing had been")
  func interrupt() throws {
    try Scratch.with { folder in
      let arguments = Self.define.map { $0 == "21" ? "600" : $0 } + ["--threads", "1"]
      let process = try Program().process(arguments + ["--save", "rows.csv"], in: folder)
      let words = Pipe()
      process.standardOutput = FileHandle.nullDevice
      process.standardError = words
      try process.run()
      let file = folder.appending(path: "rows.csv")
      // Each look opens the file anew; the program needs seconds for all rows and milliseconds for the first.
      while process.isRunning, (try? Data(contentsOf: file).count { $0 == 10 }) ?? 0 < 3 { sched_yield() }
      process.interrupt()
      Program.awaitEnd(of: process)
      #expect(process.terminationReason == .exit && process.terminationStatus == 130)
      let said = String(decoding: words.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      #expect(said.contains("--resume"))
      let kept = try text(folder, "rows.csv")
      #expect(kept.hasSuffix("\r\n"))
      #expect(kept.split(whereSeparator: \.isNewline).count < 601)
      let resumed = try Program().run(arguments + ["--save", "rows.csv", "--resume"], in: folder)
      #expect(resumed.status == 0, "\(resumed.words)")
      let rows = try text(folder, "rows.csv")
      #expect(rows.hasPrefix(kept))
      let straight = try Program().run(arguments + ["--save", "straight.csv", "--threads", "4"], in: folder)
      #expect(straight.output == resumed.output)
      #expect(try text(folder, "straight.csv") == rows)
    }
  }

  @Test("The document is one JSON value with rows and summary")
  func document() throws {
    let run = try Program().run(Self.define + ["--output", "json"], in: Program.checkout)
    #expect(run.status == 0, "\(run.words)")
    let json = try run.json
    #expect(json["schema"] as? String == "pur-mold-twin/study/1")
    #expect((json["rows"] as? [Any])?.count == 21)
    #expect(json["complete"] as? Bool == true)
    #expect(run.words.isEmpty)
  }

  @Test("A shot that cannot be simulated is a row with its error")
  func failedShot() throws {
    let run = try Program().run(
      "study", "--scenario", "car-seat", "--vary", "system={flexible-molded,system-r1}", "--output", "csv")
    #expect(run.status == 0)
    let rows = run.output.split(whereSeparator: \.isNewline)
    #expect(rows.count == 3 && rows[2].contains("system-r1:"))
    #expect(run.words.contains("1 of 2 shots have no result"))
  }

  @Test("A full disk ends the study with words")
  func fullDisk() throws {
    let run = try Program().run(Self.define + ["--save", "/dev/full"], in: Program.checkout)
    #expect(run.status == 2 && run.words.contains("space"))
    try Scratch.with { folder in
      let file = try Program().run(Self.define + ["--save", "no/such/rows.csv"], in: folder)
      #expect(file.status == 2 && file.words.contains("create the folder first"))
      let limit = "ulimit -f 4; exec '\(try Program.built.path)' \"$@\""
      let arguments = Self.define.map { $0 == "21" ? "200" : $0 } + ["--save", "rows.csv"]
      let cut = try Program(URL(filePath: "/bin/sh")).run(
        ["-c", limit + " >/dev/null 2>&1", "sh"] + arguments, in: folder)
      #expect(cut.status == 2)
      #expect(try text(folder, "rows.csv").hasSuffix("\r\n"))
      let resumed = try Program().run(arguments + ["--resume"], in: folder)
      #expect(resumed.status == 0, "\(resumed.words)")
      #expect(try text(folder, "rows.csv").split(whereSeparator: \.isNewline).count == 201)
    }
  }

  @Test("A wrong variation names its column", arguments: ["process.polyol_temprature=1..2 K", "recipe.shot=1..2 bar"])
  func wrongVariation(text: String) throws {
    let run = try Program().run("study", "--scenario", "car-seat", "--vary", text)
    #expect(run.status == 2)
    #expect(run.words.contains("column"))
  }
}
