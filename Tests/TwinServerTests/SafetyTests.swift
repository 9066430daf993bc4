import Foundation
import HTTPTypes
import Testing
import Twin
import TwinServer

@Suite("Nobody gets in who may not, and nothing is done unseen")
struct SafetyTests {
  @Test("Every operation that needs a role refuses callers without a key, with a wrong one, and of a lesser role")
  func roles() async throws {
    let service = try MadeService()
    for operation in service.service.api.operations {
      guard let role = operation.role else { continue }
      let path = operation.path.replacing(/\{[a-z]+\}/, with: "car-seat")
      let body = operation.body == nil ? nil : "{}"
      try await service.call(operation.method, path, as: nil, body: body) {
        #expect($0.status == .unauthorized, "\(operation.id)")
        #expect($0.headers[.wwwAuthenticate] != nil)
      }
      let guess = "pmt_000000000000_" + String(repeating: "0", count: 64)
      for key in ["x", guess, "pmt__", ""] {
        try await service.call(operation.method, path, key: key, body: body) { #expect($0.status == .unauthorized) }
      }
      for lesser in Role.allCases where lesser < role {
        try await service.call(operation.method, path, as: lesser, body: body) { #expect($0.status == .forbidden) }
      }
    }
  }

  @Test("A key ends when it expires and when it is revoked")
  func keysEnd() async throws {
    let service = try MadeService()
    try await service.call(.get, "/api/v1/systems", as: .viewer) { #expect($0.status == .ok) }
    let file = KeyFile(path: service.folder.path + "/keys.json")
    let viewer = try #require(try file.keys().first { $0.role == .viewer })
    _ = try file.remove(id: viewer.id)
    service.clock.now += 2
    try await service.call(.get, "/api/v1/systems", as: .viewer) { #expect($0.status == .unauthorized) }
    try await service.call(.get, "/api/v1/systems", as: .operator) { #expect($0.status == .ok) }
    service.clock.now += 1000
    try await service.call(.get, "/api/v1/systems", as: .operator) { #expect($0.status == .unauthorized) }
  }

  @Test("The file of keys holds no secret and is its owner's alone")
  func keyFile() throws {
    let service = try MadeService()
    let path = service.folder.path + "/keys.json"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    for key in service.keys.values { #expect(!text.contains(key.split(separator: "_")[2])) }
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
    #expect(mode?.intValue == 0o600)
  }

  @Test("Those who come first, all at once, are let in by the file as it is, not as it was not read yet")
  func firstCallers() async throws {
    let service = try MadeService()
    let text = try #require(service.keys[.viewer])
    for _ in 0..<20 {
      let file = KeyFile(path: service.folder.path + "/keys.json")
      let now = service.clock.now
      let refused = await withTaskGroup(of: Bool.self) { group in
        for _ in 0..<16 { group.addTask { (try? file.principal(of: text, at: now)) == nil } }
        return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(refused == 0)
    }
  }

  @Test("A damaged file of keys lets nobody in")
  func damagedKeys() async throws {
    let service = try MadeService()
    try "{".write(toFile: service.folder.path + "/keys.json", atomically: true, encoding: .utf8)
    service.clock.now += 2
    for _ in 0..<3 {
      try await service.call(.get, "/api/v1/systems") { #expect($0.status == .internalServerError) }
    }
    try await service.call(.get, "/health/ready", as: nil) { #expect($0.status == .serviceUnavailable) }
  }

  @Test("The audit log shows a line changed, taken out, or put in between")
  func audit() throws {
    let service = try MadeService()
    let log = AuditLog(path: service.folder.path + "/audit.jsonl")
    for number in 1...4 {
      try log.append(actor: "console", action: "key made", subject: "k\(number)", at: Double(number))
    }
    #expect(try log.entries().map(\.subject) == ["k1", "k2", "k3", "k4"])
    let lines = try String(contentsOfFile: log.path, encoding: .utf8).split(separator: "\n").map(String.init)
    func broken(_ lines: [String]) throws -> Int? {
      try (lines.joined(separator: "\n") + "\n").write(toFile: log.path, atomically: true, encoding: .utf8)
      do {
        _ = try log.entries()
        return nil
      } catch let error as AuditLog.Break {
        return error.line
      }
    }
    var changed = lines
    changed[1] = changed[1].replacing("k2", with: "k9")
    #expect(try broken(changed) == 2)
    #expect(try broken([lines[0], lines[2], lines[3]]) == 2)
    #expect(try broken([lines[0], lines[0]] + lines[1...]) == 2)
    #expect(throws: AuditLog.Break.self) { try log.append(actor: "x", action: "y", subject: "z", at: 0) }
    #expect(try broken(lines) == nil)
  }

  @Test("An address that asks too much is held back and told for how long")
  func rateLimit() async throws {
    let service = try MadeService {
      $0.requestRate = 2
      $0.requestBurst = 3
    }
    for left in [2, 1, 0] {
      try await service.call(.get, "/version", as: nil) {
        #expect($0.status == .ok)
        let state = $0.headers[try #require(HTTPField.Name("RateLimit"))]
        #expect(state?.hasPrefix("\"address\";r=\(left);t=") == true)
      }
    }
    try await service.call(.get, "/version", as: nil) {
      #expect($0.status == .tooManyRequests && $0.problem == "too-many-requests")
      #expect($0.headers[.retryAfter] == "1")
    }
    try await service.call(.get, "/health/live", as: nil) {
      #expect($0.status == .ok, "supervision is never held back")
    }
    service.clock.now += 0.5
    try await service.call(.get, "/version", as: nil) { #expect($0.status == .ok) }
    let limiter = RateLimiter(rate: 2, burst: 1)
    #expect(limiter.take("a", at: 0).isAllowed && !limiter.take("a", at: 0).isAllowed)
    #expect(limiter.take("b", at: 0).isAllowed, "another address has a share of its own")
  }

  @Test("A key has its share whatever addresses it is used from, and leaves others theirs")
  func keyLimit() async throws {
    let service = try MadeService {
      $0.requestRate = 2
      $0.requestBurst = 3
    }
    for address in ["10.0.0.1", "10.0.0.2", "10.0.0.3"] {
      try await service.call(.get, "/api/v1/systems", as: .viewer, from: address) { #expect($0.status == .ok) }
    }
    try await service.call(.get, "/api/v1/systems", as: .viewer, from: "10.0.0.4") {
      #expect($0.status == .tooManyRequests && $0.headers[.retryAfter] == "1")
    }
    try await service.call(.get, "/api/v1/systems", as: .operator, from: "10.0.0.4") { #expect($0.status == .ok) }
  }

  @Test("Beyond this machine only with TLS and keys")
  func danger() throws {
    var configuration = ServiceConfiguration()
    #expect(configuration.danger == nil)
    configuration.host = "0.0.0.0"
    #expect(configuration.danger != nil)
    let text = "schema: pur-mold-twin/service/1\nhost: 0.0.0.0\ntls: { certificate: c, key: k }"
    configuration = try ServiceConfiguration.read(file: (text: text, name: "service.yaml")).configuration
    #expect(configuration.danger == nil)
    configuration.authentication = .off
    #expect(configuration.danger != nil)
    configuration.allowsInsecure = true
    #expect(configuration.danger == nil)
  }

  @Test("Pages of other origins are told nothing, those of a named origin are")
  func origins() async throws {
    let service = try MadeService { $0.origins = ["https://panel.example"] }
    try await service.call(.get, "/version", headers: [.origin: "https://evil.example"]) {
      #expect($0.headers[.accessControlAllowOrigin] == nil)
    }
    try await service.call(.get, "/version", headers: [.origin: "https://panel.example"]) {
      #expect($0.headers[.accessControlAllowOrigin] == "https://panel.example")
    }
  }
}
