import Foundation
import HTTPTypes
import Plant
import Testing
import TwinServer
import Watch

@Suite("Samples in quarantine are looked at and decided upon over the service")
struct QuarantineTests {
  @Test("Entries are listed page by page and filtered; what is told holds what its schema says")
  func lists() async throws {
    let made = try await MadeWatch()
    await made.watch.take([MadeWatch.sample(300, at: 4)], from: "plc")
    await made.watch.take([MadeWatch.sample(100, at: 5)], from: "plc")
    func entries(_ query: String) async throws -> (count: Int, next: String?) {
      try await made.service.call(.get, "/api/v1/quarantine\(query)", as: .viewer) {
        guard case .array(let entries)? = try $0.json["entries"] else {
          throw MadeError(words: "\($0.status): \($0.text)")
        }
        if case .string(let next)? = try $0.json["next"] { return (entries.count, next) }
        return (entries.count, nil)
      }
    }
    #expect(try await entries("").count == 2)
    let first = try await entries("?limit=1")
    let next = try #require(first.next)
    #expect(try await entries("?limit=1&after=\(next)").count == 1)
    #expect(try await entries("?state=waiting&machine=press&signal=press.t").count == 2)
    for query in ["?state=rejected", "?machine=foam", "?signal=press.p", "?to=2020-01-01T00:00:00Z"] {
      #expect(try await entries(query).count == 0, "\(query)")
    }
    for path in ["/api/v1/quarantine", made.path] {
      try await made.service.call(.get, path, as: .viewer) { answer in
        let operations = made.service.service.api.operations
        let id = path == made.path ? "getQuarantineEntry" : "listQuarantine"
        let schema = try #require(operations.first { $0.id == id }?.answers.first?.schema)
        #expect(schema.findings(in: try answer.json, components: made.service.service.api.components) == [])
      }
    }
    try await made.service.call(.get, "/api/v1/quarantine/export", as: .operator) {
      #expect($0.headers[.contentType] == "application/x-ndjson")
      let lines = $0.text.split(separator: "\n")
      #expect(lines.count == 2)
      for line in lines {
        let json = try JSONValue(reading: Array(line.utf8))
        #expect(json["samples"] != nil)
      }
    }
  }

  @Test("Released samples are stored as they came, and it stands in the audit log who did it")
  func releases() async throws {
    let made = try await MadeWatch()
    try await made.service.call(.post, made.path + "/release", as: .operator, body: "{}") {
      #expect($0.status == .forbidden)
    }
    try await made.service.call(.post, made.path + "/release", as: .technologist, body: #"{"note": "was hot"}"#) {
      #expect($0.status == .ok, "\($0.text)")
      let json = try $0.json
      #expect(json["state"] == "released" && json["actor"] == "technologist" && json["note"] == "was hot")
      #expect(json["stored"] == 3)
    }
    #expect(try await made.stored().map(\.value) == Array(repeating: .number(450), count: 3))
    try await made.service.call(.post, made.path + "/reject", as: .technologist, body: "{}") {
      #expect($0.status == .conflict, "decided upon once")
    }
    let entries = try AuditLog(path: made.service.folder.path + "/audit.jsonl").entries()
    #expect(entries.map(\.action) == ["releaseQuarantine"])
    #expect(made.path.hasSuffix("/" + (entries.first?.subject ?? "?")))
  }

  @Test("Rejected samples stay out")
  func rejects() async throws {
    let made = try await MadeWatch()
    try await made.service.call(.post, made.path + "/reject", as: .technologist, body: "{}") {
      #expect($0.status == .ok)
      let json = try $0.json
      #expect(json["state"] == "rejected")
    }
    #expect(try await made.stored().isEmpty)
  }

  @Test(
    "What is right is stored instead, in whatever way it is said",
    arguments: [
      (#"{"value": "45 °C"}"#, 318.15), (#"{"value_si": 300}"#, 300), (#"{"factor": 0.5, "offset": 75}"#, 300),
    ])
  func fixes(body: String, value: Double) async throws {
    let made = try await MadeWatch()
    try await made.service.call(.post, made.path + "/fix", as: .technologist, body: body) {
      #expect($0.status == .ok, "\($0.text)")
      let json = try $0.json
      #expect(json["state"] == "fixed")
    }
    let stored = try await made.stored()
    #expect(stored.count == 3)
    #expect(stored.allSatisfy { abs(($0.value?.number ?? 0) - value) < 1e-9 && $0.quality == .uncertain(.substituted) })
  }

  @Test(
    "A fix that is not said in one way, or in another unit, is named",
    arguments: [
      ("{}", 422, ""), (#"{"value": "1 °C", "value_si": 5}"#, 422, ""), (#"{"value": "45 bar"}"#, 422, "/value"),
      (#"{"value": "warm"}"#, 422, "/value"), (#"{"valeu": "1 °C"}"#, 400, "/valeu"),
      (#"{"factor": "2"}"#, 400, "/factor"),
    ])
  func wrongFixes(body: String, status: Int, pointer: String) async throws {
    let made = try await MadeWatch()
    try await made.service.call(.post, made.path + "/fix", as: .technologist, body: body) {
      #expect($0.status.code == status && $0.pointers == [pointer], "\($0.text)")
    }
    #expect(try await made.stored().isEmpty)
  }

  @Test("Who looked at fewer samples than there are decides about none")
  func stale() async throws {
    let made = try await MadeWatch()
    let tag = try await made.service.call(.get, made.path, as: .viewer) { try #require($0.headers[.eTag]) }
    await made.watch.take([MadeWatch.sample(450, at: 4)], from: "plc")
    try await made.service.call(
      .post, made.path + "/release", as: .technologist, body: "{}", headers: [.ifMatch: tag]
    ) {
      #expect($0.status == .preconditionFailed && $0.pointers == ["If-Match"])
    }
    #expect(try await made.stored().isEmpty)
    let now = try await made.service.call(.get, made.path, as: .viewer) { try #require($0.headers[.eTag]) }
    try await made.service.call(
      .post, made.path + "/release", as: .technologist, body: "{}", headers: [.ifMatch: now]
    ) {
      #expect($0.status == .ok && $0.headers[.eTag] != now)
    }
    #expect(try await made.stored().count == 4)
  }

  @Test("Entries of machines that a key does not name are not there")
  func objects() async throws {
    let made = try await MadeWatch()
    let foreign = try made.service.key(.technologist, machines: ["foam"])
    let own = try made.service.key(.technologist, machines: ["press"])
    try await made.service.call(.get, "/api/v1/quarantine", key: foreign) { #expect(!$0.text.contains("press")) }
    try await made.service.call(.get, "/api/v1/quarantine/export", key: foreign) { #expect($0.text.isEmpty) }
    try await made.service.call(.get, made.path, key: foreign) { #expect($0.status == .notFound) }
    for action in ["release", "reject"] {
      try await made.service.call(.post, made.path + "/" + action, key: foreign, body: "{}") {
        #expect($0.status == .notFound)
      }
    }
    try await made.service.call(.get, made.path, key: own) { #expect($0.status == .ok) }
    try await made.service.call(.post, made.path + "/release", key: own, body: "{}") { #expect($0.status == .ok) }
  }
}
