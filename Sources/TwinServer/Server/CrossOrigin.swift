import HTTPTypes
import Hummingbird

/// Lets pages of the origins named call the service from a browser (CORS).
struct CrossOrigin: RouterMiddleware {
  typealias Context = ServiceContext

  let origins: Set<String>

  func handle(
    _ request: Request, context: ServiceContext, next: (Request, ServiceContext) async throws -> Response
  ) async throws -> Response {
    guard let origin = request.headers[.origin], origins.contains(origin) else {
      return try await next(request, context)
    }
    if request.method == .options, request.headers[.accessControlRequestMethod] != nil {
      return Response(
        status: .noContent,
        headers: [
          .accessControlAllowOrigin: origin, .accessControlAllowMethods: "GET, POST, PUT, DELETE",
          .accessControlAllowHeaders: "Authorization, Content-Type, Idempotency-Key, If-Match, X-API-Key",
          .accessControlMaxAge: "600",
          .vary: "Origin",
        ])
    }
    var response = try await next(request, context)
    response.headers[.accessControlAllowOrigin] = origin
    response.headers[.accessControlExposeHeaders] = "ETag, Location, Idempotency-Replayed, Retry-After"
    response.headers[.vary] = "Origin"
    return response
  }
}
