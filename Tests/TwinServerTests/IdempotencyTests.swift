import Foundation
import HTTPTypes
import Hummingbird
import LiveFeed
import NIOCore
import Plant
import Synchronization
import Testing
import TwinServer

@Suite("Requests that act are done once under a key")
struct IdempotencyTests {
  /// A service with one operation that acts: it counts, and waits at a gate where it has one.
  private struct Made {
    let service: MadeService
    let counter = StepCounter()

    init(gate: Gate? = nil, path: String? = nil) throws {
      let counter = counter
      service = try MadeService(
        added: { _, _, _ in
          [
            ServicePart(operations: { _ in
              [
                Operation(
                  .post, "/api/v1/counts/{name}", id: "count", summary: "Count", tag: "test", role: .operator,
                  parameters: [.init("name", in: .path, JSONSchema(.string, length: 1...40))],
                  body: JSONSchema(.map(JSONSchema(.number))), answers: [], acts: true
                ) { call in
                  let count = counter.next()
                  if call.parameters["name"] == "refused" { throw Problem(.conflict, detail: "no") }
                  await gate?.pass()
                  return Response(
                    status: .created, headers: [.contentType: "application/json", .location: "/counts/\(count)"],
                    body: ResponseBody(byteBuffer: ByteBuffer(string: #"{"count":\#(count)}"#)))
                }
              ]
            })
          ]
        }, with: { $0.answers = AnswerBook(path: path) })
    }

    func post(
      _ name: String, _ body: String = "{}", key: String?, as role: Role = .operator
    ) async throws -> MadeAnswer {
      let headers: HTTPFields = try key.map { [try #require(HTTPField.Name("Idempotency-Key")): $0] } ?? [:]
      return try await service.call(.post, "/api/v1/counts/\(name)", as: role, body: body, headers: headers) { $0 }
    }
  }

  @Test("The same key and body are told the same, and nothing is done twice; without a key it is")
  func repeated() async throws {
    let made = try Made()
    let first = try await made.post("a", #"{"x": 1, "y": 2}"#, key: "k")
    #expect(first.status.code == 201 && first.text == #"{"count":1}"#)
    let again = try await made.post("a", #"{"y": 2.0, "x": 1}"#, key: "k")
    #expect(again.status == first.status && again.text == first.text)
    #expect(again.headers[.location] == "/counts/1")
    #expect(again.headers[try #require(HTTPField.Name("Idempotency-Replayed"))] == "true")
    #expect(made.counter.value == 1)
    #expect(try await made.post("a", key: nil).text == #"{"count":2}"#)
    #expect(try await made.post("a", key: nil).text == #"{"count":3}"#)
  }

  @Test("The same key with another body, another path or another query is refused")
  func reused() async throws {
    let made = try Made()
    _ = try await made.post("a", #"{"x": 1}"#, key: "k")
    for (name, body) in [("a", #"{"x": 2}"#), ("a", "{}"), ("b", #"{"x": 1}"#)] {
      let answer = try await made.post(name, body, key: "k")
      #expect(answer.status.code == 422 && answer.pointers == ["Idempotency-Key"])
    }
    #expect(made.counter.value == 1)
  }

  @Test("A key is its caller's own")
  func callers() async throws {
    let made = try Made()
    #expect(try await made.post("a", key: "k").text == #"{"count":1}"#)
    #expect(try await made.post("a", key: "k", as: .maintainer).text == #"{"count":2}"#)
    #expect(try await made.post("a", key: "k", as: .viewer).status == .forbidden, "the role is asked first")
  }

  @Test("A second one while the first is in work is told so", .timeLimit(.minutes(5)))
  func concurrent() async throws {
    let gate = Gate()
    let made = try Made(gate: gate)
    async let first = made.post("a", key: "k")
    await gate.arrived()
    let second = try await made.post("a", key: "k")
    #expect(second.status == .conflict && second.headers[.retryAfter] == "1")
    gate.open()
    #expect(try await first.text == #"{"count":1}"#)
    #expect(try await made.post("a", key: "k").text == #"{"count":1}"#)
  }

  @Test("What was refused has done nothing and may be asked again; what is over is forgotten")
  func refusals() async throws {
    let made = try Made()
    #expect(try await made.post("refused", key: "k").status == .conflict)
    #expect(try await made.post("a", key: "k").status.code == 201)
    made.service.clock.now += AnswerBook.life - 200
    // The key of the caller has ended meanwhile; another one of the same service goes on.
    let key = try made.service.key(.operator, machines: ["foam"])
    let headers: HTTPFields = [try #require(HTTPField.Name("Idempotency-Key")): "k"]
    func count() async throws -> String {
      try await made.service.call(.post, "/api/v1/counts/a", key: key, body: "{}", headers: headers) { $0.text }
    }
    let first = try await count()
    made.service.clock.now += AnswerBook.life - 10
    #expect(try await count() == first)
    made.service.clock.now += 20
    #expect(try await count() != first)
  }

  @Test("Keys that are too long or empty are named")
  func keys() async throws {
    let made = try Made()
    for key in ["", String(repeating: "k", count: 201)] {
      let answer = try await made.post("a", key: key)
      #expect(answer.status == .badRequest && answer.pointers == ["Idempotency-Key"])
    }
  }

  @Test("Of many that open a file at once, one has it")
  func openedAtOnce() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "Answers.\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for turn in 0..<2 {
      let path = folder.path + "/answers-\(turn).jsonl"
      let books = Mutex<[AnswerBook]>([])
      DispatchQueue.concurrentPerform(iterations: 4) { _ in
        let book = AnswerBook(path: path)
        books.withLock { $0.append(book) }
      }
      #expect(books.withLock { $0.count(where: \.isLasting) } == 1)
    }
  }

  @Test("Answers outlast the process; what nobody saw the end of is not done again")
  func restart() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "Answers.\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.path + "/answers.jsonl"
    func book() throws -> AnswerBook {
      let book = AnswerBook(path: path)
      #expect(book.isLasting)
      return book
    }
    let now = 1_800_000_000.0
    do {
      let first = try book()
      #expect(!AnswerBook(path: path).isLasting, "a file is one process's")
      _ = try first.begin("done", of: "a", question: "q", at: now)
      first.keep(.init(status: 200, headers: [:], body: Data("x".utf8)), for: "done", of: "a")
      _ = try first.begin("refused", of: "a", question: "q", at: now)
      first.release("refused", of: "a")
      _ = try first.begin("lost", of: "a", question: "q", at: now)
    }
    // A line that was being written when the machine stopped.
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    try file.seekToEnd()
    try file.write(contentsOf: Data(#"{"name":"#.utf8))
    try file.close()
    let second = try book()
    guard case .answered(let answer) = try second.begin("done", of: "a", question: "q", at: now + 1) else {
      Issue.record("the answer is gone")
      return
    }
    #expect(answer.body == Data("x".utf8))
    guard case .new = try second.begin("refused", of: "a", question: "q", at: now + 1) else {
      Issue.record("what was refused is kept")
      return
    }
    let problem = try #require(throws: Problem.self) { try second.begin("lost", of: "a", question: "q", at: now + 1) }
    #expect(problem.kind == .conflict && problem.detail.contains("not known"))
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
    #expect(mode?.intValue == 0o600)
  }

  @Test("A caller with very many keys loses his oldest, and others lose nothing")
  func bounded() throws {
    let book = AnswerBook()
    func ask(_ key: String, of caller: String, at now: Double) throws -> Bool {
      guard case .new = try book.begin(key, of: caller, question: "q", at: now) else { return false }
      book.keep(.init(status: 200, headers: [:], body: Data()), for: key, of: caller)
      return true
    }
    #expect(try ask("k", of: "quiet", at: 0))
    for number in 0...AnswerBook.maxima.each { #expect(try ask("\(number)", of: "loud", at: 1)) }
    #expect(try !ask("k", of: "quiet", at: 2))
    #expect(try !ask("1", of: "loud", at: 2))
    #expect(try ask("0", of: "loud", at: 2), "the oldest is forgotten")
  }

  @Test("What was done stands in the audit log, once; what was refused does not")
  func audited() async throws {
    let made = try Made()
    _ = try await made.post("a", key: "k")
    _ = try await made.post("a", key: "k")
    _ = try await made.post("refused", key: nil)
    let entries = try AuditLog(path: made.service.folder.path + "/audit.jsonl").entries()
    #expect(entries.map(\.action) == ["count"] && entries.map(\.subject) == ["a"])
    try "{".write(toFile: made.service.folder.path + "/audit.jsonl", atomically: true, encoding: .utf8)
    #expect(try await made.post("a", key: nil).status == .internalServerError)
    #expect(made.counter.value == 2, "what cannot be written down is not done")
  }
}
