import Foundation
import HTTPTypes
import LiveFeed
import Testing
import TwinServer

@Suite("Callers with a token of an identity provider hear the live feed as long as it is good")
struct LiveTokenTests {
  private typealias Frame = RawSocket.Frame

  private static func made(limits: LiveLimits = LiveLimits(heartbeat: 3600)) throws -> (MadeLive, TokenProvider) {
    let provider = try TokenProvider()
    return (try MadeLive(limits: limits, with: { $0.tokens = provider.verifier() }), provider)
  }

  private static func ticket(_ live: MadeLive, _ token: String) async throws -> String {
    try await live.made.call(.post, "/api/v1/live/tickets", key: token) {
      guard case .string(let text)? = try $0.json["ticket"] else { throw MadeError(words: "\($0.status)") }
      return text
    }
  }

  /// The types of messages that come after a subscription, and the code of the end.
  private static func hear(
    _ port: Int, _ ticket: String, _ topic: String, count: Int, meanwhile: @Sendable (Int) -> Void = { _ in }
  ) async throws -> (types: [JSONValue?], code: Int?) {
    try await RawSocket.with(port: port) { talk in
      try await talk.send(MadeLive.upgrade(ticket))
      let head = try await talk.head()
      guard head.hasPrefix("HTTP/1.1 101") else { throw MadeError(words: head) }
      await talk.send(Frame.text(#"{"type":"subscribe","topic":"\#(topic)"}"#).bytes)
      var types: [JSONValue?] = []
      while types.count < count, let frame = try await talk.frame() {
        if let code = frame.code { return (types, code) }
        guard frame.opcode == 1 else { continue }
        types.append(try JSONValue(reading: frame.payload)["type"])
        meanwhile(types.count)
      }
      return (types, nil)
    }
  }

  @Test("A token makes a ticket, and its role says which topics", .timeLimit(.minutes(5)))
  func roles() async throws {
    let (live, provider) = try Self.made()
    let now = live.made.clock.now
    let viewer = try provider.token(claims: TokenProvider.claims(at: now, ["role": #""viewer""#]))
    let tickets = (try await Self.ticket(live, viewer), try await Self.ticket(live, viewer))
    live.hub.publish([MadeLive.shot(1)], at: MadeLive.time)
    try await live.serving { port in
      let shots = try await Self.hear(port, tickets.0, "shots", count: 3)
      #expect(shots.types == ["welcome", "subscribed", "snapshot"])
      let ledger = try await Self.hear(port, tickets.1, "ledger", count: 2)
      #expect(ledger.types == ["welcome", "refused"])
    }
  }

  @Test("A token that is over, of another issuer or without a role makes no ticket and hears no events")
  func refused() async throws {
    let (live, provider) = try Self.made()
    let now = live.made.clock.now
    for changes in [
      ["exp": "\(Int(now) - 31)"], ["iss": #""https://evil.example""#], ["role": #""root""#],
    ] {
      let token = try provider.token(claims: TokenProvider.claims(at: now, changes))
      for (method, path) in [
        (HTTPRequest.Method.post, "/api/v1/live/tickets"), (.get, "/api/v1/live/events?topics=shots"),
        (.post, "/api/v1/alarms/hot/acknowledge"),
      ] {
        try await live.made.call(method, path, key: token) { #expect($0.status == .unauthorized, "\(path)") }
      }
    }
    let viewer = try provider.token(claims: TokenProvider.claims(at: now, ["role": #""viewer""#]))
    try await live.made.call(.post, "/api/v1/alarms/hot/acknowledge", key: viewer) { #expect($0.status == .forbidden) }
    let worker = try provider.token(claims: TokenProvider.claims(at: now))
    try await live.made.call(.post, "/api/v1/alarms/hot/acknowledge", key: worker) { #expect($0.status == .ok) }
    try await live.made.call(.post, "/api/v1/session", key: worker) {
      #expect($0.status == .forbidden && $0.headers[.setCookie] == nil, "sessions begin with keys")
    }
  }

  @Test("A connection ends when its token does", .timeLimit(.minutes(5)))
  func ends() async throws {
    let (live, provider) = try Self.made(limits: LiveLimits(heartbeat: 1))
    let clock = live.made.clock
    let token = try provider.token(claims: TokenProvider.claims(at: clock.now))
    let ticket = try await Self.ticket(live, token)
    try await live.serving { port in
      let heard = try await Self.hear(port, ticket, "shots", count: 1000) { count in
        // Past the end of the token and what clocks may be apart.
        clock.now += count < 5 ? 2 : 400
      }
      #expect(heard.code == 4001)
      #expect(heard.types.last == "closing")
    }
  }

  @Test("A connection of a session ends when its holder leaves", .timeLimit(.minutes(5)))
  func sessions() async throws {
    let live = try MadeLive(limits: LiveLimits(heartbeat: 1))
    let (made, clock) = (live.made, live.made.clock)
    let (cookie, token) = try await made.call(
      .post, "/api/v1/session", as: .viewer, headers: [.origin: "http://localhost"]
    ) {
      guard case .string(let token)? = try $0.json["csrf_token"] else { throw MadeError(words: "no session") }
      return (String(try #require($0.headers[.setCookie]).prefix { $0 != ";" }), token)
    }
    let csrf = try #require(HTTPField.Name("X-CSRF-Token"))
    let headers: HTTPFields = [.cookie: cookie, .origin: "http://localhost", csrf: token]
    let ticket = try await made.call(.post, "/api/v1/live/tickets", as: nil, headers: headers) {
      guard case .string(let text)? = try $0.json["ticket"] else { throw MadeError(words: "no ticket") }
      return text
    }
    try await live.serving { port in
      async let heard = Self.hear(port, ticket, "shots", count: 1000) { _ in clock.now += 2 }
      while live.hub.counters.clients == 0 { try await Task.sleep(for: .milliseconds(20)) }
      try await made.call(.delete, "/api/v1/session", as: nil, headers: headers) {
        #expect($0.status == .noContent)
      }
      #expect(try await heard.code == 4001)
    }
  }
}
