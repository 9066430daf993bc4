import NIOCore
import Synchronization

/// Answers that stay the same while the service runs, by what was asked for.
final class KnownAnswers: Sendable {
  /// Most answers kept; what is asked beyond them is answered anew each time.
  static let maximum = 1000

  private let known = Mutex<[String: ByteBuffer]>([:])

  /// The answer, made when it is first asked for. Several who ask first may each make it.
  ///
  /// - Throws: what `make` throws; nothing is kept then.
  func answer(to question: String, _ make: () throws -> ByteBuffer) rethrows -> ByteBuffer {
    if let answer = known.withLock({ $0[question] }) { return answer }
    let answer = try make()
    known.withLock { known in
      if known.count < Self.maximum { known[question] = answer }
    }
    return answer
  }
}
