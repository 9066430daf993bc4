import LiveFeed
import Plant
import Synchronization

/// What waits to be written to a shared feed.
///
/// Bounded: when it is full, the oldest item of a topic of values goes, then the oldest of all; both are counted.
final class FeedOutbox: LivePublisher {
  private struct State {
    var items: [LiveItem] = []
    var dropped = 0
  }

  private let bound: Int
  private let state = Mutex(State())
  private let bell: AsyncStream<Void>.Continuation
  /// Rings when something has come.
  let rings: AsyncStream<Void>

  init(bound: Int) {
    self.bound = bound
    (rings, bell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  func publish<Content: LiveContent>(_ contents: [Content], at now: Instant) {
    guard !contents.isEmpty else { return }
    let items = contents.map { LiveItem($0, at: now) }
    state.withLock { state in
      state.items += items
      let excess = state.items.count - bound
      guard excess > 0 else { return }
      // A tenth at once, so that the next one finds room.
      var rest = excess + bound / 10
      state.dropped += rest
      state.items.removeAll { item in
        guard rest > 0, item.topic.isCoalesced else { return false }
        rest -= 1
        return true
      }
      state.items.removeFirst(min(rest, state.items.count))
    }
    bell.yield()
  }

  /// No more will come.
  func finish() { bell.finish() }

  var waiting: Int { state.withLock { $0.items.count } }
  var dropped: Int { state.withLock { $0.dropped } }

  /// Takes items out that were handed over, and returns them in order.
  func take(_ count: Int) -> [LiveItem] {
    state.withLock { state in
      let taken = Array(state.items.prefix(count))
      state.items.removeFirst(taken.count)
      return taken
    }
  }
}
