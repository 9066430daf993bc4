import Synchronization

/// Wakes one waiting task, or calls whoever asked to be called; a ring that nobody waits for is kept for the next wait.
final class LiveBell: Sendable {
  private struct State {
    var isRung = false
    var waiter: CheckedContinuation<Void, Never>?
    var call: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())

  /// Wakes the waiting task, or lets the next wait return at once. Who asked to be called is called once until the bell
  /// is quiet again.
  func ring() {
    let (waiter, call) = state.withLock { state -> (CheckedContinuation<Void, Never>?, (@Sendable () -> Void)?) in
      if let waiter = state.waiter {
        state.waiter = nil
        return (waiter, nil)
      }
      defer { state.isRung = true }
      return (nil, state.isRung ? nil : state.call)
    }
    waiter?.resume()
    call?()
  }

  /// Forgets that the bell was rung: what it was rung for is being looked after.
  func quiet() { state.withLock { $0.isRung = false } }

  /// Has `body` called with each ring, at once if the bell was rung already; nobody where `nil`.
  func call(_ body: (@Sendable () -> Void)?) {
    let isRung = state.withLock { state in
      state.call = body
      return state.isRung
    }
    if isRung { body?() }
  }

  /// Returns when the bell has been rung since the last wait, or the task is canceled. One task waits at a time.
  func wait() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isRung = state.withLock { state in
          if state.isRung || Task.isCancelled {
            state.isRung = false
            return true
          }
          precondition(state.waiter == nil, "one task waits at a time")
          state.waiter = continuation
          return false
        }
        if isRung { continuation.resume() }
      }
    } onCancel: {
      ring()
    }
  }
}
