import Foundation
import Testing

/// A simulated plant in a process of its own.
final class PlayedPlant {
  let port: Int
  private let process: Process

  init(_ arguments: [String], in folder: URL) throws {
    process = try Program().process(["simulate-plant", "--modbus", ":0"] + arguments, in: folder)
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    var text = ""
    while !text.hasSuffix("\n") {
      let piece = pipe.fileHandleForReading.availableData
      try #require(!piece.isEmpty, "the plant ended before it listened")
      text += String(decoding: piece, as: UTF8.self)
    }
    port = try #require(text.split(separator: ":").last.flatMap { Int($0.dropLast()) })
  }

  deinit {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }
}

@Suite(.serialized) struct `Commands for a live plant` {
  /// The shipped plant on another port.
  private func plantFile(port: Int, in folder: URL) throws {
    let shipped = try String(contentsOf: Program.checkout.appending(path: "Plants/demo-plant.yaml"), encoding: .utf8)
    try Data(shipped.replacing("port: 1502", with: "port: \(port)").replacing("0.5 s\n", with: "0.2 s\n").utf8)
      .write(to: folder.appending(path: "plant.yaml"))
  }

  private func samples(_ json: [String: Any]) throws -> [String: [String: Any]] {
    let rows = try #require(json["samples"] as? [[String: Any]])
    return Dictionary(rows.map { ($0["signal"] as? String ?? "", $0) }) { first, _ in first }
  }

  @Test func `acquire reads the simulated plant over the wire, and every sample passes`() throws {
    try Scratch.with { folder in
      let played = try PlayedPlant(["--plant", "demo-plant"], in: folder)
      try plantFile(port: played.port, in: folder)
      let run = try Program().run(["acquire", "--plant", "plant.yaml", "--test", "--output", "json"], in: folder)
      #expect(run.status == 0, "\(run.words)")
      let json = try run.json
      let samples = try samples(json)
      #expect(samples.count == 34)
      #expect(samples.values.allSatisfy { $0["verdict"] as? String == "passed" })
      let oil = try #require(samples["hydraulics.ts1"]?["value"] as? Double)
      #expect((30...40).contains(oil))
      #expect(samples["foam-line.recipe"]?["value"] as? String != "")
      let counts = try #require(json["counts"] as? [String: Any])
      #expect(counts["received"] as? Int == 3 * 34 && counts["quarantined"] as? Int == 0)
      for device in try #require(json["devices"] as? [[String: Any]]) { #expect(device["connections"] as? Int == 1) }
      let table = try Program().run(["acquire", "--plant", "plant.yaml", "--once"], in: folder)
      #expect(table.status == 0 && table.output.contains("hydraulics.ps1"))
    }
  }

  @Test func `acquire says which sensor failed and judges what it shows`() throws {
    try Scratch.with { folder in
      try Data(
        """
        schema: pur-mold-twin/faults/1
        faults:
          - {kind: failed-sensor, signal: hydraulics.ts1}
          - {kind: failed-sensor, signal: foam-line.core-temperature}
        """.utf8
      ).write(to: folder.appending(path: "faults.yaml"))
      let played = try PlayedPlant(
        ["--plant", "demo-plant", "--faults", "faults.yaml", "--truth", "truth.jsonl"], in: folder)
      try plantFile(port: played.port, in: folder)
      let run = try Program().run(["acquire", "--plant", "plant.yaml", "--test", "--output", "json"], in: folder)
      #expect(run.status == 1)
      let samples = try samples(run.json)
      #expect(samples["hydraulics.ts1"]?["reason"] as? String == "sensor_failed")
      #expect(samples["hydraulics.ts1"]?["value"] is NSNull)
      #expect(samples["foam-line.core-temperature"]?["reason"] as? String == "not_a_number")
      #expect(samples.values.count { $0["verdict"] as? String == "passed" } == 32)
      let truth = try String(contentsOf: folder.appending(path: "truth.jsonl"), encoding: .utf8)
      #expect(truth.split(separator: "\n").count { $0.contains("fault_began") } == 2)
    }
  }

  @Test func `acquire without its devices yields reasons and no numbers`() throws {
    try Scratch.with { folder in
      try plantFile(port: 1, in: folder)
      let run = try Program().run(["acquire", "--plant", "plant.yaml", "--once", "--output", "json"], in: folder)
      #expect(run.status == 1 && run.words.contains("no connection"))
      let samples = try samples(run.json)
      #expect(samples.count == 34)
      #expect(samples.values.allSatisfy { $0["value"] is NSNull && $0["reason"] as? String == "not_connected" })
    }
  }

  @Test func `modbus read and probe show what a device holds, and refusals in words`() throws {
    try Scratch.with { folder in
      let played = try PlayedPlant(["--plant", "demo-plant"], in: folder)
      let device = "127.0.0.1:\(played.port)"
      let address = ["--unit", "2", "--address", "101", "--one-based", "--form", "float32", "--order", "cdab"]
      let read = try Program().run(["modbus", "read", device] + address + ["--output", "json"], in: folder)
      let value = try #require((try read.json["values"] as? [[String: Any]])?.first?["value"] as? Double)
      #expect(read.status == 0 && (140...200).contains(value))
      let refused = try Program().run(["modbus", "read", device, "--address", "5000"], in: folder)
      #expect(refused.status == 3 && refused.words.contains("illegal data address"))
      let probe = try Program().run(["modbus", "probe", device, "--output", "json"], in: folder)
      let tables = try #require(try probe.json["tables"] as? [[String: Any]])
      #expect(probe.status == 0 && tables.count == 4)
      let input = try #require(tables.first { $0["table"] as? String == "input" })
      // Registers 0 to 2 stand in the image of the foam line, and not more.
      #expect(input["answers"] as? Bool == true && input["longest_block"] as? Int == 2)
      #expect(input["answered_at_once"] as? Int == 4)
      let away = try Program().run(["modbus", "probe", "127.0.0.1:1"], in: folder)
      #expect(away.status == 2 && away.words.contains("no connection"))
    }
  }

  @Test(
    arguments: [
      (["acquire", "--plant", "demo-plint", "--once"], "did you mean `demo-plant`"),
      (["acquire", "--plant", "demo-plant"], "either --once or --test"),
      (["modbus", "read", "a:b", "--address", "1"], "a name or an address"),
      (["modbus", "read", "a", "--address", "0", "--one-based"], "an address 1 … 65536"),
      (["modbus", "read", "a", "--address", "1", "--count", "63", "--form", "float32"], "at most 62 values"),
      (["modbus", "read", "a", "--address", "1", "--timeout", "1"], "write the unit"),
      (["simulate-plant", "--plant", "demo-plant", "--modbus", "1502"], "[host]:port"),
    ])
  func `wrong uses are refused with the remedy`(_ arguments: [String], _ words: String) throws {
    let run = try Program().run(arguments, in: FileManager.default.temporaryDirectory)
    #expect(run.status == 2 && run.words.contains(words), "\(run.words)")
  }
}
