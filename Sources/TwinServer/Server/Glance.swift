import Synchronization

/// Asks something that may not answer, and lets nobody wait for it longer than a while.
///
/// Only one question is on its way at a time: what hangs does not gather those who asked.
package final class Glance<Answer: Sendable>: Sendable {
  private struct State {
    var isAsking = false
    var next = 0
    var waiting: [Int: CheckedContinuation<Answer?, Never>] = [:]
  }

  private let patience: Duration
  private let ask: @Sendable () async -> Answer
  private let state = Mutex(State())

  /// - Parameter patience: how long one waits for an answer.
  package init(patience: Duration, _ ask: @escaping @Sendable () async -> Answer) {
    self.patience = patience
    self.ask = ask
  }

  /// The answer to the question that is on its way, else to a new one; `nil` when it does not come in time.
  package func callAsFunction() async -> Answer? {
    let place = state.withLock { state in
      state.next += 1
      return state.next
    }
    let clock = Task { [patience] in
      try await Task.sleep(for: patience)
      state.withLock { $0.waiting.removeValue(forKey: place) }?.resume(returning: nil)
    }
    defer { clock.cancel() }
    return await withCheckedContinuation { continuation in
      let isFirst = state.withLock { state in
        state.waiting[place] = continuation
        defer { state.isAsking = true }
        return !state.isAsking
      }
      if isFirst { Task { tell(await ask()) } }
    }
  }

  private func tell(_ answer: Answer) {
    let waiting = state.withLock { state in
      state.isAsking = false
      defer { state.waiting = [:] }
      return state.waiting.values
    }
    for one in waiting { one.resume(returning: answer) }
  }
}
