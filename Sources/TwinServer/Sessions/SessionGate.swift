import HTTPTypes
import Hummingbird

/// Lets callers in by the cookie of a session, and no page of another origin in their name.
///
/// Browsers send cookies by themselves. So a request that changes something has to say what only a page of this service
/// knows, the session's token, and has to come from such a page; every request that a browser says is of another site
/// is refused.
package struct SessionGate: Sendable {
  package let book: SessionBook
  /// Whether the service speaks TLS: the cookie is then sent over nothing else.
  package let isEncrypted: Bool

  package init(book: SessionBook, isEncrypted: Bool) {
    self.book = book
    self.isEncrypted = isEncrypted
  }

  /// Name of the cookie. Under TLS its prefix makes browsers refuse one that another host or plain HTTP has set.
  package var cookie: String { isEncrypted ? "__Host-pmt_session" : "pmt_session" }

  /// The identifier in a request's cookies; `nil` where there is none, or more than one.
  func identifier(in headers: HTTPFields) -> String? {
    let found = headers[values: .cookie].flatMap { $0.split(separator: ";") }.compactMap { pair -> Substring? in
      let parts = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return parts.count == 2 && parts[0] == cookie ? parts[1] : nil
    }
    // Two of a name: one was put there by somebody else, and nobody knows which.
    guard found.count == 1, found[0].utf8.count == 64 else { return nil }
    return String(found[0])
  }

  /// The session of a request; `nil` where it has no cookie.
  ///
  /// - Throws: ``Problem`` of status 401 for a session that is over, 403 for a request that a page of another origin
  ///   made, or that changes something without the session's token.
  func session(_ request: Request, at now: Double) throws(Problem) -> SessionBook.Session? {
    guard let identifier = identifier(in: request.headers) else { return nil }
    if let site = request.headers[.fetchSite], site != "same-origin", site != "none" {
      throw Self.foreign("Sec-Fetch-Site", found: site, expected: "same-origin")
    }
    guard let session = book.session(identifier, at: now) else {
      throw Problem(
        .unauthenticated, detail: "The session is over.",
        findings: [
          .init(
            pointer: "Cookie", found: "a session that is over or unknown", expected: "one that is under way",
            remedy: "log in again")
        ], headers: [.wwwAuthenticate: #"Bearer realm="pur-mold-twin""#, .setCookie: setCookie("", life: 0)])
    }
    guard request.method != .get, request.method != .head else { return session }
    try checkOrigin(request)
    guard let token = request.headers[.csrfToken], Self.isSame(token, session.token) else {
      throw Problem(
        .forbidden, detail: "The request does not say that a page of this service made it.",
        findings: [
          .init(
            pointer: "X-CSRF-Token", found: request.headers[.csrfToken] == nil ? "nothing" : "another token",
            expected: "the token of the session: GET /api/v1/session")
        ])
    }
    return session
  }

  /// - Throws: ``Problem`` of status 403 for a request of a page that is not this service's, or does not say.
  func checkOrigin(_ request: Request) throws(Problem) {
    let own = (isEncrypted ? "https://" : "http://") + (request.head.authority ?? "")
    guard let origin = request.headers[.origin], origin == own else {
      throw Self.foreign("Origin", found: request.headers[.origin] ?? "nothing", expected: own)
    }
  }

  private static func foreign(_ field: String, found: String, expected: String) -> Problem {
    Problem(
      .forbidden, detail: "Pages of other origins may do nothing in the name of a session.",
      findings: [.init(pointer: field, found: String(found.prefix(100)), expected: expected)])
  }

  /// The field that sets the cookie, or takes it away where `life` is 0.
  package func setCookie(_ identifier: String, life: Int) -> String {
    "\(cookie)=\(identifier); Path=/; Max-Age=\(life); HttpOnly; SameSite=Strict" + (isEncrypted ? "; Secure" : "")
  }

  /// Whether two texts are the same; takes the same time wherever they differ.
  private static func isSame(_ one: String, _ other: String) -> Bool {
    let (one, other) = (Array(one.utf8), Array(other.utf8))
    guard one.count == other.count else { return false }
    return zip(one, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
