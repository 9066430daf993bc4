import HTTPTypes
import Hummingbird
package import LiveFeed
import NIOCore
import NIOHTTP1
import NIOWebSocket
import Plant

/// The live part of the service: tickets, socket, events, the actions of alarms, the page.
package struct LivePart: Sendable {
  private let hub: LiveHub
  private let desk: (any AlarmDesk)?
  private let page: LivePage?
  private let keys: KeyFile?
  private let sessions: SessionBook?
  private let now: @Sendable () -> Double
  private let tickets = LiveTickets()
  private let document: ByteBuffer
  private let socket: LiveSocket

  /// - Parameters:
  ///   - desk: who obeys what is asked of alarms; `nil` where nobody watches a plant.
  ///   - page: the live page; `nil` where it has not been built.
  ///   - keys: the keys of the service; `nil` for one that asks for none.
  ///   - sessions: sessions of people at a page, whose connections end with them.
  ///   - origins: origins of pages that may open the socket, besides the service's own.
  ///   - version: the version of the program.
  ///   - now: the time [s since 1970].
  package init(
    hub: LiveHub, desk: (any AlarmDesk)?, page: LivePage?, keys: KeyFile?, sessions: SessionBook? = nil,
    origins: [String], version: String, now: @escaping @Sendable () -> Double
  ) {
    self.hub = hub
    self.desk = desk
    self.page = page
    self.keys = keys
    self.sessions = sessions
    self.now = now
    socket = LiveSocket(
      hub: hub, tickets: tickets, origins: Set(origins), limits: .live,
      access: { Self.access($0, keys, sessions, now) }, now: now, turns: LiveTurnsOfLoops(now: now))
    document = ByteBuffer(string: LiveDocument.text(version: version, address: LiveSocket.path))
  }

  /// What is added to the service.
  package var part: ServicePart {
    let socket = socket
    return ServicePart(
      operations: { operations(&$0) }, routes: { register(on: $0, $1) },
      connections: { responder in
        WebSocketChannel(
          responder: responder, limits: socket.limits, decide: { socket.decide($0) },
          talk: { try await socket.talk($0, $1) })
      }, services: [LiveTicker(hub: hub, now: now)], collect: { [hub] in LiveMetrics(hub).show(on: $0) })
  }

  /// What a caller may hear: by his role and of his machines, and as long as his key, his session or his token is good.
  /// Whoever listens by a session is there: it does not end for want of other requests.
  private static func access(
    _ principal: Principal, _ keys: KeyFile?, _ sessions: SessionBook?, _ now: @escaping @Sendable () -> Double
  ) -> LiveAccess {
    LiveAccess(machines: principal.machines) { topic in
      guard principal != .anonymous else { return true }
      guard principal.role >= topic.role else { return false }
      let time = now()
      if let end = principal.tokenEnds { return time < end }
      guard keys?.isValid(id: principal.id, at: time) ?? false, sessions?.isOpen(principal, at: time) ?? true else {
        return false
      }
      sessions?.hear(principal, at: time)
      return true
    }
  }

  /// The operations of the API.
  private func operations(_ reflection: inout SchemaReflection) -> [Operation] {
    let answer = reflection.schema(of: TicketAnswer.self)
    let (tickets, now) = (tickets, now)
    var operations = [
      Operation(
        .post, "/api/v1/live/tickets", id: "makeLiveTicket",
        summary: "Make a ticket that lets its holder into the live feed once", tag: "live", role: .viewer,
        answers: [.init(.ok, "a ticket", schema: answer)], problems: [.tooManyRequests]
      ) { call in
        let ticket = try tickets.issue(to: call.principal ?? .anonymous, at: now())
        let answer = TicketAnswer(
          ticket: ticket.text, expires: ticket.expires - now(), socket: LiveSocket.path,
          subprotocols: [LiveSocket.subprotocol, LiveSocket.ticketPrefix + ticket.text])
        return Response.json(ByteBuffer(bytes: try answer.jsonText()))
      }
    ]
    if let desk { operations += AlarmActions(desk: desk, now: now).operations(&reflection) }
    return operations
  }

  /// Routes that are no operations: what never ends, and what people read.
  private func register(on router: Router<ServiceContext>, _ gate: CallGate) {
    router.get(RouterPath(LiveSocket.path)) { request, _ in try Self.notUpgraded(request) }
    let document = document
    router.get("asyncapi.json") { _, _ in Response.json(document) }
    router.get(RouterPath(LiveEvents.path)) { request, context in try events(request, context, gate) }
    page?.register(on: router)
  }

  /// Answers a request for the socket that did not become one.
  private static func notUpgraded(_ request: Request) throws(Problem) -> Response {
    let reason = HTTPField.Name(UpgradeGate.refusalField).flatMap { request.headers[$0] }
    switch reason {
    case "ticket":
      throw Problem(
        .unauthenticated, detail: "The ticket is missing, used, or over.",
        findings: [
          .init(
            pointer: "Sec-WebSocket-Protocol", found: "no ticket that is good",
            expected: "\(LiveSocket.subprotocol), \(LiveSocket.ticketPrefix)…",
            remedy: "ask for one: POST /api/v1/live/tickets")
        ], headers: [.wwwAuthenticate: #"Bearer realm="pur-mold-twin""#])
    case "origin":
      throw Problem(
        .forbidden, detail: "Pages of this origin may not open the live feed.",
        findings: [
          .init(
            pointer: "Origin", found: String(request.headers[.origin]?.prefix(100) ?? "nothing"),
            expected: "the service's own, or one that the configuration names")
        ])
    default:
      throw Problem(
        .upgradeRequired, detail: "This is a WebSocket.",
        findings: [.init(pointer: "Upgrade", found: "a plain request", expected: "websocket, version 13")],
        headers: [.upgrade: "websocket", .connection: "Upgrade", .secWebSocketVersion: "13"])
    }
  }

  private func events(_ request: Request, _ context: ServiceContext, _ gate: CallGate) throws -> Response {
    let query = request.uri.queryParameters
    func text(_ name: String) -> String? { query[Substring(name)].map(String.init) }
    let principal: Principal
    if let ticket = text("ticket") {
      guard let holder = tickets.redeem(ticket, at: now()) else {
        throw Problem(
          .unauthenticated, detail: "The ticket is used, or over.",
          findings: [.init(pointer: "ticket", found: "no ticket that is good", expected: "a new one")],
          headers: [.wwwAuthenticate: #"Bearer realm="pur-mold-twin""#])
      }
      principal = holder
    } else {
      principal = try gate.principal(request, context, for: Self.eventsOperation) ?? .anonymous
    }
    context.caller.principal = principal
    let wish = try LiveEvents.Wish(
      topics: text("topics") ?? "", machines: text("machines"), interval: text("every_s"),
      last: HTTPField.Name("Last-Event-ID").flatMap { request.headers[$0] } ?? text("last_event_id"))
    let guest = LiveGuest(principal: principal, access: Self.access(principal, keys, sessions, now))
    return try LiveEvents(hub: hub, now: now).response(wish, for: guest)
  }

  /// What the gate asks of those who want events.
  private static let eventsOperation = Operation(
    .get, "/" + LiveEvents.path, id: "hearLiveEvents", summary: "The live feed as server-sent events", tag: "live",
    role: .viewer, answers: []
  ) { _ in Response(status: .ok) }
}

/// A ticket as it is told.
private struct TicketAnswer: Codable, Sendable {
  /// The ticket.
  let ticket: String
  /// How long it is good for [s].
  let expires: Double
  /// The path of the socket.
  let socket: String
  /// What to ask for in `Sec-WebSocket-Protocol`.
  let subprotocols: [String]

  enum CodingKeys: String, CodingKey {
    case ticket
    case expires = "expires_s"
    case socket, subprotocols
  }
}
