import Acquisition
import Plant
import Twin

/// A simulated plant as a source in this process: the same values as over the wire, without the wire.
actor SimulatedSource: SampleSource {
  nonisolated let name = "simulation"
  private var simulated: SimulatedPlant
  private let period: Double
  private let speed: Double
  private let now: @Sendable () -> Instant
  /// Called for what really happens in the plant, with the time of our clock.
  private let truth: @Sendable (SimulatedPlant.Truth, Instant) -> Void

  /// A source that lets `speed` seconds of the plant pass in one of ours, and shows all signals every `period` [s].
  init(
    _ simulated: SimulatedPlant, period: Double, speed: Double = 1, now: @escaping @Sendable () -> Instant,
    truth: @escaping @Sendable (SimulatedPlant.Truth, Instant) -> Void = { _, _ in }
  ) {
    self.simulated = simulated
    self.period = period
    self.speed = speed
    self.now = now
    self.truth = truth
  }

  func run(delivering deliver: @Sendable ([Sample]) async throws -> Void) async throws {
    let clock = ContinuousClock()
    let start = clock.now
    var next = start
    while !Task.isCancelled {
      for event in simulated.run(to: (clock.now - start) / .seconds(1) * speed) { truth(event, now()) }
      try await deliver(simulated.samples(at: now()))
      next = max(next + .seconds(period), clock.now)
      do { try await Task.sleep(until: next, clock: clock) } catch { return }
    }
  }
}
