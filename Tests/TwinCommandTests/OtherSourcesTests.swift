import Foundation
import Testing

/// A plant that is read from files and tables, as it is from Modbus.
@Suite(.serialized) struct `Commands for plants that are no devices` {
  private static let plant = """
    schema: pur-mold-twin/plant/1
    id: hall
    machines:
      - id: line
        signals:
          - {id: pressure, quantity: pressure, unit: bar, range: {from: 0 bar, to: 100 bar}, gap: 30 s}
          - {id: count}
        alarms:
          - {id: high, signal: pressure, above: 50 bar, hysteresis: 5 bar, on_delay: 3 s}
          - {id: silent, signal: pressure, unusable: true, on_delay: 1 s}

    """
  private static let place = ["--plant", "plant.yaml", "--historian", "plant.db"]

  private func write(_ text: String, _ name: String, in folder: URL) throws {
    try Data(text.utf8).write(to: folder.appending(path: name))
  }

  private func run(_ command: [String], in folder: URL) throws -> Program.Run {
    try Program().run(command, in: folder)
  }

  private func events(_ run: Program.Run) throws -> [[String: Any]] {
    try run.output.split(separator: "\n").map { try Program.object(String($0)) }
  }

  private func account(_ source: String, in folder: URL) throws -> [String: Any] {
    let ledger = try run(["ledger", "show", "--historian", "plant.db", "--output", "json"], in: folder)
    #expect(ledger.status == 0, "\(ledger.words)")
    let accounts = try #require(try ledger.json["accounts"] as? [[String: Any]])
    return try #require(accounts.first { $0["source"] as? String == source })
  }

  /// Ten minutes of a second each: the pressure is high for ten seconds, cannot be true once, and silent for a minute.
  private func files(in folder: URL) throws {
    var pressure = "time,signal,value\n"
    var count = ""
    for second in 0..<600 {
      let time = 1_772_323_200 + second
      let value = second == 400 ? 500 : (100..<110).contains(second) ? 60 : 20
      if !(200..<260).contains(second) { pressure += "\(time),line.pressure,\(value)\n" }
      count += "{\"time\": \(time).5, \"signal\": \"line.count\", \"value\": \(second)}\n"
    }
    try write(pressure + "later,line.pressure,1\n1772323900,line.level,1\n", "pressure.csv", in: folder)
    try write(count, "count.jsonl", in: folder)
    try write(Self.plant + "replay: {files: [pressure.csv, count.jsonl], speed: 600}\n", "plant.yaml", in: folder)
  }

  @Test func `files are acquired whole, judged, with what is wrong in them named`() throws {
    try Scratch.with { folder in
      try files(in: folder)
      let once = try run(["acquire", "--plant", "plant.yaml", "--once"], in: folder)
      #expect(once.status == 0 && once.output.contains("20 bar") && once.output.contains("599"), "\(once.output)")
      #expect(once.words.contains("pressure.csv:542:") && once.words.contains("such as line.level"), "\(once.words)")
      let test = try run(["acquire", "--plant", "plant.yaml", "--test", "--output", "json"], in: folder)
      let counts = try #require(try test.json["counts"] as? [String: Any])
      #expect(counts["received"] as? Int == 1_140 && counts["quarantined"] as? Int == 1)
      let replay = try #require(try test.json["replay"] as? [String: Any])
      #expect(replay["rows"] as? Int == 1_142 && replay["malformed"] as? Int == 1 && replay["unknown"] as? Int == 1)
    }
  }

  @Test(arguments: ["600", "fastest"])
  func `a watch of files lives in their time, raises their alarms, ends with them, and stores nothing twice`(
    _ speed: String
  ) throws {
    try Scratch.with { folder in
      try files(in: folder)
      let watch = try run(["watch", "--output", "json", "--speed", speed] + Self.place, in: folder)
      #expect(watch.status == 0, "\(watch.words)")
      let steps = try events(watch).filter { $0["event"] as? String == "alarm" }.map {
        "\($0["alarm"] as? String ?? "") \($0["cause"] as? String ?? "") \($0["time"] as? String ?? "")"
      }
      #expect(steps.contains("line.high raised 2026-03-01T00:01:43Z"), "\(steps)")
      #expect(steps.contains("line.high returned 2026-03-01T00:01:50Z"), "\(steps)")
      let end = try #require(try events(watch).last)
      #expect(end["balanced"] as? Bool == true)
      let first = try account("replay", in: folder)
      #expect(first["received"] as? Int == 1_140 && first["stored"] as? Int == 1_139)
      #expect(first["quarantined"] as? Int == 1 && first["missing"] as? Int == 0)
      let again = try run(["watch", "--speed", "fastest"] + Self.place, in: folder)
      #expect(again.status == 0 && again.output.hasSuffix("the ledger is balanced\n"), "\(again.output)")
      let second = try account("replay", in: folder)
      #expect(second["stored"] as? Int == 1_139 && second["deduplicated"] as? Int == 1_139)
    }
  }

