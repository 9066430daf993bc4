import LiveFeed
import Plant
import ServiceLifecycle

/// Lets time pass for the live feed, until the service ends.
struct LiveTicker: Service {
  let hub: LiveHub
  let now: @Sendable () -> Double

  /// The shortest interval of a subscription is told no later than this [s].
  private static let period = 0.1

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        if let instant = Instant(secondsSince1970: now()) { hub.tick(at: instant) }
        do { try await Task.sleep(for: .seconds(Self.period)) } catch { return }
      }
    }
  }
}
