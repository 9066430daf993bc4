import HTTPTypes
package import NIOPosix
import Synchronization

/// Runs work that computes, away from the threads that serve connections: a bounded number at once, a bounded number
/// waiting, and everybody else is told to come back.
package final class WorkQueue: Sendable {
  private struct State {
    var running = 0
    var waiting: [(id: Int, turn: CheckedContinuation<Bool, Never>)] = []
    var nextID = 0
    var refused = 0
  }

  /// How many work at once, and how many may wait.
  package let width: Int
  package let depth: Int
  private let state = Mutex(State())
  private let threads: NIOThreadPool

  /// - Parameters:
  ///   - threads: a started pool of at least `width` threads.
  package init(width: Int, depth: Int, threads: NIOThreadPool = .singleton) {
    self.width = width
    self.depth = depth
    self.threads = threads
  }

  /// How many work, wait and were refused since the start.
  package var load: (running: Int, waiting: Int, refused: Int) {
    state.withLock { ($0.running, $0.waiting.count, $0.refused) }
  }

  /// Does the work on a thread of its own when its turn comes.
  ///
  /// - Throws: ``Problem`` of status 503 when too many wait; `CancellationError` when the caller has gone meanwhile;
  ///   what the work throws.
  package func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    guard await enter() else {
      try Task.checkCancellation()
      throw Problem(
        .busy, detail: "\(width) requests are being computed and \(depth) wait.",
        headers: [.retryAfter: "1"])
    }
    defer { leave() }
    try Task.checkCancellation()
    return try await threads.runIfActive(work)
  }

  private func enter() async -> Bool {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { turn in
        let answer: Bool? = state.withLock { state in
          if Task.isCancelled { return false }
          if state.running < width {
            state.running += 1
            return true
          }
          guard state.waiting.count < depth else {
            state.refused += 1
            return false
          }
          state.waiting.append((id, turn))
          return nil
        }
        if let answer { turn.resume(returning: answer) }
      }
    } onCancel: {
      let turn = state.withLock { state in
        state.waiting.firstIndex { $0.id == id }.map { state.waiting.remove(at: $0).turn }
      }
      turn?.resume(returning: false)
    }
  }

  private func leave() {
    let next = state.withLock { state -> CheckedContinuation<Bool, Never>? in
      guard !state.waiting.isEmpty else {
        state.running -= 1
        return nil
      }
      return state.waiting.removeFirst().turn
    }
    next?.resume(returning: true)
  }
}
