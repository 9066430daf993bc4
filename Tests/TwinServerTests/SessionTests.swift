import Foundation
import HTTPTypes
import Testing
import TwinServer

@Suite("A page is let in by a cookie, and no other page in its name")
struct SessionTests {
  /// A session as a browser has it.
  private struct Visit {
    let made: MadeService
    var cookie: String
    let token: String
    static let origin = "http://localhost"

    /// Logs in as the page does.
    init(_ made: MadeService, as role: Role = .operator, with headers: HTTPFields = [:]) async throws {
      self.made = made
      var headers = headers
      headers[.origin] = Self.origin
      (cookie, token) = try await made.call(.post, "/api/v1/session", as: role, headers: headers) {
        guard $0.status == .ok, let field = $0.headers[.setCookie], case .string(let token)? = try $0.json["csrf_token"]
        else { throw MadeError(words: "\($0.status): \($0.text)") }
        return (String(field.prefix { $0 != ";" }), token)
      }
    }

    func call(
      _ method: HTTPRequest.Method, _ path: String, token: String?, origin: String? = Visit.origin,
      site: String? = "same-origin"
    ) async throws -> MadeAnswer {
      var headers: HTTPFields = [.cookie: "theme=dark; \(cookie)"]
      headers[.origin] = origin
      headers[try #require(HTTPField.Name("X-CSRF-Token"))] = token
      headers[try #require(HTTPField.Name("Sec-Fetch-Site"))] = site
      return try await made.call(method, path, as: nil, headers: headers) { $0 }
    }

    func ticket() async throws -> MadeAnswer { try await call(.post, "/api/v1/live/tickets", token: token) }
  }

  @Test("The cookie is for this host alone, unseen by script, and lets its holder do what his key may")
  func lets() async throws {
    let live = try MadeLive()
    try await live.made.call(.post, "/api/v1/session", as: .operator) {
      let field = try #require($0.headers[.setCookie])
      for word in ["pmt_session=", "Path=/", "HttpOnly", "SameSite=Strict", "Max-Age=43200"] {
        #expect(field.contains(word), "\(field)")
      }
      #expect(!field.contains("Secure") && !field.contains("Domain"))
      let key = try #require(live.made.keys[.operator])
      #expect(!field.contains(key.suffix(20)) && !$0.text.contains(key.suffix(20)))
    }
    let visit = try await Visit(live.made)
    let state = try await visit.call(.get, "/api/v1/session", token: nil, origin: nil)
    #expect(try state.json["name"] == "operator")
    #expect(try state.json["role"] == "operator")
    #expect(try state.json["csrf_token"] == .string(visit.token), "a page that is loaded again has it")
    #expect(try await visit.call(.get, "/api/v1/systems", token: nil, origin: nil).status == .ok)
    #expect(try await visit.ticket().status == .ok)
    let acknowledge = "/api/v1/alarms/hot/acknowledge"
    #expect(try await visit.call(.post, acknowledge, token: visit.token).status == .ok)
    let removed = "/api/v1/alarms/hot/remove-from-service"
    #expect(try await visit.call(.post, removed, token: visit.token).status == .forbidden, "for maintainers")
  }

  @Test("Under TLS the cookie is sent over nothing else")
  func secure() {
    let gate = SessionGate(book: SessionBook(keys: nil), isEncrypted: true)
    #expect(gate.cookie.hasPrefix("__Host-"))
    #expect(gate.setCookie("x", life: 1).hasSuffix("; Secure"))
  }

  @Test(
    "What changes something needs the session's token", arguments: [nil, "", "0", String(repeating: "0", count: 64)])
  func token(_ token: String?) async throws {
    let live = try MadeLive()
    let visit = try await Visit(live.made)
    for (method, path) in [
      (HTTPRequest.Method.post, "/api/v1/alarms/hot/acknowledge"), (.post, "/api/v1/live/tickets"),
      (.delete, "/api/v1/session"),
    ] {
      let answer = try await visit.call(method, path, token: token)
      #expect(answer.status == .forbidden && answer.pointers == ["X-CSRF-Token"], "\(path)")
    }
    // Neither does the token of another session.
    let other = try await Visit(live.made, as: .maintainer)
    #expect(try await visit.call(.post, "/api/v1/live/tickets", token: other.token).status == .forbidden)
    #expect(try await visit.ticket().status == .ok, "nothing was done")
  }

  @Test(
    "A page of another origin does nothing, even with the token",
    arguments: [
      nil, "null", "https://localhost", "http://localhost:81", "http://localhost.evil.example", "http://evil",
    ])
  func origin(_ origin: String?) async throws {
    let live = try MadeLive()
    let visit = try await Visit(live.made)
    let answer = try await visit.call(.post, "/api/v1/alarms/hot/acknowledge", token: visit.token, origin: origin)
    #expect(answer.status == .forbidden && answer.pointers == ["Origin"])
    guard let origin else { return }
    try await live.made.call(.post, "/api/v1/session", as: .operator, headers: [.origin: origin]) {
      #expect($0.status == .forbidden && $0.headers[.setCookie] == nil, "nobody is logged in by a page of elsewhere")
    }
  }

  @Test("What a browser says is of another site reads nothing", arguments: ["cross-site", "same-site", "x"])
  func site(_ site: String) async throws {
    let visit = try await Visit(try MadeService())
    let answer = try await visit.call(.get, "/api/v1/systems", token: nil, origin: nil, site: site)
    #expect(answer.status == .forbidden && answer.pointers == ["Sec-Fetch-Site"])
  }

  @Test("An identifier that somebody put there before is not taken, and ends")
  func fixation() async throws {
    let made = try MadeService()
    let fixed = String(repeating: "a", count: 64)
    let visit = try await Visit(made, with: [.cookie: "pmt_session=\(fixed)"])
    #expect(!visit.cookie.contains(fixed))
    var known = visit
    known.cookie = "pmt_session=\(fixed)"
    #expect(try await known.call(.get, "/api/v1/session", token: nil).status == .unauthorized)
    // The session of an attacker that was put into a browser ends when its owner logs in.
    let again = try await Visit(made, with: [.cookie: visit.cookie])
    #expect(again.cookie != visit.cookie && again.token != visit.token)
    #expect(try await visit.call(.get, "/api/v1/session", token: nil).status == .unauthorized)
    // Two cookies of one name: nobody knows whose.
    var double = again
    double.cookie = again.cookie + "; " + visit.cookie
    #expect(try await double.call(.get, "/api/v1/session", token: nil).status == .unauthorized)
  }

  @Test("A session ends by silence, and by time in spite of use")
  func ends() async throws {
    let made = try MadeService()
    let key = try made.key(.viewer, machines: ["foam"])
    func visit() async throws -> (cookie: String, isOpen: () async throws -> Bool) {
      let cookie = try await made.call(.post, "/api/v1/session", key: key) {
        String(try #require($0.headers[.setCookie]).prefix { $0 != ";" })
      }
      return (
        cookie,
        {
          try await made.call(.get, "/api/v1/session", as: nil, headers: [.cookie: cookie]) {
            if $0.status == .unauthorized { #expect($0.headers[.setCookie]?.contains("Max-Age=0") == true) }
            return $0.status == .ok
          }
        }
      )
    }
    let silent = try await visit()
    made.clock.now += SessionBook.quiet - 1
    #expect(try await silent.isOpen())
    made.clock.now += SessionBook.quiet
    #expect(try await !silent.isOpen())
    #expect(try await !silent.isOpen())
    let used = try await visit()
    for _ in 0..<Int(SessionBook.life / 1000) {
      #expect(try await used.isOpen())
      made.clock.now += 1000
    }
    made.clock.now += 1000
    #expect(try await !used.isOpen())
  }

  @Test("A key that is revoked ends its sessions, and leaves those of others")
  func revoked() async throws {
    let made = try MadeService()
    let (visit, other) = (try await Visit(made), try await Visit(made, as: .viewer))
    let file = KeyFile(path: made.folder.path + "/keys.json")
    _ = try file.remove(id: try #require(try file.keys().first { $0.role == .operator }).id)
    made.clock.now += 2
    #expect(try await visit.call(.get, "/api/v1/session", token: nil).status == .unauthorized)
    #expect(try await other.call(.get, "/api/v1/session", token: nil).status == .ok)
  }

  @Test("Who leaves is out, and the audit log has it")
  func leaves() async throws {
    let made = try MadeService()
    let visit = try await Visit(made)
    let answer = try await visit.call(.delete, "/api/v1/session", token: visit.token)
    #expect(answer.status == .noContent && answer.headers[.setCookie]?.contains("Max-Age=0") == true)
    #expect(try await visit.call(.get, "/api/v1/session", token: nil).status == .unauthorized)
    let entries = try AuditLog(path: made.folder.path + "/audit.jsonl").entries()
    #expect(entries.map(\.action) == ["logIn", "logOut"] && Set(entries.map(\.actor)).count == 1)
  }

  @Test("A session begins with a key, not with a cookie; a key has a bounded number of them")
  func begins() async throws {
    let made = try MadeService()
    let visit = try await Visit(made)
    #expect(try await visit.call(.post, "/api/v1/session", token: visit.token).status == .forbidden)
    try await made.call(.post, "/api/v1/session", as: nil) { #expect($0.status == .unauthorized) }
    let other = try await Visit(made, as: .viewer)
    for _ in 0..<SessionBook.maxima.each {
      made.clock.now += 1
      _ = try await Visit(made)
    }
    #expect(try await visit.call(.get, "/api/v1/session", token: nil).status == .unauthorized, "the oldest has ended")
    #expect(try await other.call(.get, "/api/v1/session", token: nil).status == .ok)
  }

  @Test("A key in the head counts, whatever the cookie says; it needs no token")
  func headCounts() async throws {
    let live = try MadeLive()
    let visit = try await Visit(live.made, as: .viewer)
    try await live.made.call(
      .post, "/api/v1/alarms/hot/acknowledge", as: .operator, headers: [.cookie: visit.cookie]
    ) { #expect($0.status == .ok) }
    try await live.made.call(.get, "/api/v1/session", key: "wrong", headers: [.cookie: visit.cookie]) {
      #expect($0.status == .unauthorized)
    }
  }
}
