import Foundation
import Testing

@Suite("serve watches a plant of Modbus devices", .serialized)
struct ServePlantTests {
  /// The shipped plant, played behind a real Modbus server in another process, with a sensor that fails.
  static func withPlant(_ body: (URL) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "Serve.\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(
      """
      schema: pur-mold-twin/faults/1
      faults:
        - {kind: failed-sensor, signal: foam-line.polyol-temperature, from: 1 s}
      """.utf8
    ).write(to: folder.appending(path: "faults.yaml"))
    let played = try PlayedPlant(["--plant", "demo-plant", "--faults", "faults.yaml"], in: folder)
    let shipped = try String(contentsOf: Program.checkout.appending(path: "Plants/demo-plant.yaml"), encoding: .utf8)
    try Data(shipped.replacing("port: 1502", with: "port: \(played.port)").replacing("0.5 s\n", with: "0.2 s\n").utf8)
      .write(to: folder.appending(path: "plant.yaml"))
    try await body(folder)
    withExtendedLifetime(played) {}
  }

  @Test(
    "Samples come over the wire, alarms are told and acknowledged, and SIGTERM loses nothing", .timeLimit(.minutes(5)))
  func plant() async throws {
    try await Self.withPlant { folder in
      try await ServedProgram.with(in: folder, ["--plant", "plant.yaml", "--historian", "plant.db"]) { served in
        let listener = try LiveListener(served, topics: "alarms,samples,ledger", in: folder)
        #expect(try await listener.hears(#""alarm":"foam-line.polyol-lost""#))
        // A failed read is told with its reason.
        #expect(try await listener.hears(#""quality":"quarantined","reason":"sensor_failed""#))
        let pressures = try await listener.items(of: "samples") { $0["signal"] as? String == "hydraulics.ps1" }
        #expect(!pressures.isEmpty && pressures.allSatisfy { $0["source"] as? String == "hydraulic-plc" })
        let action = "/api/v1/alarms/foam-line.polyol-lost/acknowledge"
        #expect(try await served.get(action, isPosted: true).0 == 200)
        #expect(try await listener.hears(#""stage":"acknowledged""#))
        let page = try await served.get("/metrics").1
        Self.expectPlant(page)
        try Self.promtool(["check", "metrics"], input: page, in: folder)
        #expect(served.end() == 0)
        #expect(try await listener.hears(#""type":"closing","reason":"draining""#), "told to come back")
        let said = try String(contentsOf: served.words, encoding: .utf8)
        #expect(said.contains("watch ended") && said.contains("balanced=true"), "\(said.suffix(2000))")
      }
      let ledger = try Program().run(["ledger", "show", "--historian", "plant.db", "--output", "json"], in: folder)
      #expect(ledger.status == 0, "\(ledger.words)")
      #expect(ledger.output.contains("foam-plc") && ledger.output.contains("hydraulic-plc"))
    }
  }

  private static func expectPlant(_ page: String) {
    let lines = page.split(separator: "\n")
    func number(_ start: String) -> Double? {
      lines.first { $0.hasPrefix(start + " ") }?.split(separator: " ").last.flatMap { Double($0) }
    }
    #expect(number(#"plant_samples_received_total{source="foam-plc"}"#) ?? 0 > 0)
    #expect(number(#"plant_samples_judged_total{source="foam-plc",verdict="quarantined"}"#) ?? 0 > 0)
    #expect(number("historian_samples_stored_total") ?? 0 > 0)
    #expect(number(#"alarms_standing{priority="medium"}"#) ?? 0 >= 1)
    #expect(number("live_clients") == 1)
    #expect(number(#"ledger_imbalance{source="foam-plc"}"#) == 0)
    #expect(number(#"service_ready{check="historian"}"#) == 1)
    for stage in ["wire", "validation", "storage", "publication"] {
      #expect(number(#"plant_stage_seconds_count{stage="\#(stage)"}"#) ?? 0 > 0, "\(stage)")
    }
    #expect(number(#"alarm_stage_seconds_count{stage="whole"}"#) ?? 0 > 0)
  }

  @Test("What the model says of a shot is told beside what was measured", .timeLimit(.minutes(5)))
  func twin() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "Serve.\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var rows = "signal,time,value\n"
    func row(_ signal: String, _ second: Int, _ value: Int) {
      rows += "foam-line.\(signal),\(1_772_323_200 + second),\(value)\n"
    }
    // A shot begins in the second second; the middle of the foam is measured once a second.
    for second in 0..<60 {
      row("shot-running", second, (2..<8).contains(second) ? 1 : 0)
      row("mold-closed", second, second < 2 ? 0 : 1)
      row("core-temperature", second, 30 + second)
    }
    try Data(rows.utf8).write(to: folder.appending(path: "line.csv"))
    let shipped = try String(contentsOf: Program.checkout.appending(path: "Plants/demo-plant.yaml"), encoding: .utf8)
    try Data((shipped + "replay: {files: [line.csv], speed: 20}\n").utf8)
      .write(to: folder.appending(path: "plant.yaml"))
    let watched = ["--plant", "plant.yaml", "--historian", "plant.db", "--twin", "car-seat"]
    try await ServedProgram.with(in: folder, watched) { served in
      let listener = try LiveListener(served, topics: "twin", in: folder)
      let said = try await listener.items(of: "twin") { $0["predicted"] != nil }
      #expect(!said.isEmpty)
      for item in said {
        #expect(item["signal"] as? String == "foam-line.core-temperature" && item["unit"] as? String == "°C")
        #expect((item["source"] as? String)?.hasPrefix("PUR-M1, car-seat, ") == true)
        let measured = try #require(item["measured"] as? Double)
        #expect(abs(measured - measured.rounded()) < 1e-6 && (32..<90).contains(measured.rounded()))
        let predicted = try #require(item["predicted"] as? Double)
        #expect((20..<200).contains(predicted))
      }
      #expect(served.end() == 0)
    }
  }

  @Test("Who listened to a service that was killed goes on at the next one without loss", .timeLimit(.minutes(5)))
  func killed() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "Serve.\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let topics = "alarms,samples,ledger"
    var key = ""
    var mark: String?
    for turn in 0..<3 {
      try await ServedProgram.with(in: folder, ["--demo"], key: turn == 0 ? nil : key) { served in
        key = served.key
        let listener = try LiveListener(served, topics: topics, in: folder, resume: mark)
        #expect(try await !listener.items(of: "ledger") { _ in true }.isEmpty)
        let begun = try listener.text.matches(of: /"begins":"([a-z_]+)"/).map { String($0.1) }
        #expect(begun == Array(repeating: turn == 0 ? "snapshot" : "resumed", count: 3))
        kill(served.process.processIdentifier, SIGKILL)
        Program.awaitEnd(of: served.process)
        mark = try listener.mark
      }
    }
  }

  @Test("Rules and dashboard name metrics that there are", .timeLimit(.minutes(5)))
  func deployment() async throws {
    let rules = Program.checkout.appending(path: "Deployment/alerts.yaml")
    let folder = FileManager.default.temporaryDirectory.appending(path: "Serve.\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Self.promtool(["check", "rules", rules.path], in: folder)
    let dashboard = Program.checkout.appending(path: "Deployment/dashboard.json")
    let text = try String(contentsOf: rules, encoding: .utf8) + String(contentsOf: dashboard, encoding: .utf8)
    let families = /\b(?:http|plant|historian|alarms?|ledger|live|service|simulations|review)_[a-z_]+\b/
    let named = Set(text.matches(of: families).map { String($0.output) })
    #expect(named.count > 20)
    try await ServedProgram.with(in: folder, ["--demo"]) { served in
      _ = try await served.get("/api/v1/simulate", body: #"{"scenario": "car-seat", "profile": false}"#)
      // Stages of alarms are there from the beginning; what the page names otherwise comes with the first samples.
      var page = ""
      for _ in 0..<600 where !page.contains("plant_samples_judged_total") {
        page = try await served.get("/metrics").1
        try await Task.sleep(for: .milliseconds(50))
      }
      let missing = named.filter { !page.contains($0) }
      #expect(missing.isEmpty, "\(missing.sorted())")
      #expect(served.end() == 0)
    }
  }

  @Test("A plant without a place for its samples is refused, and so is a demo into a real historian")
  func refused() throws {
    let home = ["PUR_MOLD_TWIN_HOME": Program.checkout.path]
    let plain = try Program().run("serve", "--plant", "demo-plant", environment: home)
    #expect(plain.status == 2 && plain.words.contains("--historian"), "\(plain.words)")
    let demo = try Program().run("serve", "--demo", "--historian", "plant.db", environment: home)
    #expect(demo.status == 2 && demo.words.contains("demo.db"), "\(demo.words)")
    let unknown = try Program().run("serve", "--plant", "demo-plint", "--historian", "plant.db", environment: home)
    #expect(unknown.status == 2 && unknown.words.contains("did you mean `demo-plant`"), "\(unknown.words)")
  }

  /// Runs Prometheus' tool; where it is not installed, says so.
  private static func promtool(_ arguments: [String], input: String = "", in folder: URL) throws {
    guard
      let tool = ["/usr/bin/promtool", "/usr/local/bin/promtool"].first(where: FileManager.default.isExecutableFile)
    else {
      print("skipped: promtool \(arguments.prefix(2).joined(separator: " ")); Debian has it in prometheus")
      return
    }
    let (source, output) = (folder.appending(path: "input"), folder.appending(path: "output"))
    try Data(input.utf8).write(to: source)
    try Data().write(to: output)
    let process = Process()
    process.executableURL = URL(filePath: tool)
    process.arguments = arguments
    process.standardInput = try FileHandle(forReadingFrom: source)
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = process.standardOutput
    try process.run()
    Program.awaitEnd(of: process)
    let said = try String(contentsOf: output, encoding: .utf8)
    #expect(process.terminationStatus == 0, "\(said)")
  }
}
