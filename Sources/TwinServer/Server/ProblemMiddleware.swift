import HTTPTypes
package import Hummingbird
import Logging
import Twin

/// Turns every error into problem details, and adds the fields of the head that every answer has.
package struct ProblemMiddleware: RouterMiddleware {
  package typealias Context = ServiceContext

  private let api: API

  package init(api: API) { self.api = api }

  package func handle(
    _ request: Request, context: ServiceContext, next: (Request, ServiceContext) async throws -> Response
  ) async throws -> Response {
    var response: Response
    do {
      response = try await next(request, context)
    } catch {
      let problem = problem(error, request, context)
      response = problem.response(instance: context.requestID)
    }
    response.headers[.xContentTypeOptions] = "nosniff"
    response.headers[.referrerPolicy] = "no-referrer"
    if response.headers[.contentSecurityPolicy] == nil {
      response.headers[.contentSecurityPolicy] = "default-src 'none'; frame-ancestors 'none'"
    }
    if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    return response
  }

  private func problem(_ error: any Error, _ request: Request, _ context: ServiceContext) -> Problem {
    switch error {
    case let problem as Problem: return problem
    case let error as HTTPError where error.status == .notFound: return missing(request)
    case let error as HTTPError where (400..<500).contains(error.status.code):
      return Problem(.invalidRequest, detail: error.body ?? error.status.reasonPhrase)
    case is CancellationError:
      return Problem(.timeout, detail: "The request was given up.", headers: [.retryAfter: "1"])
    default: break
    }
    if let problem = Problem(error) { return problem }
    // What went wrong inside is for the log, not for the client.
    context.logger.error("request failed", metadata: ["error": "\(String(reflecting: error))"])
    return Problem(.internalError, detail: "The request could not be answered; the log says more.")
  }

  private func missing(_ request: Request) -> Problem {
    let methods = api.methods(of: request.uri.path)
    let path = String(request.uri.path.prefix(200))
    guard !methods.isEmpty, !methods.contains(request.method.rawValue) else {
      return Problem(.notFound, detail: "There is nothing at `\(path)`.")
    }
    return Problem(
      .methodNotAllowed, detail: "`\(path)` does not know \(request.method.rawValue.prefix(20)).",
      findings: [
        .init(
          pointer: "method", found: String(request.method.rawValue.prefix(20)),
          expected: methods.joined(separator: ", "))
      ],
      headers: [.allow: methods.joined(separator: ", ")])
  }
}
