import CoreMetrics
import HTTPTypes
package import Hummingbird
import Logging
import Twin

/// Gives each request its identifier, counts it, times it, and writes one line when it is answered.
package struct RequestLog: RouterMiddleware {
  package typealias Context = ServiceContext

  private let metrics: MetricRegistry
  private let clock = ContinuousClock()

  package init(metrics: MetricRegistry) {
    self.metrics = metrics
    metrics.describe("http_requests_total", "Requests answered, by operation, method and status.")
    metrics.describe("http_request_duration_seconds", "Time from the head of a request to the head of its answer.")
    metrics.describe("http_requests_active", "Requests being answered.")
  }

  package func handle(
    _ request: Request, context: ServiceContext, next: (Request, ServiceContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    let trace = TraceParent(request.headers[TraceParent.field])
    context.requestID = context.id
    context.logger[metadataKey: "request"] = "\(context.requestID)"
    if let trace { context.logger[metadataKey: "trace"] = "\(trace.id)" }
    let active = Meter(label: "http_requests_active", dimensions: [], factory: metrics)
    active.increment()
    defer { active.decrement() }
    let start = clock.now
    var response = try await next(request, context)
    let duration = clock.now - start
    record(request, response.status, duration, context)
    response.headers[.requestID] = context.requestID
    if let trace { response.headers[TraceParent.field] = trace.text }
    return response
  }

  private func record(
    _ request: Request, _ status: HTTPResponse.Status, _ duration: Duration, _ context: ServiceContext
  ) {
    let path = context.endpointPath ?? "unknown"
    let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    let method = known.contains(request.method.rawValue) ? request.method.rawValue : "other"
    let dimensions = [("path", path), ("method", method)]
    Counter(
      label: "http_requests_total", dimensions: dimensions + [("status", "\(status.code)")], factory: metrics
    ).increment()
    let (seconds, attoseconds) = duration.components
    Timer(label: "http_request_duration_seconds", dimensions: dimensions, factory: metrics)
      .recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    context.logger.log(
      level: status.code >= 500 ? .error : .info, "request answered",
      metadata: [
        "method": "\(method)", "path": "\(path)", "status": "\(status.code)",
        "duration_ms": "\((duration / .milliseconds(1) * 1000).rounded() / 1000)",
        "key": "\(context.caller.principal?.id ?? "none")",
      ])
  }
}

/// The header `traceparent` of W3C Trace Context: which trace a request belongs to.
struct TraceParent {
  /// The header's name.
  static let field = HTTPField.Name.traceParent

  /// Identifier of the trace, 32 hexadecimal digits.
  let id: String
  /// The header's value.
  let text: String

  /// `nil` for a header that is absent or malformed.
  init?(_ text: String?) {
    guard let text else { return nil }
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    let isHexadecimal = parts.allSatisfy { $0.allSatisfy { $0.isHexDigit && !$0.isUppercase } }
    guard parts.count == 4, parts.map(\.count) == [2, 32, 16, 2], isHexadecimal, parts[0] != "ff",
      parts[1].contains(where: { $0 != "0" }), parts[2].contains(where: { $0 != "0" })
    else { return nil }
    id = String(parts[1])
    self.text = text
  }
}