  @Test func `what a historian exported is played again by name, into another one`() throws {
    try Scratch.with { folder in
      try files(in: folder)
      #expect(try run(["watch", "--speed", "fastest"] + Self.place, in: folder).status == 0)
      let export = try run(["historian", "export", "plant.db", "--out", "all.csv"], in: folder)
      #expect(export.status == 0, "\(export.words)")
      let watch = try run(
        ["watch", "--plant", "plant.yaml", "--historian", "other.db", "--replay", "all.csv", "--speed", "fastest"],
        in: folder)
      #expect(
        watch.status == 0 && watch.output.contains("received 1139 = passed 1139"), "\(watch.output)\(watch.words)")
    }
  }

  @Test(arguments: PlantDatabase.available)
  func `a table is acquired from its end, watched as rows come, and gone on with after a restart`(
    _ database: PlantDatabase
  ) throws {
    try Scratch.with { folder in
      try database.with(folder) { connection, execute in
        try execute(
          """
          CREATE TABLE readings
            (n bigint, tag \(database.types.text), at \(database.types.instant), v double precision);
          \(database.grant(["readings"]))
          """)
        var rows = 0
        func insert(_ values: [Double], signal: String = "line.pressure") throws {
          let zone = database == .mariadb ? "" : "+00:00"
          try execute(
            (database == .mariadb ? "SET time_zone = '+00:00'; " : "")
              + values.map { value in
                rows += 1
                let (minute, second) = (rows / 60, rows % 60)
                let time = "2026-03-01 00:\(minute < 10 ? "0" : "")\(minute):\(second < 10 ? "0" : "")\(second)\(zone)"
                return "INSERT INTO readings VALUES (\(rows), '\(signal)', '\(time)', \(value));"
              }.joined())
        }
        try write(
          Self.plant.replacing("gap: 30 s", with: "gap: 1 h") + """
            tables:
              - id: mes
                kind: \(database.rawValue)
                connection: \(connection)
                table: readings
                columns: {signal: tag, time: at, value: v, order: n}
                period: 0.2 s
                overlap: 5

            """, "plant.yaml", in: folder)
        try insert(Array(repeating: 20, count: 40))
        try insert([7], signal: "line.count")
        let acquired = try run(["acquire", "--plant", "plant.yaml", "--test", "--output", "json"], in: folder)
        #expect(acquired.status == 0, "\(acquired.words)\(acquired.output)")
        let samples = try #require(try acquired.json["samples"] as? [[String: Any]])
        #expect(samples.compactMap { $0["value"] as? Double } == [20, 7])
        #expect(samples.allSatisfy { $0["verdict"] as? String == "passed" })

        let watch = try Program().process(["watch"] + Self.place, in: folder)
        let output = folder.appending(path: "output")
        try Data().write(to: output)
        watch.standardOutput = try FileHandle(forWritingTo: output)
        watch.standardError = FileHandle.nullDevice
        try watch.run()
        defer { if watch.isRunning { kill(watch.processIdentifier, SIGKILL) } }
        try insert(Array(repeating: 60, count: 6))
        let limit = Date(timeIntervalSinceNow: 50)
        while try !String(contentsOf: output, encoding: .utf8).contains("line.high  raised"), Date() < limit {
          usleep(100_000)
        }
        kill(watch.processIdentifier, SIGTERM)
        Program.awaitEnd(of: watch)
        let said = try String(contentsOf: output, encoding: .utf8)
        #expect(watch.terminationStatus == 143 && said.contains("line.high  raised"), "\(said)")
        #expect(said.hasSuffix("the ledger is balanced\n"), "\(said)")
        let first = try account("mes", in: folder)
        #expect(first["received"] as? Int == 47 && first["stored"] as? Int == 47)

        try insert([20, 20, 20])
        let next = try run(["watch", "--for", "3 s"] + Self.place, in: folder)
        #expect(next.status == 0 && next.output.hasSuffix("the ledger is balanced\n"), "\(next.output)")
        // Three are new; rows 42 … 47 lie within the overlap and are known.
        let second = try account("mes", in: folder)
        #expect(second["stored"] as? Int == 50 && second["deduplicated"] as? Int == 6)
      }
    }
  }

  @Test func `a table that is away is a finding, and its signals are not made up`() throws {
    try Scratch.with { folder in
      try write(
        Self.plant + """
          tables:
            - id: mes
              kind: sqlite
              connection: {file: nowhere.db}
              table: readings
              columns: {signal: tag, time: at, value: v}

          """, "plant.yaml", in: folder)
      let run = try run(["acquire", "--plant", "plant.yaml", "--once", "--output", "json"], in: folder)
      #expect(run.status == 1 && run.words.contains("nowhere.db"), "\(run.words)")
      #expect(try run.json["samples"] as? [Any] == nil || (run.json["samples"] as? [Any])?.isEmpty == true)
    }
  }

  @Test(
    arguments: [
      (["acquire", "--once", "--speed", "2"], "--replay, or `replay` in the plant file"),
      (["acquire", "--once", "--replay", "a.csv", "--speed", "fast"], "a number above 0, or fastest"),
      (["acquire", "--once", "--replay", "nowhere.csv"], "nowhere.csv"),
      (["acquire", "--once"], "at least one device, table, or file to replay"),
    ])
  func `wrong uses are refused with the remedy`(_ arguments: [String], _ words: String) throws {
    try Scratch.with { folder in
      try write(Self.plant, "plant.yaml", in: folder)
      let run = try run(arguments + ["--plant", "plant.yaml"], in: folder)
      #expect(run.status >= 2 && run.words.contains(words), "\(run.status) \(run.words)")
    }
  }
}
