import Foundation
public import Learning
import Synchronization

/// Models of a registry, read when they are first asked for and again when a file has changed.
///
/// Asking costs one look at each file's entry in its folder, and nothing soon after another look. Readers share the
/// model; none waits for another one's predictions.
public final class ModelCache: Sendable {
  private struct Question: Hashable {
    let task: String
    let word: String
  }

  private struct Entry {
    /// The files that the answer rests on, and what they were before they were read.
    let paths: [String]
    let stamps: [FileStamp?]
    let model: Result<RegisteredModel, RegistryError>
    /// When the files were looked at last.
    var seen: ContinuousClock.Instant
  }

  public let registry: ModelRegistry
  /// How long a look at the files is good for.
  private let trust: Duration
  private let entries = Mutex<[Question: Entry]>([:])

  /// - Parameter trust: how long a look at the files is good for: a switch of an alias may be noticed so much later.
  public init(_ registry: ModelRegistry, trust: Duration = .zero) {
    self.registry = registry
    self.trust = trust
  }

  /// The model that an alias or a version's number stands for now.
  ///
  /// - Throws: ``PredictionRefusal``: `no-model`, or `error` with what is wrong with the files.
  public func model(_ task: String, _ word: String = ModelRegistry.champion) throws(PredictionRefusal)
    -> RegisteredModel
  {
    let question = Question(task: task, word: word)
    let known = entries.withLock { $0[question] }
    let now = ContinuousClock.now
    if let known {
      let isFresh = now - known.seen < trust
      if isFresh || known.stamps == known.paths.map({ FileStamp($0) }) {
        if !isFresh, trust > .zero { entries.withLock { $0[question]?.seen = now } }
        return try known.model.mapError(Self.refusal).get()
      }
    }
    // Stamps are taken before reading: a file that changes meanwhile has another one the next time.
    var paths = ["\(registry.root)/\(task)/versions", "\(registry.root)/\(task)/aliases/\(word)"]
    var stamps = paths.map { FileStamp($0) }
    let version: Int
    do throws(RegistryError) {
      guard registry.exists else {
        throw RegistryError(
          .absent, place: registry.root, found: "no registry", expected: "a folder of models",
          remedy: "train a model with train-ml, or name another --registry")
      }
      version = try registry.version(word, of: task)
    } catch {
      throw Self.refusal(error)
    }
    let folder = "\(registry.root)/\(task)/versions/\(version)"
    let files = [folder] + DurableFile.names(in: folder).map { "\(folder)/\($0)" }
    paths += files
    stamps += files.map { FileStamp($0) }
    // Another alias may stand for the same files, and they may have been read before an alias was switched.
    let (ofVersion, theirStamps) = (paths.suffix(files.count), stamps.suffix(files.count))
    let same = entries.withLock { entries in
      entries.values.first {
        $0.paths.suffix(files.count) == ofVersion && $0.stamps.suffix(files.count) == theirStamps
      }
    }
    let loaded: Result<RegisteredModel, RegistryError>
    if let same {
      loaded = same.model
    } else {
      do throws(RegistryError) {
        loaded = .success(try registry.load(task, version))
      } catch {
        loaded = .failure(error)
      }
    }
    entries.withLock { $0[question] = Entry(paths: paths, stamps: stamps, model: loaded, seen: now) }
    return try loaded.mapError(Self.refusal).get()
  }

  private static func refusal(_ error: RegistryError) -> PredictionRefusal {
    PredictionRefusal(error.kind == .absent ? .noModel : .error, "\(error)")
  }
}
