import Synchronization

/// Counts.
final class StepCounter: Sendable {
  private let state = Mutex(0)
  var value: Int { state.withLock { $0 } }

  func next() -> Int {
    state.withLock { count in
      count += 1
      return count
    }
  }
}

/// Holds who wants to pass until it is opened, and tells when somebody has come.
final class Gate: Sendable {
  private struct State {
    var isOpen = false
    var hasGuest = false
    var guests: [CheckedContinuation<Void, Never>] = []
    var watchers: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  func pass() async {
    await withCheckedContinuation { continuation in
      let ready = state.withLock { state in
        state.hasGuest = true
        let watchers = state.watchers
        state.watchers = []
        guard state.isOpen else {
          state.guests.append(continuation)
          return watchers
        }
        return watchers + [continuation]
      }
      for one in ready { one.resume() }
    }
  }

  func arrived() async {
    await withCheckedContinuation { continuation in
      let isThere = state.withLock { state in
        if !state.hasGuest { state.watchers.append(continuation) }
        return state.hasGuest
      }
      if isThere { continuation.resume() }
    }
  }

  func open() {
    let guests = state.withLock { state in
      state.isOpen = true
      defer { state.guests = [] }
      return state.guests
    }
    for guest in guests { guest.resume() }
  }
}
