import Synchronization

/// Those who hear of what a watch does: one event after the other, whoever tells it.
final class WatchAudience: Sendable {
  private let listeners = Mutex<[any WatchListener]>([])

  func add(_ listener: any WatchListener) { listeners.withLock { $0.append(listener) } }

  func tell(_ event: WatchEvent) {
    listeners.withLock { for listener in $0 { listener.hear(event) } }
  }
}
