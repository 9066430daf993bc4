import HTTPTypes
import Hummingbird
import NIOCore

/// What every call passes before its work: the key, the role, the size of the body.
package struct CallGate: Sendable {
  /// The keys; `nil` for a service that asks for none.
  package let keys: KeyFile?
  /// Who verifies tokens of an identity provider; `nil` where none are taken.
  package let tokens: TokenVerifier?
  /// Lets callers in by the cookie of a session; `nil` where there are none.
  package let sessions: SessionGate?
  /// Holds every key to its share of requests, from wherever they come; `nil` where nothing does.
  package let limiter: RateLimiter?
  /// Largest body [bytes].
  package let bodyMaximum: Int
  /// Longest time for one request [s].
  package let timeMaximum: Double
  /// The time [s since 1970].
  package let now: @Sendable () -> Double

  package init(
    keys: KeyFile?, tokens: TokenVerifier? = nil, sessions: SessionGate? = nil, limiter: RateLimiter? = nil,
    bodyMaximum: Int, timeMaximum: Double, now: @escaping @Sendable () -> Double
  ) {
    self.keys = keys
    self.tokens = tokens
    self.sessions = sessions
    self.limiter = limiter
    self.bodyMaximum = bodyMaximum
    self.timeMaximum = timeMaximum
    self.now = now
  }

  /// Does the work of a call within the time it may take.
  ///
  /// What waits is given up; what computes ends first, by the limits of the solver.
  func timed(_ work: @escaping @Sendable () async throws -> Response) async throws -> Response {
    let limit = timeMaximum
    return try await withThrowingTaskGroup(of: Response.self) { group in
      group.addTask { try await work() }
      group.addTask {
        try await Task.sleep(for: .seconds(limit))
        throw Problem(
          .timeout, detail: "The request took longer than \(limit) s.", headers: [.retryAfter: "5"])
      }
      defer { group.cancelAll() }
      guard let response = try await group.next() else { throw CancellationError() }
      return response
    }
  }

  /// Who calls.
  ///
  /// - Throws: ``Problem`` of status 401 for a key that is missing or not valid, 403 for a role that may not, 429 for a
  ///   key that asks too much.
  func principal(_ request: Request, _ context: ServiceContext, for operation: Operation) throws -> Principal? {
    guard let role = operation.role else { return nil }
    if keys == nil, tokens == nil { return .anonymous }
    let time = now()
    let principal = try caller(request, at: time)
    context.caller.principal = principal
    if let decision = limiter?.take(principal.id, at: time), !decision.isAllowed {
      throw Problem(
        .tooManyRequests, detail: "This key has used up its requests.",
        headers: [.retryAfter: "\(Int(decision.wait.rounded(.up)))"])
    }
    guard principal.role >= role else {
      throw Problem(
        .forbidden, detail: "The operation `\(operation.id)` needs another role.",
        findings: [
          .init(
            pointer: "Authorization", found: "role \(principal.role.rawValue)", expected: "\(role.rawValue) or more")
        ])
    }
    return principal
  }

  /// Who a request's key, token or session stands for; a key or token counts before a cookie, which is not looked at
  /// then.
  private func caller(_ request: Request, at time: Double) throws -> Principal {
    guard let text = Self.key(in: request.headers) else {
      if let session = try sessions?.session(request, at: time) { return session.principal }
      throw unauthenticated("A key is missing.", found: "no key")
    }
    let known = try keys?.principal(of: text, at: time) ?? tokens?.principal(of: text, at: time)
    guard let known else {
      throw unauthenticated("The key is not valid.", found: "a key that is unknown, revoked or expired")
    }
    return known
  }

  /// The body of a request.
  ///
  /// - Throws: ``Problem`` of status 413 for more than ``bodyMaximum``.
  func bytes(of request: Request) async throws -> [UInt8] { try await Self.bytes(of: request, limit: bodyMaximum) }

  /// The body of a request.
  ///
  /// - Throws: ``Problem`` of status 413 for more than `limit`.
  static func bytes(of request: Request, limit: Int) async throws -> [UInt8] {
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { throw tooLarge(limit) }
    do {
      let buffer = try await request.body.collect(upTo: limit)
      return Array(buffer.readableBytesView)
    } catch is NIOTooManyBytesError {
      throw tooLarge(limit)
    }
  }

  static func tooLarge(_ limit: Int) -> Problem {
    Problem(
      .tooLarge, detail: "The body is too large.",
      findings: [.init(pointer: "", found: "more", expected: "at most \(limit) bytes")])
  }

  private static func key(in headers: HTTPFields) -> String? {
    if let key = headers[.apiKey] { return key }
    guard let text = headers[.authorization] else { return nil }
    let parts = text.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
    return String(parts[1])
  }

  private func unauthenticated(_ detail: String, found: String) -> Problem {
    Problem(
      .unauthenticated, detail: detail,
      findings: [
        .init(
          pointer: "Authorization", found: found, expected: "Bearer and a key",
          remedy: "make one with `pur-mold-twin keys make`")
      ],
      headers: [.wwwAuthenticate: #"Bearer realm="pur-mold-twin""#])
  }
}
