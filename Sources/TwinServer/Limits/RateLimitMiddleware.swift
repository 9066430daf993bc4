import HTTPTypes
package import Hummingbird

/// Holds every address to its share of requests and says what is left of it (RateLimit header fields).
package struct RateLimitMiddleware: RouterMiddleware {
  package typealias Context = ServiceContext

  private let limiter: RateLimiter
  private let now: @Sendable () -> Double
  /// Paths that supervision asks for, never limited.
  private static let exempt = ["/health/live", "/health/ready"]

  package init(limiter: RateLimiter, now: @escaping @Sendable () -> Double) {
    self.limiter = limiter
    self.now = now
  }

  package func handle(
    _ request: Request, context: ServiceContext, next: (Request, ServiceContext) async throws -> Response
  ) async throws -> Response {
    guard !Self.exempt.contains(request.uri.path) else { return try await next(request, context) }
    let decision = limiter.take(context.address, at: now())
    let policy = "\"address\";q=\(Int(limiter.burst));w=\(Int((limiter.burst / limiter.rate).rounded(.up)))"
    let state = "\"address\";r=\(decision.remaining);t=\(Int(decision.reset.rounded(.up)))"
    guard decision.isAllowed else {
      throw Problem(
        .tooManyRequests, detail: "This address has used up its requests.",
        headers: [
          .retryAfter: "\(Int(decision.wait.rounded(.up)))", .rateLimitPolicy: policy, .rateLimit: state,
        ])
    }
    var response = try await next(request, context)
    response.headers[.rateLimitPolicy] = policy
    response.headers[.rateLimit] = state
    return response
  }
}
