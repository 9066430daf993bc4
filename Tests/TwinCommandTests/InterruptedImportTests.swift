import Foundation
import Testing

@Suite("An import that is interrupted") struct InterruptedImportTests {
  private let arguments = ["import-logs", "--source", "plant.yaml", "--batch", "3", "--quiet", "--out"]

  @Test func `killed a hundred times at any moment, goes on and ends with the same bytes`() throws {
    try Scratch.with { folder in
      _ = try PlantFolder(folder, shots: 60, points: 10)
      try kill(100, seed: 11, in: folder)
    }
  }

  @Test(.enabled(if: PrivatePostgreSQL.isThere, PrivatePostgreSQL.absence))
  func `killed while it reads a database, goes on and ends with the same bytes`() throws {
    try Scratch.with { folder in
      let plant = try PrivatePostgreSQL("killed", shots: 60)
      try Data(plant.datasource().utf8).write(to: folder.appending(path: "plant.yaml"))
      try kill(20, seed: 12, in: folder)
    }
  }

  /// Imports again and again until `count` runs were killed, and compares each import with one that was left alone.
  ///
  /// Every other import is killed at moments spread over a whole run. The rest is killed when the report begins to
  /// appear, so that the last files and the rename are hit as often as the reading.
  private func kill(_ count: Int, seed: UInt64, in folder: URL) throws {
    let program = try Program()
    let clock = ContinuousClock()
    let start = clock.now
    try #require(try program.run(arguments + ["whole"], in: folder).status == 1)
    let duration = (clock.now - start) / .microseconds(1)
    let whole = try PlantFolder.files(folder.appending(path: "whole"))
    var random = KillMoments(state: seed)
    var (kills, imports) = (0, 0)
    while kills < count {
      imports += 1
      let name = "killed-\(imports)"
      let sign = imports % 2 == 0 ? folder.appending(path: "\(name).part/summary.html").path : nil
      var isDone = false
      while !isDone {
        let run = try ImportRun(program, arguments + [name], in: folder)
        let share = Double.random(in: 0...1.1, using: &random)
        if kills < count {
          if let sign { run.wait(for: sign) }
          // The report takes some twentieth of a run.
          run.kill(after: Int(share * duration / (sign == nil ? 1 : 20)))
        }
        isDone = run.end()
        if !isDone { kills += 1 }
      }
      let found = try PlantFolder.files(folder.appending(path: name))
      #expect(found == whole, "after \(kills) kills: \(found.keys.sorted())")
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: name + ".part").path))
    }
  }

  @Test func `names a folder that goes away meanwhile, and goes on when it is back`() throws {
    try Scratch.with { folder in
      _ = try PlantFolder(folder, shots: 30)
      let program = try Program()
      #expect(try program.run(arguments + ["whole"], in: folder).status == 1)
      // The program stands still where it reads a pipe, until something is written into it.
      let pipe = folder.appending(path: "logs/10012/core.csv")
      let course = try Data(contentsOf: pipe)
      try FileManager.default.removeItem(at: pipe)
      try #require(mkfifo(pipe.path, 0o600) == 0)
      let run = try ImportRun(program, arguments + ["out"], in: folder)
      let end = run.openWhenRead(pipe.path)
      try #require(end >= 0, "\(run.words)")
      let (logs, away) = (folder.appending(path: "logs"), folder.appending(path: "away"))
      try FileManager.default.moveItem(at: logs, to: away)
      try FileHandle(fileDescriptor: end, closeOnDealloc: false).write(contentsOf: course)
      close(end)
      #expect(run.end() && run.status == 2)
      #expect(run.words.contains("no folder") && run.words.contains("mounted"), "\(run.words)")
      try expectUnfinished("out", in: folder)
      try FileManager.default.moveItem(at: away, to: logs)
      try FileManager.default.removeItem(at: pipe)
      try course.write(to: pipe)
      try expectWhole("out", program, in: folder)
    }
  }

  @Test(.enabled(if: PrivatePostgreSQL.isThere, PrivatePostgreSQL.absence))
  func `names a database that ends its connections, and goes on when it answers again`() throws {
    try Scratch.with { folder in
      let plant = try PrivatePostgreSQL("ended", shots: 30)
      try Data(plant.datasource().utf8).write(to: folder.appending(path: "plant.yaml"))
      let program = try Program()
      #expect(try program.run(arguments + ["whole"], in: folder).status == 1)
      // From the twentieth shot on, reading takes so long that there is time to end the connection.
      func course(_ core: String) -> String {
        "CREATE OR REPLACE VIEW ended_course AS SELECT shot, t, \(core) AS core FROM ended_points;"
      }
      try plant.execute(course("CASE WHEN shot < 20 THEN core WHEN pg_sleep(50) IS NULL THEN 0 ELSE core END"))
      let run = try ImportRun(program, arguments + ["out"], in: folder)
      let ending = """
        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE datname = 'ended' AND wait_event = 'PgSleep';
        """
      while run.isRunning, try plant.execute(ending).hasPrefix("0") {}
      #expect(run.end() && run.status == 2)
      #expect(run.words.contains("a connection that lasts") && run.words.contains("ended"), "\(run.words)")
      try expectUnfinished("out", in: folder)
      try plant.execute(course("core"))
      try expectWhole("out", program, in: folder)
    }
  }

  @Test(.enabled(if: PrivatePostgreSQL.isThere, PrivatePostgreSQL.absence))
  func `names a database that does not answer, and begins anew when the description is corrected`() throws {
    try Scratch.with { folder in
      let plant = try PrivatePostgreSQL("silent", shots: 10)
      let description = folder.appending(path: "plant.yaml")
      try Data(plant.datasource(port: 1).utf8).write(to: description)
      let program = try Program()
      let run = try program.run(arguments + ["out"], in: folder)
      #expect(run.status == 2 && run.words.contains("a server that answers"), "\(run.words)")
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "out").path))
      try Data(plant.datasource().utf8).write(to: description)
      #expect(try program.run(arguments + ["out"], in: folder).status == 1)
    }
  }

  /// The import is not in its place, and holds whole steps: as many lines of shots as the index says.
  private func expectUnfinished(_ name: String, in folder: URL) throws {
    #expect(!FileManager.default.fileExists(atPath: folder.appending(path: name).path))
    let files = try PlantFolder.files(folder.appending(path: name + ".part"))
    let state = try Program.object(String(decoding: try #require(files["import.json"]), as: UTF8.self))
    let counted = try #require(state["files"] as? [String: Int])
    #expect(state["complete"] as? Bool == false && state["cursor"] is String)
    #expect(counted == files.filter { $0.key != "import.json" }.mapValues(\.count))
    let index = String(decoding: try #require(files["index.csv"]), as: UTF8.self)
    let lines = files.filter { $0.key.hasSuffix(".jsonl") }.values.map { $0.filter { $0 == 10 }.count }.reduce(0, +)
    #expect(lines == index.components(separatedBy: ",imported,").count - 1 && lines > 0)
  }

  private func expectWhole(_ name: String, _ program: Program, in folder: URL) throws {
    let run = try program.run(arguments + [name], in: folder)
    #expect(run.status == 1, "\(run.words)")
    let whole = try PlantFolder.files(folder.appending(path: "whole"))
    #expect(try PlantFolder.files(folder.appending(path: name)) == whole)
    #expect(!FileManager.default.fileExists(atPath: folder.appending(path: name + ".part").path))
  }
}

/// Shares of a run with a fixed seed (SplitMix64); what the program is doing then, the machine decides.
private struct KillMoments: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
