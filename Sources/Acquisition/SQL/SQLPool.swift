package import Databases

/// At most so many connections to one database at a time; further requests wait their turn.
package actor SQLPool {
  package nonisolated let address: SQLAddress
  private let environment: [String: String]
  private let maximum: Int
  private var idle: [SQLSession] = []
  private var waiting: [(number: Int, continuation: CheckedContinuation<Void, any Error>)] = []
  private var tickets = 0
  private var mayLend = 0

  /// - Parameter maximum: most connections at a time, at least 1.
  package init(_ address: SQLAddress, maximum: Int = 4, environment: [String: String]) {
    self.address = address
    self.maximum = max(1, maximum)
    self.environment = environment
    mayLend = self.maximum
  }

  /// Lends a connection with a read-only transaction for the time of `body`.
  ///
  /// A connection on which anything failed is closed, the others are kept for the next.
  /// - Throws: ``SQLFailure``, `CancellationError` while waiting, or what `body` throws.
  package func withSession<Result: Sendable>(
    _ body: @Sendable (SQLSession) async throws -> Result
  ) async throws -> Result {
    try await take()
    defer { give() }
    let session = try await begun()
    do {
      let result = try await body(session)
      try await session.end()
      idle.append(session)
      return result
    } catch {
      await session.close()
      throw error
    }
  }

  /// A connection in a transaction: one that was kept, or a new one when the server has closed that meanwhile.
  private func begun() async throws -> SQLSession {
    if let kept = idle.popLast() {
      do {
        try await kept.begin()
        return kept
      } catch {
        await kept.close()
        guard error.kind == .lost else { throw error }
      }
    }
    let session = SQLSession(address)
    do {
      try await session.open(environment: environment)
      try await session.begin()
    } catch {
      await session.close()
      throw error
    }
    return session
  }

  /// Closes the connections that nobody uses.
  package func close() async {
    let closing = idle
    idle = []
    for session in closing { await session.close() }
  }

  private func take() async throws {
    if mayLend > 0 {
      mayLend -= 1
      return
    }
    tickets += 1
    let number = tickets
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
        if Task.isCancelled {
          continuation.resume(throwing: CancellationError())
        } else {
          waiting.append((number, continuation))
        }
      }
    } onCancel: {
      // Ends at once: it only looks for the waiting request on this actor.
      Task { await self.leave(number) }
    }
  }

  private func leave(_ number: Int) {
    guard let index = waiting.firstIndex(where: { $0.number == number }) else { return }
    waiting.remove(at: index).continuation.resume(throwing: CancellationError())
  }

  private func give() {
    if waiting.isEmpty { mayLend += 1 } else { waiting.removeFirst().continuation.resume() }
  }
}
