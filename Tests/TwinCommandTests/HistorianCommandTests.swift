import Columnar
import DatabaseOwner
import Foundation
import Historian
import Plant
import Testing

@Suite(.serialized) struct `Commands for a historian` {
  private func run(_ arguments: [String], in folder: URL) throws -> Program.Run {
    try Program().run(["historian"] + arguments, in: folder)
  }

  private func json(_ arguments: [String], in folder: URL) throws -> [String: Any] {
    let run = try run(arguments + ["--output", "json"], in: folder)
    #expect(run.status == 0, "\(run.words)")
    return try run.json
  }

  private func inFolder(_ body: (URL) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "history-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder)
  }

  @Test(arguments: MadeHistorian.available)
  func `create, info, check, retention, prune and roll-up tell what is there`(_ kind: MadeHistorian) async throws {
    try await inFolder { folder in
      try await kind.withAddress(folder) { address in
        let missing = try run(["info", address], in: folder)
        #expect(missing.status == (kind == .sqlite ? 2 : 3), "\(missing.words)")
        #expect(try json(["create", address], in: folder)["before"] is NSNull)
        #expect(try json(["create", address], in: folder)["before"] as? Int == SQLHistorian.schemaVersion)
        try await MadeHistorian.fill(address, count: 20_000)
        let info = try json(["info", address], in: folder)
        #expect(info["samples"] as? Int == 80_000 && (info["signals"] as? [Any])?.count == 4)
        #expect(info["records"] as? Int == 1 && info["artifacts"] as? Int == 1)
        let ledger = try #require(info["ledger"] as? [String: Any])
        #expect(ledger["balanced"] as? Bool == true && ledger["stored"] as? Int == 80_000)
        #expect(try run(["info", address], in: folder).output.contains("received 80000 = stored 80000"))
        let check = try json(["check", address], in: folder)
        #expect(check["samples"] as? Int == 80_000 && (check["problems"] as? [String]) == [])

        // 20,000 samples each 10 s are 2 days, 7 h, 33 min and 20 s: hours 56, minutes 3,334.
        #expect(try json(["roll-up", address], in: folder)["windows"] as? Int == 4 * (56 + 3_334))

        let kept = try json(["retention", address, "--samples", "2", "--seconds", "3"], in: folder)
        let rule = try #require(kept["retention"] as? [String: Any])
        #expect(rule["samples_days"] as? Int == 2 && rule["minutes_days"] as? Int == 732)
        #expect(rule["hours_days"] is NSNull)
        let refused = try run(["retention", address, "--minutes", "2"], in: folder)
        #expect(refused.status == 2 && refused.words.contains("kept shorter"))
        let prospect = try json(["prune", address, "--at", "2026-03-03", "--dry-run"], in: folder)
        let pruned = try json(["prune", address, "--at", "2026-03-03"], in: folder)
        #expect(prospect["dropped"] as? Bool == false && pruned["dropped"] as? Bool == true)
        for outcome in [prospect, pruned] { #expect(outcome["samples"] as? Int == 4 * 8_640) }
        #expect(try json(["info", address], in: folder)["samples"] as? Int == 80_000 - 4 * 8_640)
        #expect(try json(["check", address], in: folder)["problems"] as? [String] == [])
        // What is left of the first day are seconds and coarser.
        #expect(try json(["roll-up", address], in: folder)["windows"] as? Int == 4 * (32 + 1_894))
        let out = "windows.csv"
        let day = ["--from", "2026-03-01", "--to", "2026-03-02", "--roll-up", "1h", "--out", out]
        #expect(try json(["export", address] + day, in: folder)["rows"] as? Int == 4 * 24)
      }
    }
  }

  @Test(arguments: MadeHistorian.available)
  func `a backup comes back as it was, and a damaged one not at all`(_ kind: MadeHistorian) async throws {
    try await inFolder { folder in
      try await kind.withAddress(folder) { address in
        try await MadeHistorian.fill(address, count: 3_000)
        let made = try json(["backup", address, "--to", "copy.db"], in: folder)
        #expect(made["samples"] as? Int == 12_000 && made["problems"] as? [String] == [])
        let line = try String(contentsOf: folder.appending(path: "copy.db.crc32c"), encoding: .utf8)
        #expect(line.hasPrefix("\(made["crc32c"] ?? "?")  \(made["bytes"] ?? "?")  copy.db"))
        let again = try run(["backup", address, "--to", "copy.db"], in: folder)
        #expect(again.status == 2 && again.words.contains("which exists"))

        try await kind.withAddress(folder) { other in
          let back = try json(["restore", "copy.db", "--to", other], in: folder)
          #expect(back["samples"] as? Int == 12_000 && back["problems"] as? [String] == [])
          let twice = try run(["restore", "copy.db", "--to", other], in: folder)
          #expect(twice.status == 2, "\(twice.words)")
          for place in [address, other] {
            let name = place == address ? "before" : "after"
            _ = try json(["export", place, "--out", name + ".csv"], in: folder)
          }
          let texts = try ["before.csv", "after.csv"].map { try Data(contentsOf: folder.appending(path: $0)) }
          #expect(texts[0] == texts[1] && texts[0].count > 500_000)
        }

        // One bit, told by the checksum beside it, and without that by the block's own.
        let file = folder.appending(path: "copy.db").path
        let flip = "UPDATE block SET payload = CAST(substr(payload, 1, 50) || x'5a' || substr(payload, 52) AS BLOB)"
        try DatabaseOwner.execute(flip + " WHERE rowid = (SELECT max(rowid) FROM block)", inFile: file)
        for beside in [true, false] {
          if !beside { try FileManager.default.removeItem(atPath: file + ".crc32c") }
          let refused = try run(["restore", "copy.db", "--to", "third.db"], in: folder)
          #expect(refused.status == 3 && refused.words.contains("checksum"), "\(refused.words)")
        }
        let left = try Scratch.contents(folder).filter { $0.contains("third") || $0.contains(".part") }
        #expect(left.isEmpty)
        let check = try run(["check", "copy.db"], in: folder)
        #expect(check.status == 1 && check.output.contains("its checksum is wrong"))
      }
    }
  }

  @Test(arguments: MadeHistorian.available, MadeHistorian.available)
  func `migrate copies all and compares it`(_ from: MadeHistorian, _ to: MadeHistorian) async throws {
    try await inFolder { folder in
      try await from.withAddress(folder) { source in
        try await MadeHistorian.fill(source, count: 2_000)
        try await to.withAddress(folder) { target in
          let move = try json(["migrate", "--from", source, "--to", target], in: folder)
          #expect(move["same"] as? Bool == true && move["samples"] as? Int == 8_000)
          #expect(move["records"] as? Int == 1 && move["artifacts"] as? Int == 1)
          for signal in try #require(move["signals"] as? [[String: Any]]) {
            let sums = try #require(signal["crc32c"] as? [String])
            #expect(sums.count == 2 && sums[0] == sums[1] && signal["samples"] as? Int == 2_000)
          }
          #expect(try json(["check", target], in: folder)["problems"] as? [String] == [])
          let again = try run(["migrate", "--from", source, "--to", target], in: folder)
          #expect(again.status == 2 && again.words.contains("not empty"))
          // The refusal took nothing away.
          #expect(try json(["info", target], in: folder)["samples"] as? Int == 8_000)
        }
      }
    }
  }

