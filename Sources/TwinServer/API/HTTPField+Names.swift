import HTTPTypes

extension HTTPField.Name {
  /// Names that the library does not list.
  static let requestID = named("X-Request-ID")
  static let apiKey = named("X-API-Key")
  static let traceParent = named("traceparent")
  static let rateLimit = named("RateLimit")
  static let rateLimitPolicy = named("RateLimit-Policy")
  static let contentSecurityPolicy = named("Content-Security-Policy")
  static let idempotencyReplayed = named("Idempotency-Replayed")
  static let csrfToken = named("X-CSRF-Token")
  static let fetchSite = named("Sec-Fetch-Site")
  static let referrerPolicy = named("Referrer-Policy")

  private static func named(_ text: String) -> HTTPField.Name {
    guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is a token") }
    return name
  }
}
