import HTTPTypes
import LiveFeed
import Testing
import TwinServer

@Suite("The live feed as server-sent events")
struct LiveEventsTests {
  private static func stream(
    _ port: Int, _ path: String, _ fields: String = "", until word: String
  ) async throws -> String {
    try await RawSocket.with(port: port) { talk in
      try await talk.send("GET /api/v1/live/events?\(path) HTTP/1.1\r\nHost: here\r\n\(fields)\r\n")
      return try await talk.text(until: word)
    }
  }

  @Test("tells a snapshot, and the rest after a loss", .timeLimit(.minutes(10)))
  func resumes() async throws {
    let live = try MadeLive()
    let hub = live.hub
    hub.publish([MadeLive.shot(1)], at: MadeLive.time)
    let key = try #require(live.made.keys[.viewer])
    let ticket = try await live.ticket()
    try await live.serving { port in
      let first = try await Self.stream(
        port, "topics=shots,alarms", "Authorization: Bearer \(key)\r\n", until: "\n\n\r\n")
      #expect(first.hasPrefix("HTTP/1.1 200"))
      #expect(first.contains("text/event-stream"))
      let all = try await Self.stream(
        port, "topics=shots,alarms", "Authorization: Bearer \(key)\r\n",
        until: #""topic":"shots","version":1,"sequence":1"#)
      #expect(all.contains("id: e1/shots:1,alarms:0\n"))
      hub.publish([MadeLive.shot(2), MadeLive.shot(3)], at: MadeLive.time)
      let again = try await Self.stream(
        port, "topics=shots,alarms&ticket=\(ticket)", "Last-Event-ID: e1/shots:1,alarms:0\r\n",
        until: #""sequence":3,"item""#)
      #expect(again.contains(#""begins":"resumed""#))
      #expect(again.contains(#""sequence":2,"item""#))
      #expect(!again.contains(#""type":"snapshot""#))
      let used = try await Self.stream(port, "topics=shots&ticket=\(ticket)", until: "urn:request")
      #expect(used.hasPrefix("HTTP/1.1 401"))
    }
  }

  @Test(
    "refuses what it cannot tell",
    arguments: [
      ("", 400, "topics"), ("topics=weather", 400, "topics"), ("topics=samples&every_s=x", 400, "every_s"),
      ("topics=samples&every_s=0.001", 400, "/every_s"), ("topics=ledger", 403, "/topic"),
      ("topics=shots&last_event_id=x", 400, "Last-Event-ID"),
      ("topics=shots&last_event_id=e/shots:x", 400, "Last-Event-ID"),
    ])
  func refuses(query: String, status: Int, pointer: String) async throws {
    let live = try MadeLive()
    try await live.made.call(.get, "/api/v1/live/events?\(query)", as: .viewer) { response in
      #expect(response.status.code == status)
      #expect(response.pointers == [pointer])
    }
    #expect(live.hub.counters.clients == 0, "who was refused has left")
  }

  @Test("asks for a key or a ticket")
  func keyless() async throws {
    let live = try MadeLive()
    try await live.made.call(.get, "/api/v1/live/events?topics=shots", as: nil) { #expect($0.status.code == 401) }
  }
}
