import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// How operations that act are carried out: once under a key, and never unseen.
package struct Acting: Sendable {
  /// What was answered before.
  private let answers: AnswerBook
  /// Where what was done is written down; `nil` where nothing is.
  private let audit: AuditLog?

  package init(answers: AnswerBook = AnswerBook(), audit: AuditLog? = nil) {
    self.answers = answers
    self.audit = audit
  }

  /// Does the work of a call, unless it was done under the same key before.
  ///
  /// - Parameter now: time of the request [s since 1970].
  func perform(_ operation: Operation, _ call: Call, at now: Double) async throws -> Response {
    guard let key = call.parameters["Idempotency-Key"] else { return try await act(operation, call, at: now) }
    let caller = call.principal?.id ?? Principal.anonymous.id
    switch try answers.begin(key, of: caller, question: try Self.question(operation, call), at: now) {
    case .answered(let answer): return Self.response(answer)
    case .new:
      do {
        let response = try await act(operation, call, at: now)
        let body = try await Self.bytes(of: response)
        answers.keep(Self.answer(response, body), for: key, of: caller)
        return Response(
          status: response.status, headers: response.headers, body: ResponseBody(byteBuffer: body))
      } catch {
        answers.release(key, of: caller)
        throw error
      }
    }
  }

  /// Does the work and writes it down. Where it could not be written down it is not done.
  private func act(_ operation: Operation, _ call: Call, at now: Double) async throws -> Response {
    try audit?.prepare()
    let response = try await operation.work(call)
    let path = operation.parameters.filter { $0.place == .path }.compactMap { call.parameters[$0.name] }
    try audit?.append(
      actor: call.principal?.id ?? Principal.anonymous.id, action: operation.id,
      subject: path.isEmpty ? response.headers[.location] ?? "" : path.joined(separator: " "), at: now)
    return response
  }

  /// The digest of all that is asked: what has the same is the same request.
  private static func question(_ operation: Operation, _ call: Call) throws -> String {
    let given = call.parameters.filter { $0.key != "Idempotency-Key" }.sorted { $0.key < $1.key }
    let body = String(decoding: try call.body.text(), as: UTF8.self)
    return HexadecimalDigest.text(of: [operation.id, body] + given.flatMap { [$0.key, $0.value] })
  }

  // MARK: Answers

  /// Fields of the head that belong to an answer.
  private static let kept: [HTTPField.Name] = [.contentType, .eTag, .location]

  private static func answer(_ response: Response, _ body: ByteBuffer) -> AnswerBook.Answer {
    let fields = kept.compactMap { name in response.headers[name].map { (name.canonicalName, $0) } }
    return AnswerBook.Answer(
      status: response.status.code, headers: Dictionary(fields) { $1 }, body: Data(body.readableBytesView))
  }

  private static func response(_ answer: AnswerBook.Answer) -> Response {
    var headers: HTTPFields = [.idempotencyReplayed: "true"]
    for name in kept { headers[name] = answer.headers[name.canonicalName] }
    return Response(
      status: .init(code: answer.status), headers: headers,
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
  }

  private static func bytes(of response: Response) async throws -> ByteBuffer {
    let collected = CollectedBody()
    try await response.body.write(BodyCollector(collected: collected))
    return collected.bytes.withLock { $0 }
  }
}

/// What a body has written.
private final class CollectedBody: Sendable {
  let bytes = Mutex(ByteBuffer())
}

/// Takes what a body writes.
private struct BodyCollector: ResponseBodyWriter {
  let collected: CollectedBody

  mutating func write(_ buffer: ByteBuffer) async throws {
    collected.bytes.withLock { bytes in
      var buffer = buffer
      bytes.writeBuffer(&buffer)
    }
  }

  consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
