import Learning
package import Registry
import Synchronization
import Twin

/// The learned models that answer requests, read when they are first asked for and again when their files change, which
/// is noticed within a tenth of a second.
package final class ModelShelf: Sendable {
  private struct Place: Hashable {
    let task: String
    let alias: String
  }

  private struct Copy {
    let version: Int
    let digest: String
    let model: TaskModel
  }

  /// The alias that answers unless another is asked for.
  static let usualAlias = ModelRegistry.champion

  package let registry: ModelRegistry
  private let cache: ModelCache
  private let copies = Mutex<[Place: Copy]>([:])

  /// - Parameter trust: how long a look at the files is good for.
  package init(_ registry: ModelRegistry, trust: Duration = .milliseconds(100)) {
    self.registry = registry
    cache = ModelCache(registry, trust: trust)
  }

  /// The model of a task, or one that says why there is none. What is returned is the caller's own to use up.
  func model(_ task: String, alias: String) -> TaskModel {
    do throws(PredictionRefusal) {
      let found = try cache.model(task, alias)
      let place = Place(task: task, alias: alias)
      let known = copies.withLock { $0[place] }
      if let known, known.version == found.version, known.digest == found.digest { return known.model }
      let model = TaskModel(task, alias: alias, found.model, digest: found.digest)
      copies.withLock { $0[place] = Copy(version: found.version, digest: found.digest, model: model) }
      return model
    } catch {
      return TaskModel(task, alias: alias, refusal: error)
    }
  }

  /// Why the champion of a task cannot answer; `nil` where it can.
  func obstacle(_ task: String) -> PredictionRefusal? {
    model(task, alias: Self.usualAlias).refusal
  }

  /// The version that an alias of a task stands for, read and verified.
  func registered(_ task: String, _ alias: String) throws(PredictionRefusal) -> RegisteredModel {
    try cache.model(task, alias)
  }
}
