import Foundation
import Testing

@Suite("serve, keys and config, as their users run them")
struct ServeTests {
  @Test("The first run makes a key, requests are answered, and SIGTERM ends it in order")
  func serves() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "Serve.\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await ServedProgram.with(in: folder) { served in
      let (port, process) = (served.port, served.process)
      #expect(try await served.get("/health/ready", isKeyed: false).0 == 200)
      #expect(try await served.get("/api/v1/systems", isKeyed: false).0 == 401)
      let (status, text) = try await served.get("/api/v1/simulate", body: #"{"scenario": "car-seat"}"#)
      #expect(status == 200)
      let result = try Program.object(text)
      #expect((result["verdict"] as? [String: Any])?["status"] as? String == "pass")
      let metrics = try await served.get("/metrics").1
      #expect(
        metrics.contains(#"http_requests_total{method="POST",path="/api/v1/simulate",status="200"} 1"#), "\(metrics)")
      // A second service finds the port taken and says so.
      let second = try Program().run(
        ["serve", "--port", "\(port)"], in: folder, environment: ["PUR_MOLD_TWIN_HOME": Program.checkout.path])
      #expect(second.status == 2 && second.words.contains("--port"), "\(second.words)")
      process.terminate()
      Program.awaitEnd(of: process)
      #expect(process.terminationStatus == 0)
    }
    let words = try String(contentsOf: folder.appending(path: "words"), encoding: .utf8)
    let lines = words.split(separator: "\n").filter { $0.hasPrefix("{") }
    #expect(lines.contains { $0.contains(#""event":"request answered""#) && $0.contains("/api/v1/simulate") })
    #expect(!lines.contains { $0.contains("pmt_") }, "no secret in the log")
    let listed = try Program().run(["keys", "list", "--output", "json"], in: folder)
    #expect((try listed.json["keys"] as? [Any])?.count == 1)
    let checked = try Program().run(["config", "check"], in: folder)
    #expect(checked.status == 0 && checked.output.contains("1 keys; 1 entries"))
  }

  @Test("With a certificate it speaks HTTP/2 and HTTP/1.1, and nothing in the clear")
  func encrypted() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "Serve.\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Self.tool(
      [
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
        "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "chain.pem",
      ], in: folder)
    let settings = """
      schema: pur-mold-twin/service/1
      tls: { certificate: chain.pem, key: key.pem }
      """
    try settings.write(to: folder.appending(path: "service.yaml"), atomically: true, encoding: .utf8)
    try await ServedProgram.with(in: folder, ["--config", "service.yaml"]) { served in
      let (port, key) = (served.port, served.key)
      let call = [
        "curl", "-sS", "--cacert", "chain.pem", "-H", "Authorization: Bearer \(key)", "-o", "answer", "-w",
        "%{http_version} %{http_code}", "https://127.0.0.1:\(port)/api/v1/systems",
      ]
      let second = try Self.tool(call + ["--http2"], in: folder)
      let first = try Self.tool(call + ["--http1.1", "--compressed"], in: folder)
      #expect(second == "2 200" && first == "1.1 200")
      let plain = "curl -sS http://127.0.0.1:\(port)/version || echo nothing"
      let answer = try Self.tool(["sh", "-c", plain], in: folder)
      #expect(answer == "nothing\n")
    }
  }

  /// Runs a program of the system; what it wrote to its standard output.
  @discardableResult
  private static func tool(_ arguments: [String], in folder: URL) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = arguments
    process.currentDirectoryURL = folder
    let output = folder.appending(path: "output")
    try Data().write(to: output)
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = FileHandle.nullDevice
    try process.run()
    Program.awaitEnd(of: process)
    try #require(process.terminationStatus == 0, "\(arguments.prefix(2)) ended with \(process.terminationStatus)")
    return try String(contentsOf: output, encoding: .utf8)
  }

  @Test("Keys are made, rotated and revoked, and the log of it is checked")
  func keys() throws {
    try Scratch.with { folder in
      let program = try Program()
      let made = try program.run(
        ["keys", "make", "--name", "line 3", "--role", "operator", "--days", "30"], in: folder)
      let id = try #require(made.output.firstMatch(of: /pmt_([0-9a-f]{12})_/)).1
      let rotated = try program.run(["keys", "rotate", String(id)], in: folder)
      let next = try #require(rotated.output.firstMatch(of: /pmt_([0-9a-f]{12})_/)).1
      #expect(next != id)
      #expect(try program.run(["keys", "revoke", String(id)], in: folder).status == 2)
      #expect(try program.run(["keys", "revoke", String(next)], in: folder).status == 0)
      let log = folder.appending(path: "State/audit.jsonl")
      let text = try String(contentsOf: log, encoding: .utf8)
      #expect(text.split(separator: "\n").count == 3)
      try text.replacing("key revoked", with: "key made").write(to: log, atomically: true, encoding: .utf8)
      let checked = try program.run(["config", "check"], in: folder)
      #expect(checked.status == 1 && checked.words.contains("audit.jsonl:3"), "\(checked.words)")
    }
  }

  @Test("A service that others could reach without protection does not start")
  func refuses() throws {
    let run = try Program().run(
      "serve", "--host", "0.0.0.0", environment: ["PUR_MOLD_TWIN_HOME": Program.checkout.path])
    #expect(run.status == 2 && run.words.contains("TLS") && run.words.contains("allow_insecure"))
  }

  @Test("Settings are shown with their origin")
  func shows() throws {
    let run = try Program().run(
      "config", "show", "--origin", "--output", "json", environment: ["PUR_MOLD_TWIN_LIMITS_PARALLEL": "7"])
    let settings = try #require(try run.json["settings"] as? [[String: Any]])
    let parallel = try #require(settings.first { $0["key"] as? String == "limits.parallel" })
    #expect(parallel["value"] as? String == "7")
    #expect(parallel["origin"] as? String == "PUR_MOLD_TWIN_LIMITS_PARALLEL")
  }
}