  @Test(arguments: MadeHistorian.available)
  func `one who writes keeps others from what needs that right`(_ kind: MadeHistorian) async throws {
    try await inFolder { folder in
      try await kind.withAddress(folder) { address in
        try await MadeHistorian.fill(address, count: 100)
        let writer = try await SQLHistorian.open(HistorianPlace(address), isWriter: true, environment: [:])
        for arguments in [
          ["migrate", "--from", address, "--to", "x.db"], ["roll-up", address], ["prune", address],
        ] {
          let refused = try run(arguments, in: folder)
          #expect(refused.status == 2 && refused.words.contains("another process writes"), "\(refused.words)")
        }
        #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "x.db").path))
        #expect(try json(["check", address], in: folder)["samples"] as? Int == 400)
        await writer.close()
      }
    }
  }

  @Test(arguments: MadeHistorian.available)
  func `tables go forward, and back only when the loss is accepted`(_ kind: MadeHistorian) async throws {
    try await inFolder { folder in
      try await kind.withAddress(folder) { address in
        try await MadeHistorian.fill(address, count: 100)
        let refused = try run(["migrate-schema", address, "--to", "2"], in: folder)
        #expect(refused.status == 2 && refused.words.contains("the sample ledger"), "\(refused.words)")
        let back = try json(["migrate-schema", address, "--to", "2", "--accept-loss"], in: folder)
        #expect(back["before"] as? Int == 3 && back["after"] as? Int == 2)
        let closed = try run(["info", address], in: folder)
        #expect(closed.status == 3 && closed.words.contains("version 2"), "\(closed.words)")
        let forward = try json(["migrate-schema", address], in: folder)
        #expect(forward["steps"] as? [String] == ["added the sample ledger"])
        #expect(try json(["info", address], in: folder)["samples"] as? Int == 400)
        let beyond = try run(["migrate-schema", address, "--to", "9"], in: folder)
        #expect(beyond.status == 2 && beyond.words.contains("0 … 3"))
      }
    }
  }

