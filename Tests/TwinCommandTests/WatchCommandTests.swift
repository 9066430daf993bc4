import Foundation
import Testing

@Suite(.serialized) struct `Commands for the watch` {
  private static let place = ["--plant", "plant.yaml", "--historian", "plant.db"]

  /// The shipped plant on another port, with short delays, and a file of faults.
  private func files(port: Int, in folder: URL) throws {
    let shipped = try String(contentsOf: Program.checkout.appending(path: "Plants/demo-plant.yaml"), encoding: .utf8)
    try Data(
      shipped.replacing("port: 1502", with: "port: \(port)").replacing("period: 0.5 s\n", with: "period: 0.2 s\n")
        .replacing("on_delay: 5 s", with: "on_delay: 1 s").utf8
    ).write(to: folder.appending(path: "plant.yaml"))
    try Data(
      """
      schema: pur-mold-twin/faults/1
      faults:
        - {kind: failed-sensor, signal: foam-line.polyol-temperature, from: 0.5 s}
        - {kind: noisy-sensor, signal: hydraulics.ps2, level: 100 %}
      """.utf8
    ).write(to: folder.appending(path: "faults.yaml"))
  }

  private func run(_ command: [String], in folder: URL) throws -> Program.Run {
    try Program().run(command + Self.place, in: folder)
  }

  private func lines(_ output: String) throws -> [[String: Any]] {
    try output.split(separator: "\n").map { try Program.object(String($0)) }
  }

