import Acquisition
import Synchronization
import Watch

/// The sources of a watch while they run.
final class RunningSources: Sendable {
  private let sources: [any SampleSource]
  private let state: Mutex<(running: Int, failure: (any Error)?)>

  init(_ sources: [any SampleSource]) {
    self.sources = sources
    state = Mutex((sources.count, nil))
  }

  /// Whether every source has come to its end.
  var isOver: Bool { state.withLock { $0.running == 0 } }

  /// Why a source ended that should not have; the first.
  var failure: (any Error)? { state.withLock { $0.failure } }

  /// Lets all sources deliver; whoever called cancels the tasks.
  func start(into watch: PlantWatch) -> [Task<Void, Never>] {
    sources.map { source in
      Task {
        var found: (any Error)?
        do { try await source.run { samples in await watch.take(samples, from: source.name) } } catch { found = error }
        let failure = found
        state.withLock { state in
          state.running -= 1
          if let failure, !(failure is CancellationError) { state.failure = state.failure ?? failure }
        }
      }
    }
  }
}
