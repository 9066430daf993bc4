import HTTPTypes
import Foundation
import LiveFeed
import Testing
import TwinServer

@Suite("The live socket")
struct LiveSocketTests {
  typealias Frame = RawSocket.Frame

  /// Opens the socket and says the first messages; gives the texts that come until `count` have come or it is closed.
  private static func hear(
    _ port: Int, _ ticket: String, say: [String], count: Int, more: String = "",
    meanwhile: @Sendable (Int) -> Void = { _ in }
  ) async throws -> (texts: [JSONValue], code: Int?) {
    try await RawSocket.with(port: port) { talk in
      try await talk.send(MadeLive.upgrade(ticket, more))
      let head = try await talk.head()
      guard head.hasPrefix("HTTP/1.1 101") else { throw MadeError(words: head) }
      for text in say { await talk.send(Frame.text(text).bytes) }
      var texts: [JSONValue] = []
      while texts.count < count, let frame = try await talk.frame() {
        if let code = frame.code { return (texts, code) }
        guard frame.opcode == 1 else { continue }
        texts.append(try JSONValue(reading: frame.payload))
        meanwhile(texts.count)
      }
      return (texts, nil)
    }
  }

  @Test("needs a key to make a ticket, and a ticket to open, once, in time")
  func tickets() async throws {
    let live = try MadeLive()
    try await live.made.call(.post, "/api/v1/live/tickets", as: nil) { #expect($0.status.code == 401) }
    let ticket = try await live.ticket()
    #expect(ticket.count == 64)
    let late = try await live.ticket()
    try await live.serving { port in
      let first = try await Self.hear(port, ticket, say: [], count: 1)
      #expect(first.texts.first?["type"] == "welcome")
      for used in [ticket, "", "wrong"] {
        await #expect(throws: MadeError.self) { try await Self.hear(port, used, say: [], count: 1) }
      }
      live.made.clock.now += 31
      await #expect(throws: MadeError.self) { try await Self.hear(port, late, say: [], count: 1) }
      let head = try await RawSocket.with(port: port) { talk in
        try await talk.send(MadeLive.upgrade("used"))
        return try await talk.text(until: "urn:request")
      }
      #expect(head.hasPrefix("HTTP/1.1 401"))
      #expect(head.contains("POST /api/v1/live/tickets"))
    }
  }

  @Test("has a bound on tickets that nobody uses")
  func ticketBound() async throws {
    let live = try MadeLive()
    for _ in 0..<64 { _ = try await live.ticket() }
    try await live.made.call(.post, "/api/v1/live/tickets", as: .viewer) { #expect($0.status.code == 429) }
    _ = try await live.ticket(as: .operator)
    live.made.clock.now += 31
    _ = try await live.ticket()
  }

  @Test("tells a snapshot, what follows, and the rest after a loss", .timeLimit(.minutes(10)))
  func resumes() async throws {
    let live = try MadeLive()
    let hub = live.hub
    hub.publish([MadeLive.shot(1)], at: MadeLive.time)
    let (first, second) = (try await live.ticket(), try await live.ticket())
    try await live.serving { port in
      let heard = try await Self.hear(port, first, say: [LiveSubscribe(.shots).json], count: 4) { count in
        if count == 3 { hub.publish([MadeLive.shot(2)], at: MadeLive.time) }
      }
      #expect(heard.texts.map { $0["type"] } == ["welcome", "subscribed", "snapshot", "update"])
      #expect(heard.texts.last?["sequence"] == 2)
      hub.publish([MadeLive.shot(3), MadeLive.shot(4)], at: MadeLive.time)
      let resume = LiveSubscribe(.shots, resume: LiveResume(epoch: "e1", sequence: 2))
      let again = try await Self.hear(port, second, say: [resume.json], count: 3)
      #expect(again.texts[1]["begins"] == "resumed")
      guard case .array(let items)? = again.texts[2]["items"] else { throw MadeError(words: "no items") }
      #expect(items.map { $0["sequence"] } == [3, 4])
    }
    #expect(hub.counters.clients == 0)
  }

  @Test("tells one who reads late everything, in order, however long it is", .timeLimit(.minutes(10)))
  func readsLate() async throws {
    // One message for each event: more than the buffers of both ends hold.
    let live = try MadeLive(limits: LiveLimits(batchMaximum: 1, heartbeat: 3600))
    let hub = live.hub
    let ticket = try await live.ticket()
    let sources = [0, 1, 50, 3000, 70_000].map { String(repeating: "x", count: $0) }
    try await live.serving { port in
      let heard = try await Self.hear(port, ticket, say: [LiveSubscribe(.shots).json], count: 1503) { count in
        guard count == 3 else { return }
        for number in 1...1500 {
          hub.publish([MadeLive.shot(number, by: sources[number % sources.count])], at: MadeLive.time)
        }
      }
      #expect(heard.code == nil)
      #expect(heard.texts.dropFirst(3).map { $0["sequence"] } == (1...1500).map { .number(Double($0)) })
      for (text, number) in zip(heard.texts.dropFirst(3), 1...) {
        guard case .array(let items)? = text["items"] else { throw MadeError(words: "no items") }
        #expect(items.map { $0["item"]?["source"] } == [.string(sources[number % sources.count])])
      }
    }
  }

  @Test("tells a crowd on few event loops the same", .timeLimit(.minutes(10)))
  func crowd() async throws {
    let live = try MadeLive(limits: LiveLimits(batchMaximum: 1, heartbeat: 3600))
    let hub = live.hub
    hub.publish([MadeLive.shot(1)], at: MadeLive.time)
    // A holder may have 64 tickets that wait.
    var tickets: [String] = []
    for role in [Role.viewer, .operator, .technologist] {
      for _ in 0..<60 { tickets.append(try await live.ticket(as: role)) }
    }
    try await live.serving { [tickets] port in
      let listening = StepCounter()
      let (listeners, areThere) = AsyncStream.makeStream(of: Void.self)
      try await withThrowingTaskGroup(of: [JSONValue]?.self) { group in
        for ticket in tickets {
          group.addTask {
            try await Self.hear(port, ticket, say: [LiveSubscribe(.shots).json], count: 23) { count in
              if count == 3, listening.next() == tickets.count { areThere.finish() }
            }.texts
          }
        }
        group.addTask {
          for await _ in listeners {}
          for number in 2...21 {
            hub.publish([MadeLive.shot(number)], at: MadeLive.time)
            try await Task.sleep(for: .milliseconds(5))
          }
          return nil
        }
        for try await case let texts? in group {
          #expect(texts.compactMap { $0["type"] }.prefix(3) == ["welcome", "subscribed", "snapshot"])
          #expect(texts.dropFirst(3).map { $0["sequence"] } == (2...21).map { .number(Double($0)) })
        }
      }
    }
  }

  @Test(
    "refuses what it cannot obey and goes on",
    arguments: [
      ("{", "malformed", ""), ("[]", "malformed", "/type"), (#"{"type": "shout"}"#, "malformed", "/type"),
      (#"{"type": "subscribe"}"#, "invalid", "/topic"),
      (#"{"type": "subscribe", "topic": "weather"}"#, "invalid", "/topic"),
      (#"{"type": "subscribe", "topic": "samples", "every": 1}"#, "invalid", "/every"),
      (#"{"type": "subscribe", "topic": "samples", "every_s": "1"}"#, "invalid", "/every_s"),
      (#"{"type": "subscribe", "topic": "samples", "version": 2}"#, "version", "/version"),
      (#"{"type": "subscribe", "topic": "ledger"}"#, "forbidden", "/topic"),
      (String(repeating: "[", count: 1000), "malformed", ""),
    ])
  func refuses(text: String, code: String, pointer: String) async throws {
    let live = try MadeLive()
    let ticket = try await live.ticket()
    try await live.serving { port in
      let heard = try await Self.hear(port, ticket, say: [text, LiveSubscribe(.alarms).json], count: 4)
      #expect(heard.texts[1]["type"] == "refused")
      #expect(heard.texts[1]["code"] == .string(code))
      #expect(heard.texts[1]["pointer"] == .string(pointer))
      #expect(heard.texts[2]["type"] == "subscribed")
    }
  }

  @Test(
    "is not for pages from elsewhere",
    arguments: [
      ("https://elsewhere.example", false), ("http://here", true), ("https://here", true), ("https://office", true),
      ("null", false), ("http://here.example", false),
    ])
  func origins(origin: String, isIn: Bool) async throws {
    let live = try MadeLive(origins: ["https://office"])
    let ticket = try await live.ticket()
    try await live.serving { port in
      let text = try await RawSocket.with(port: port) { talk in
        try await talk.send(MadeLive.upgrade(ticket, "Origin: \(origin)\r\n"))
        return try await talk.head()
      }
      #expect(text.hasPrefix(isIn ? "HTTP/1.1 101" : "HTTP/1.1 403"))
    }
  }

  @Test("says to plain requests what it speaks")
  func plain() async throws {
    let live = try MadeLive()
    try await live.made.call(.get, "/live") { response in
      #expect(response.status.code == 426)
      #expect(response.problem == "upgrade-required")
    }
    try await live.made.call(.get, "/asyncapi.json", as: nil) { response in
      let json = try response.json
      #expect(json["asyncapi"] == "3.0.0")
    }
  }

  @Test("tells its clients to come back when the service ends", .timeLimit(.minutes(10)))
  func drains() async throws {
    let live = try MadeLive()
    live.hub.publish([MadeLive.shot(1)], at: MadeLive.time)
    let ticket = try await live.ticket()
    let (heard, tell) = AsyncStream.makeStream(of: (texts: [JSONValue], code: Int?).self)
    try await withThrowingTaskGroup(of: Void.self) { group in
      try await live.serving { port in
        let (ready, isReady) = AsyncStream.makeStream(of: Void.self)
        // Outlives the body: it hears how the service ends.
        Task {
          let all = try await Self.hear(port, ticket, say: [LiveSubscribe(.shots).json], count: 100) { count in
            if count == 3 { isReady.finish() }
          }
          tell.yield(all)
          tell.finish()
        }
        for await _ in ready {}
      }
      try await group.waitForAll()
    }
    for await all in heard {
      #expect(all.code == 1012)
      let last = try #require(all.texts.last)
      #expect(last["type"] == "closing")
      #expect(last["reason"] == "draining")
      #expect(last["marks"] == [["topic": "shots", "sequence": 1]])
    }
  }

  @Test("ends with the key it was opened with", .timeLimit(.minutes(10)))
  func revoked() async throws {
    let live = try MadeLive(limits: LiveLimits(heartbeat: 1))
    let ticket = try await live.ticket()
    let clock = live.made.clock
    try await live.serving { port in
      let heard = try await Self.hear(port, ticket, say: [LiveSubscribe(.shots).json], count: 100) { count in
        // Keys of the made service are good for a thousand seconds.
        if count == 3 { clock.now += 2000 }
      }
      #expect(heard.code == 4001)
    }
  }
}
