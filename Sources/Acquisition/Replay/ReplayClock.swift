public import Plant
import Synchronization

/// The time in a plant that is replayed: that of its files.
///
/// At a speed it runs on between samples, and waits for one whose taker is busy; without one it stands at the newest
/// sample. It never goes back.
public final class ReplayClock: Sendable {
  private struct State {
    var newest: Instant
    /// When the next sample that has not been taken was true: time does not pass it.
    var next: Instant
    /// When the first sample was due, by our clock, and the speed.
    var pace: (begin: ContinuousClock.Instant, first: Instant, speed: Double)?
  }

  private let state: Mutex<State>

  /// A clock that stands.
  public init(_ time: Instant) { state = Mutex(State(newest: time, next: time)) }

  /// The time in the plant.
  public var now: Instant {
    state.withLock { state in
      if let pace = state.pace {
        let passed = (ContinuousClock.now - pace.begin) / .seconds(1) * pace.speed
        state.newest = max(state.newest, min(state.next, pace.first.advanced(by: passed)))
      }
      return state.newest
    }
  }

  /// Lets time pass from now on.
  func run(from begin: ContinuousClock.Instant, at first: Instant, speed: Double) {
    state.withLock { $0.pace = (begin, first, speed) }
  }

  /// The next sample is of this time.
  func expect(_ time: Instant) { state.withLock { $0.next = max($0.next, time) } }

  /// Time has come this far.
  func reach(_ time: Instant) { state.withLock { $0.newest = max($0.newest, time) } }

  /// Time stands still from now on.
  func stop() {
    _ = now
    state.withLock { $0.pace = nil }
  }
}
