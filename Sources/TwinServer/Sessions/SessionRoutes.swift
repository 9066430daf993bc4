import HTTPTypes
import Hummingbird

/// Logging in with a key, looking whether one is in, and leaving.
struct SessionRoutes: Sendable {
  /// A session as it is told.
  struct SessionState: Codable, Sendable {
    /// Who it is: the name of the key, or `anonymous` where the service asks for none.
    let name: String
    let role: Role
    /// What `X-CSRF-Token` has to say in requests that change something; absent where no session is under way.
    let token: String?
    /// How long it goes on at most, and how long without a request [s]; absent where no session is under way.
    let ends: Double?
    let quiet: Double?

    enum CodingKeys: String, CodingKey {
      case name, role
      case token = "csrf_token"
      case ends = "ends_s"
      case quiet = "quiet_s"
    }
  }

  let gate: SessionGate?
  let audit: AuditLog?
  /// The time [s since 1970].
  let now: @Sendable () -> Double

  func operations(_ reflection: inout SchemaReflection) -> [Operation] {
    let state = reflection.schema(of: SessionState.self)
    return [
      Operation(
        .post, "/api/v1/session", id: "logIn", summary: "Begin a session with a key, for a page in a browser",
        tag: "sessions", role: .viewer, answers: [.init(.ok, "the session, and its cookie", schema: state)]
      ) { call in try logIn(call) },
      Operation(
        .get, "/api/v1/session", id: "getSession", summary: "Who one is", tag: "sessions", role: .viewer,
        answers: [.init(.ok, "the caller, and his session", schema: state)]
      ) { call in try self.state(call) },
      Operation(
        .delete, "/api/v1/session", id: "logOut", summary: "End the session", tag: "sessions", role: .viewer,
        answers: [.init(.noContent, "it has ended", schema: nil)]
      ) { call in try logOut(call) },
    ]
  }

  private func logIn(_ call: Call) throws -> Response {
    let principal = call.principal ?? .anonymous
    guard let gate, principal != .anonymous else { return try state(call) }
    // A browser says of which page a request is; one of another origin logs nobody in.
    if call.request.headers[.origin] != nil { try gate.checkOrigin(call.request) }
    guard !principal.isOfToken, principal.session == nil else {
      throw Problem(
        .forbidden, detail: "A session begins with a key of this service.",
        findings: [
          .init(
            pointer: "Authorization", found: principal.isOfToken ? "a token" : "a cookie", expected: "a key")
        ])
    }
    let time = now()
    if let former = gate.identifier(in: call.request.headers) { gate.book.close(former) }
    guard let opened = gate.book.open(for: principal, at: time) else {
      throw Problem(.busy, detail: "There are too many sessions.", headers: [.retryAfter: "60"])
    }
    try audit?.append(actor: principal.id, action: "logIn", subject: call.context.address, at: time)
    var response = try Response.json(
      SessionState(
        name: principal.name, role: principal.role, token: opened.token, ends: SessionBook.life,
        quiet: SessionBook.quiet))
    response.headers[.setCookie] = gate.setCookie(opened.identifier, life: Int(SessionBook.life))
    return response
  }

  private func state(_ call: Call) throws -> Response {
    let principal = call.principal ?? .anonymous
    let session = principal.session == nil ? nil : try gate?.session(call.request, at: now())
    return try .json(
      SessionState(
        name: principal.name, role: principal.role, token: session?.token, ends: session.map { $0.ends - now() },
        quiet: session == nil ? nil : SessionBook.quiet))
  }

  private func logOut(_ call: Call) throws -> Response {
    var headers: HTTPFields = [:]
    if let gate, let identifier = gate.identifier(in: call.request.headers), call.principal?.session != nil {
      gate.book.close(identifier)
      headers[.setCookie] = gate.setCookie("", life: 0)
      try audit?.append(
        actor: call.principal?.id ?? "", action: "logOut", subject: call.context.address, at: now())
    }
    return Response(status: .noContent, headers: headers)
  }
}
