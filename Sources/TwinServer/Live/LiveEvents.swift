import HTTPTypes
import Hummingbird
import LiveFeed
import NIOCore
import Plant
import ServiceLifecycle

/// The live feed as server-sent events, for clients that cannot open a WebSocket.
struct LiveEvents: Sendable {
  /// The path of the stream.
  static let path = "api/v1/live/events"

  let hub: LiveHub
  let now: @Sendable () -> Double

  /// What a client asks for in its query.
  struct Wish: Hashable, Sendable {
    var requests: [LiveSubscribe]

    /// - Throws: ``Problem`` of status 400 that names the parameter.
    init(topics: String, machines: String?, interval: String?, last: String?) throws(Problem) {
      let marks = try last.flatMap { $0.isEmpty ? nil : $0 }.map(Self.marks) ?? [:]
      let seconds: Double?
      if let interval {
        guard let number = Double(interval) else {
          throw Self.wrong("every_s", interval, "a number of seconds")
        }
        seconds = number
      } else {
        seconds = nil
      }
      requests = []
      for word in topics.split(separator: ",") {
        guard let topic = LiveTopic(rawValue: String(word)) else {
          throw Self.wrong("topics", String(word), LiveTopic.allCases.map(\.rawValue).joined(separator: ", "))
        }
        requests.append(
          LiveSubscribe(
            topic, machines: machines.map { $0.split(separator: ",").map(String.init) },
            interval: topic.isCoalesced ? seconds : nil, resume: marks[topic]))
      }
      guard !requests.isEmpty else { throw Self.wrong("topics", "nothing", "topics, joined by commas") }
    }

    /// Reads the identifier of an event: `epoch/alarms:12,samples:340`.
    private static func marks(_ text: String) throws(Problem) -> [LiveTopic: LiveResume] {
      let parts = text.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count == 2, text.utf8.count <= 400 else {
        throw wrong("Last-Event-ID", String(text.prefix(60)), "the identifier of an event of this stream")
      }
      var marks: [LiveTopic: LiveResume] = [:]
      for mark in parts[1].split(separator: ",") {
        let pair = mark.split(separator: ":")
        guard pair.count == 2, let topic = LiveTopic(rawValue: String(pair[0])), let sequence = Int(pair[1]) else {
          throw wrong("Last-Event-ID", String(mark.prefix(60)), "a topic and a number")
        }
        marks[topic] = LiveResume(epoch: String(parts[0]), sequence: sequence)
      }
      return marks
    }

    private static func wrong(_ name: String, _ found: String, _ expected: String) -> Problem {
      Problem(
        .invalidRequest, detail: "A parameter is not valid.",
        findings: [.init(pointer: name, found: String(found.prefix(60)), expected: expected)])
    }
  }

  /// The stream for a guest.
  /// - Throws: ``Problem`` of status 403 for a topic he may not hear, 400 for an interval out of range, 503 when there
  ///   are as many clients as may be.
  func response(_ wish: Wish, for guest: LiveGuest) throws -> Response {
    let client: LiveClient
    do {
      client = try hub.join(guest.access, at: Instant(clock: now()))
    } catch {
      throw Problem(.busy, detail: "There are as many clients as may be.", headers: [.retryAfter: "5"])
    }
    for request in wish.requests {
      do {
        try client.subscribe(request)
      } catch {
        client.leave()
        let kind: Problem.Kind = error.kind == .forbidden ? .forbidden : .invalidRequest
        throw Problem(
          kind, detail: "The topic `\(request.topic.rawValue)` cannot be heard like this.",
          findings: [.init(pointer: error.pointer, found: error.found, expected: error.expected)])
      }
    }
    let body = ResponseBody { writer in
      defer { client.leave() }
      try await withGracefulShutdownHandler {
        try await write(client, to: &writer)
      } onGracefulShutdown: {
        client.close(.draining)
      }
      try await writer.finish(nil)
    }
    return Response(
      status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"], body: body)
  }

  private func write(_ client: LiveClient, to writer: inout any ResponseBodyWriter) async throws {
    try await writer.write(ByteBuffer(string: "retry: 1000\n\n"))
    while !Task.isCancelled {
      let output = client.take(at: Instant(clock: now()))
      let marks = client.marks
      var text = ""
      for (place, message) in output.messages.enumerated() {
        // The identifier stands with the last event of a look, which none of the marks is ahead of.
        if place == output.messages.count - 1, !marks.isEmpty {
          text += "id: \(identifier(client.epoch, marks))\n"
        }
        text += "data: \(message)\n\n"
      }
      if !text.isEmpty { try await writer.write(ByteBuffer(string: text)) }
      if output.closing != nil { return }
      if !output.hasMore { await client.wait() }
    }
  }

  private func identifier(_ epoch: String, _ marks: [LiveMark]) -> String {
    "\(epoch)/" + marks.map { "\($0.topic.rawValue):\($0.sequence)" }.joined(separator: ",")
  }
}