  @Test func `a simulated fault becomes an alarm, and everything is there afterwards`() throws {
    try Scratch.with { folder in
      try files(port: 1, in: folder)
      let watch = try run(
        ["watch", "--simulate", "--seed", "3", "--faults", "faults.yaml", "--for", "6 s", "--output", "json"],
        in: folder)
      #expect(watch.status == 0, "\(watch.words)")
      let events = try lines(watch.output)
      let raised = try #require(
        events.first { $0["alarm"] as? String == "foam-line.polyol-lost" && $0["cause"] as? String == "raised" })
      #expect(raised["to"] as? String == "unacknowledged")
      let end = try #require(events.last)
      #expect(end["event"] as? String == "end" && end["balanced"] as? Bool == true)
      let counts = try #require(end["run"] as? [String: Any])
      let received = try #require(counts["received"] as? Int)
      let quarantined = try #require(counts["quarantined"] as? Int)
      #expect(received > 100 && quarantined > 5)
      #expect(received == (counts["passed"] as? Int ?? 0) + (counts["duplicates"] as? Int ?? 0) + quarantined)

      let list = try run(["alarms", "list", "--output", "json"], in: folder)
      let alarms = try #require(try list.json["alarms"] as? [[String: Any]])
      #expect(list.status == 1 && alarms.count == 8)
      #expect(alarms.contains { $0["stage"] as? String == "unacknowledged" })
      let acknowledged = try run(
        ["alarms", "acknowledge", "foam-line.polyol-lost", "--by", "ann", "--output", "json"], in: folder)
      #expect(try acknowledged.json["stage"] as? String == "acknowledged", "\(acknowledged.words)")
      let again = try run(["alarms", "acknowledge", "foam-line.polyol-lost"], in: folder)
      #expect(again.status == 2 && again.words.contains("an alarm that nobody has acknowledged"))
      let figures = try run(["alarms", "figures", "--output", "json"], in: folder)
      #expect(try figures.json["raised"] as? Int ?? 0 >= 1)
      let history = try run(["alarms", "history"], in: folder)
      #expect(history.output.contains("by ann") && history.output.contains("raised"))

      let ledger = try run(ledger: folder)
      #expect(try ledger.json["balanced"] as? Bool == true && ledger.json["waiting"] as? Int == 0)
    }
  }

  @Test func `samples in quarantine are listed, released, fixed and rejected`() throws {
    try Scratch.with { folder in
      try files(port: 1, in: folder)
      let watch = try run(["watch", "--simulate", "--faults", "faults.yaml", "--for", "5 s"], in: folder)
      #expect(watch.status == 0 && watch.output.contains("the ledger is balanced"), "\(watch.words)")
      let list = try run(["quarantine", "list", "--output", "json"], in: folder)
      let entries = try #require(try list.json["entries"] as? [[String: Any]])
      #expect(list.status == 1)
      let failed = try #require(entries.first { $0["rule"] as? String == "source_bad" }?["entry"] as? String)
      let noisy = entries.filter { $0["signal"] as? String == "hydraulics.ps2" }.compactMap { $0["entry"] as? String }
      let first = try #require(noisy.first)
      #expect(try run(["quarantine", "show", first], in: folder).output.contains("bar"))
      let refused = try run(["quarantine", "release", failed], in: folder)
      #expect(refused.status == 2 && refused.words.contains("no sample with a value"))
      #expect(try run(["quarantine", "reject", failed, "--by", "ann"], in: folder).output.contains("rejected by ann"))
      let before = try account(folder)
      let released = try run(["quarantine", "release", first, "--note", "true", "--output", "json"], in: folder)
      let stored = try #require(try released.json["stored"] as? Int, "\(released.words)")
      #expect(stored > 0 && released.status == 0)
      let after = try account(folder)
      #expect(after["stored"] == (before["stored"] ?? 0) + stored)
      #expect(after["quarantined"] == (before["quarantined"] ?? 0) - stored)
      #expect(after["received"] == before["received"] && after["missing"] == 0)
      if noisy.count > 1 {
        let fixed = try run(["quarantine", "fix", noisy[1], "--value", "150 bar"], in: folder)
        #expect(fixed.output.contains("fixed by"), "\(fixed.words)")
      }
      let all = try Program().run(["quarantine", "export", "--historian", "plant.db"], in: folder)
      #expect(try lines(all.output).contains { $0["state"] as? String == "released" })
    }
  }

  @Test func `a watch over the wire obeys commands of others and ends in order when it is asked to`() throws {
    try Scratch.with { folder in
      try files(port: 1, in: folder)
      let played = try PlayedPlant(["--plant", "demo-plant", "--faults", "faults.yaml"], in: folder)
      try files(port: played.port, in: folder)
      let output = folder.appending(path: "output")
      try Data().write(to: output)
      let watch = try Program().process(["watch"] + Self.place, in: folder)
      watch.standardOutput = try FileHandle(forWritingTo: output)
      watch.standardError = FileHandle.nullDevice
      try watch.run()
      defer { if watch.isRunning { kill(watch.processIdentifier, SIGKILL) } }
      let limit = Date(timeIntervalSinceNow: 50)
      var seen = ""
      while !seen.contains("polyol-lost  raised"), Date() < limit {
        usleep(100_000)
        seen = try String(contentsOf: output, encoding: .utf8)
      }
      try #require(seen.contains("polyol-lost  raised"), "\(seen)")
      let shelved = try run(["alarms", "shelve", "foam-line.polyol-lost", "--for", "10 min"], in: folder)
      #expect(shelved.status == 0 && shelved.output.contains("→ shelved"), "\(shelved.words)")
      let ledger = try run(ledger: folder)
      #expect(ledger.status == 0, "\(ledger.words)")
      kill(watch.processIdentifier, SIGTERM)
      Program.awaitEnd(of: watch)
      #expect(watch.terminationStatus == 143)
      let said = try String(contentsOf: output, encoding: .utf8)
      #expect(said.contains("shelved") && said.hasSuffix("the ledger is balanced\n"), "\(said)")
      // The shelf is still there for the next watch.
      let list = try run(["alarms", "list"], in: folder)
      #expect(list.output.contains("shelved"))
    }
  }

  private func run(ledger folder: URL) throws -> Program.Run {
    try Program().run(["ledger", "show", "--historian", "plant.db", "--output", "json"], in: folder)
  }

  /// The whole account of the simulation.
  private func account(_ folder: URL) throws -> [String: Int] {
    let accounts = try #require(try run(ledger: folder).json["accounts"] as? [[String: Any]])
    return try #require(accounts.first).compactMapValues { $0 as? Int }
  }

  @Test(
    arguments: [
      (["watch", "--plant", "demo-plant", "--historian", "plant.db", "--faults", "a"], "--faults needs --simulate"),
      (["watch", "--plant", "demo-plant", "--historian", "plant.db", "--for", "5"], "write the unit"),
      (["watch", "--plant", "demo-plant", "--historian", "postgresql://a@b/c"], "a folder on this machine"),
      (["alarms", "list", "--plant", "demo-plant", "--historian", "nowhere.db"], "nowhere.db"),
      (["quarantine", "fix", "a", "--plant", "demo-plant", "--historian", "plant.db"], "Say either --value"),
    ])
  func `wrong uses of the watch are refused with the remedy`(_ arguments: [String], _ words: String) throws {
    try Scratch.with { folder in
      let run = try Program().run(arguments, in: folder)
      #expect(run.status == 2 && run.words.contains(words), "\(run.words)")
    }
  }
}
