import HTTPTypes
import Foundation
import Testing
import TwinServer

@Suite("Actions on alarms, and the live page")
struct AlarmActionTests {
  @Test("are for operators, and say why not")
  func actions() async throws {
    let live = try MadeLive()
    try await live.made.call(.post, "/api/v1/alarms/hot/acknowledge", as: .viewer) { #expect($0.status.code == 403) }
    try await live.made.call(.post, "/api/v1/alarms/hot/acknowledge", as: .operator) { response in
      #expect(response.status.code == 200)
      guard case .array(let steps) = try response.json else { throw MadeError(words: "no steps") }
      #expect(steps.first?["from"] == "unacknowledged")
      #expect(steps.first?["stage"] == "acknowledged")
      #expect(steps.first?["actor"] == "operator")
    }
    try await live.made.call(.post, "/api/v1/alarms/cold/acknowledge", as: .operator) { #expect($0.status.code == 409) }
    try await live.made.call(.post, "/api/v1/alarms/none/acknowledge", as: .operator) { #expect($0.status.code == 404) }
    try await live.made.call(.post, "/api/v1/alarms/hot/remove-from-service", as: .operator) {
      #expect($0.status.code == 403)
    }
    try await live.made.call(.post, "/api/v1/alarms/hot/shelve", as: .operator) {
      #expect($0.pointers == ["for_s"])
    }
    try await live.made.call(.post, "/api/v1/alarms/hot/shelve?for_s=60", as: .operator) {
      #expect($0.status.code == 200)
    }
  }

  @Test("change only the state that was looked at, where a tag says so")
  func tags() async throws {
    let live = try MadeLive()
    func tag() async throws -> String {
      try await live.made.call(.get, "/api/v1/alarms/hot", as: .viewer) {
        #expect(try $0.json["stage"] != nil)
        return try #require($0.headers[.eTag])
      }
    }
    let seen = try await tag()
    try await live.made.call(.get, "/api/v1/alarms/hot", as: .viewer, headers: [.ifNoneMatch: seen]) {
      #expect($0.status == .notModified)
    }
    let path = "/api/v1/alarms/hot/"
    try await live.made.call(.post, path + "acknowledge", as: .operator, headers: [.ifMatch: "W/\(seen)"]) {
      #expect($0.status == .preconditionFailed, "compared strongly")
    }
    try await live.made.call(.post, path + "acknowledge", as: .operator, headers: [.ifMatch: seen]) {
      #expect($0.status == .ok && $0.headers[.eTag] != seen)
    }
    #expect(try await tag() != seen)
    try await live.made.call(.post, path + "shelve?for_s=60", as: .operator, headers: [.ifMatch: seen]) {
      #expect($0.status == .preconditionFailed && $0.pointers == ["If-Match"])
    }
    for isAny in [true, false] {
      let header = isAny ? "*" : "\"x\", \(try await tag())"
      try await live.made.call(.post, path + "shelve?for_s=60", as: .operator, headers: [.ifMatch: header]) {
        #expect($0.status == .ok, "\($0.text)")
      }
      try await live.made.call(.post, path + "unshelve", as: .operator) { #expect($0.status == .ok) }
    }
  }

  @Test("on alarms of machines that a key does not name are not there")
  func objects() async throws {
    let live = try MadeLive()
    let foreign = try live.made.key(.operator, machines: ["press"])
    let own = try live.made.key(.operator, machines: ["rig"])
    for (method, path) in [(HTTPRequest.Method.get, ""), (.post, "/acknowledge")] {
      try await live.made.call(method, "/api/v1/alarms/hot\(path)", key: foreign) { #expect($0.status == .notFound) }
    }
    try await live.made.call(.post, "/api/v1/alarms/hot/acknowledge", key: own) { #expect($0.status == .ok) }
  }

  @Test("the page is served whole or not at all")
  func page() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "LivePage.\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(throws: LivePageError.self) { try LivePage(folder: folder.path) }
    // The digests are those of the texts.
    for name in ["index.html", "app.js", "app.css"] {
      try Data("abc".utf8).write(to: folder.appending(path: name))
    }
    let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    try Data("\(digest)  index.html\n\(digest)  app.js\n\(digest)  app.css\n".utf8)
      .write(to: folder.appending(path: "files.sha256"))
    let live = try MadeLive(page: try LivePage(folder: folder.path))
    try await live.made.call(.get, "/", as: nil) { response in
      #expect(response.status.code == 303)
      #expect(response.headers[.location] == "/live-page")
    }
    let tag = try await live.made.call(.get, "/live-page", as: nil) { response in
      #expect(response.status.code == 200)
      #expect(response.headers[.contentType] == "text/html; charset=utf-8")
      return try #require(response.headers[.eTag])
    }
    try await live.made.call(.get, "/live-page/app.js", as: nil, headers: [.ifNoneMatch: tag]) {
      #expect($0.status.code == 304)
    }
    try Data("abd".utf8).write(to: folder.appending(path: "app.js"))
    #expect(throws: LivePageError.self) { try LivePage(folder: folder.path) }
  }
}
