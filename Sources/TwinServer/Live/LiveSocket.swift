import LiveFeed
import NIOCore
import NIOHTTP1
import NIOWebSocket
import Plant
import ServiceLifecycle

/// The live feed over WebSocket.
struct LiveSocket: Sendable {
  /// The path of the socket.
  static let path = "/live"
  /// The protocol that clients ask for; the number is the version of the messages.
  static let subprotocol = "pur-mold-twin.live.1"
  /// What stands before a ticket among the protocols that a client asks for.
  static let ticketPrefix = "ticket."

  let hub: LiveHub
  let tickets: LiveTickets
  /// Origins of pages that may open the socket, besides the page of the service itself.
  let origins: Set<String>
  let limits: WebSocketLimits
  /// What a caller may hear.
  let access: @Sendable (Principal) -> LiveAccess
  let now: @Sendable () -> Double
  /// When clients are spoken to.
  let turns: LiveTurnsOfLoops

  /// Whether a request becomes a live socket. A ticket is used up by being read.
  func decide(_ head: HTTPRequestHead) -> UpgradeDecision {
    let parts = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts[0] == Self.path else { return .refused("path") }
    if let origin = head.headers.first(name: "origin"), !isAllowed(origin, host: head.headers.first(name: "host")) {
      return .refused("origin")
    }
    let protocols = head.headers[canonicalForm: "sec-websocket-protocol"].map(String.init)
    let query = parts.count > 1 ? parts[1].split(separator: "&") : []
    let ticket =
      protocols.first { $0.hasPrefix(Self.ticketPrefix) }?.dropFirst(Self.ticketPrefix.count)
      ?? query.first { $0.hasPrefix("ticket=") }?.dropFirst("ticket=".count)
    guard let ticket, let principal = tickets.redeem(String(ticket), at: now()) else { return .refused("ticket") }
    return .welcome(
      LiveGuest(principal: principal, access: access(principal)),
      subprotocol: protocols.contains(Self.subprotocol) ? Self.subprotocol : nil)
  }

  /// Talks with a client until one of the two has had enough.
  func talk(_ connection: NIOAsyncChannel<WebSocketFrame, WebSocketFrame>, _ guest: LiveGuest) async throws {
    let client: LiveClient
    do {
      client = try hub.join(guest.access, at: Instant(clock: now()))
    } catch {
      // 1013: try again later.
      return try await WebSocketTalk(limits: limits, hear: { _, _ in }) { voice in
        try await voice.say([error.json])
        try await voice.close(1013, "full")
      }.run(connection)
    }
    defer { client.leave() }
    try await withGracefulShutdownHandler {
      try await WebSocketTalk(limits: limits, hear: { event, _ in Self.hear(event, client) }) { [turns] voice in
        try await voice.lend { LiveSpeaker(client, voice, turns($0)) }
      }.run(connection)
    } onGracefulShutdown: {
      client.close(.draining)
    }
  }

  private static func hear(_ event: WebSocketAssembly.Event, _ client: LiveClient) {
    guard case .text(let text) = event else {
      return client.refuse(
        LiveRefusal(.malformed, at: "", found: "a binary message", expected: "a text message with JSON"))
    }
    do throws(LiveRefusal) {
      switch try LiveCommand(reading: text) {
      // A refusal is told by the client itself.
      case .subscribe(let request): try? client.subscribe(request)
      case .unsubscribe(let request): client.unsubscribe(request)
      }
    } catch {
      client.refuse(error)
    }
  }

  /// Whether a page of an origin may open the socket: one of this service, or one that is named.
  private func isAllowed(_ origin: String, host: String?) -> Bool {
    if origins.contains(origin) { return true }
    guard let host else { return false }
    return origin == "http://\(host)" || origin == "https://\(host)"
  }
}
