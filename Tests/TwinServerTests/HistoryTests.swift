import HTTPTypes
import Historian
import Plant
import Testing
import TwinServer

@Suite("What the historian remembers is read page by page, by who may see it")
struct HistoryTests {
  /// A service with two machines: 100 samples of one signal each, one alarm each.
  private func made() async throws -> MadeService {
    let historian = MemoryHistorian()
    try await SampleStateTests.fill(historian)
    return try MadeService(historian: historian)
  }

  @Test("Pages follow each other without a gap, and a failed read is no number")
  func pages() async throws {
    let service = try await made()
    var values: [JSONValue] = []
    var after = ""
    repeat {
      let json = try await service.call(.get, "/api/v1/signals/foam.pressure/samples?limit=30\(after)") { try $0.json }
      guard case .array(let samples)? = json["samples"] else { break }
      #expect(samples.count <= 30)
      values += samples.map { $0["value"] ?? .string("none") }
      if case .string(let next)? = json["next"] { after = "&after=\(next)" } else { after = "" }
    } while !after.isEmpty
    #expect(values.count == 100)
    #expect(values[49] == 49 && values[51] == 51)
    #expect(values[50] == .string("none") || values[50] == .null)
    try await service.call(.get, "/api/v1/signals/foam.pressure/rollups?level=1min") {
      guard case .array(let windows)? = try $0.json["windows"], case .number(let bad)? = windows.first?["bad"] else {
        Issue.record("no windows")
        return
      }
      #expect(bad >= 0)
    }
    try await service.call(.get, "/api/v1/ledger") {
      let json = try $0.json
      #expect(json["balanced"] == true)
    }
  }

  @Test("A key of one machine sees that machine, and of others not even that they are there")
  func objects() async throws {
    let service = try await made()
    let key = try service.key(.operator, machines: ["foam"])
    try await service.call(.get, "/api/v1/machines", key: key) {
      let json = try $0.json
      #expect(json == ["machines": [["id": "foam", "signals": 1]]])
    }
    try await service.call(.get, "/api/v1/signals/foam.pressure/samples", key: key) { #expect($0.status == .ok) }
    for path in ["samples", "rollups"] {
      let foreign = try await service.call(.get, "/api/v1/signals/press.pressure/\(path)", key: key) { $0.status }
      let absent = try await service.call(.get, "/api/v1/signals/none.pressure/\(path)", key: key) { $0.status }
      #expect(foreign == .notFound && absent == .notFound)
    }
    for query in ["", "?machine=press", "?machine=foam"] {
      try await service.call(.get, "/api/v1/alarms\(query)", key: key) {
        #expect(!$0.text.contains("press"))
      }
    }
    try await service.call(.get, "/api/v1/alarms", as: .viewer) { #expect($0.text.contains("press")) }
  }

  @Test("A wrong time, an empty range, a wrong cursor and a wrong limit are named")
  func wrong() async throws {
    let service = try await made()
    for (query, pointer, status) in [
      ("from=yesterday", "from", 422), ("from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "to", 422),
      ("after=x", "after", 422), ("limit=0", "limit", 400), ("limit=1e9", "limit", 400), ("color=red", "color", 400),
    ] {
      try await service.call(.get, "/api/v1/signals/foam.pressure/samples?\(query)") {
        #expect($0.status.code == status && $0.pointers == [pointer], "\(query)")
      }
    }
  }
}