  @Test func `export writes every value so that it can be read back`() async throws {
    try await inFolder { folder in
      try await MadeHistorian.fill(folder.appending(path: "plant.db").path, count: 300)
      for name in ["out.csv", "out.parquet"] {
        let range = ["export", "plant.db", "--from", "2026-03-01T00:10:00Z", "--to", "2026-03-01T01:00:00+00:10"]
        #expect(try json(range + ["--out", name], in: folder)["rows"] as? Int == 4 * 240)
      }
      let bytes = Array(try Data(contentsOf: folder.appending(path: "out.parquet")))
      let table = try ColumnTable(parquet: bytes)
      let signals = try #require(table.texts("signal"))
      guard case .timestamp(let times) = table["time"], case .int64(let wholes) = table["whole"] else {
        Issue.record("no times")
        return
      }
      for (row, signal) in signals.enumerated() {
        let step = Int((try #require(times[row]) - MadeHistorian.start) / 10_000_000)
        let expected = MadeHistorian.values(step)
        #expect(signal == "line.count" ? wholes[row] == Int64(1) << 60 + Int64(step) : wholes[row] == nil)
        if signal == "line.pressure" { #expect(table.numbers("number")?[row] == expected[0]?.number) }
        if signal == "line.recipe" { #expect(table.texts("text")?[row] == "recipe, \(step / 50)") }
      }
      let text = try String(contentsOf: folder.appending(path: "out.csv"), encoding: .utf8)
      #expect(text.contains("line.pressure,2026-03-01T00:16:30Z,0,2026-03-01T00:16:30.25Z,,,,,bad,timed_out"))
      #expect(text.contains("\"recipe, 2\""))
    }
  }

  @Test func `a migration that is stopped leaves nothing behind`() async throws {
    try await inFolder { folder in
      try await MadeHistorian.fill(folder.appending(path: "plant.db").path, count: 100_000)
      let process = try Program().process(["historian", "migrate", "--from", "plant.db", "--to", "x.db"], in: folder)
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      while !FileManager.default.fileExists(atPath: folder.appending(path: "x.db-wal").path), process.isRunning {
        usleep(1_000)
      }
      kill(process.processIdentifier, SIGTERM)
      Program.awaitEnd(of: process)
      #expect(process.terminationStatus == 143)
      #expect(try Scratch.contents(folder).filter { $0.hasPrefix("x.db") }.isEmpty)
      #expect(try json(["check", "plant.db"], in: folder)["problems"] as? [String] == [])
    }
  }

  @Test(
    arguments: [
      (["info", "nothing.db"], 2, "a historian"),
      (["info", "memory:"], 2, "ends with this program"),
      (["info", "oracle://x"], 2, "no known kind"),
      (["info", "postgresql://u:secret@h/d"], 2, "password in the address"),
      (["info", "postgresql://u@127.0.0.1:1/d?sslmode=disable"], 2, "check host and port"),
      (["check", "text.db"], 3, "not a database"),
      (["migrate", "--from", "nothing.db", "--to", "y.db"], 2, "a historian"),
      (["restore", "nothing.db", "--to", "y.db"], 2, "a historian"),
      (["backup", "nothing.db", "--to", "y.db"], 2, "a historian"),
      (["migrate-schema", "nothing.db"], 2, "historian create"),
      (["retention", "nothing.db", "--samples", "0"], 2, "--samples"),
      (["prune", "nothing.db", "--at", "yesterday"], 2, "2026-03-01"),
      (["prune", "nothing.db", "--at", "2999-01-01"], 2, "is to come"),
      (["export", "nothing.db", "--from", "2026-03-02", "--to", "2026-03-01", "--out", "a.csv"], 2, "after --from"),
    ])
  func `wrong uses are refused with the remedy`(_ arguments: [String], _ status: Int32, _ words: String) throws {
    try Scratch.with { folder in
      try Data(String(repeating: "no database, ", count: 100).utf8).write(to: folder.appending(path: "text.db"))
      let run = try run(arguments, in: folder)
      #expect(run.status == status && run.words.contains(words), "\(run.status) \(run.words)")
      #expect(!run.words.contains("secret"))
      #expect(try Scratch.contents(folder) == ["text.db"])
    }
  }
}
