import Foundation
public import Learning
import Synchronization

/// Models of a registry, read when they are first asked for and again when a file has changed.
///
/// Asking costs one look at each file's entry in its folder. Readers share the model; none waits for another one's
/// predictions.
public final class ModelCache: Sendable {
  /// What tells that a file is another one than before.
  private struct Mark: Hashable {
    let device, inode, size, seconds, nanoseconds: Int
  }

  private struct Entry {
    let marks: [Mark?]
    let model: Result<RegisteredModel, RegistryError>
  }

  public let registry: ModelRegistry
  private let entries = Mutex<[String: Entry]>([:])

  public init(_ registry: ModelRegistry) { self.registry = registry }

  /// The model that an alias or a version's number stands for now.
  ///
  /// - Throws: ``PredictionRefusal``: `no-model`, or `error` with what is wrong with the files.
  public func model(_ task: String, _ word: String = ModelRegistry.champion) throws(PredictionRefusal)
    -> RegisteredModel
  {
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
    let marks = Self.marks(folder)
    let key = "\(task)/\(version)"
    if let known = entries.withLock({ $0[key] }), known.marks == marks {
      return try known.model.mapError(Self.refusal).get()
    }
    let loaded: Result<RegisteredModel, RegistryError>
    do throws(RegistryError) {
      loaded = .success(try registry.load(task, version))
    } catch {
      loaded = .failure(error)
    }
    // Marks were taken before reading: a file that changes meanwhile has another one the next time.
    entries.withLock { $0[key] = Entry(marks: marks, model: loaded) }
    return try loaded.mapError(Self.refusal).get()
  }

  private static func refusal(_ error: RegistryError) -> PredictionRefusal {
    PredictionRefusal(error.kind == .absent ? .noModel : .error, "\(error)")
  }

  private static func marks(_ folder: String) -> [Mark?] {
    ([""] + DurableFile.names(in: folder)).map { name in
      var status = stat()
      guard stat("\(folder)/\(name)", &status) == 0 else { return nil }
      return Mark(
        device: Int(bitPattern: UInt(status.st_dev)), inode: Int(bitPattern: UInt(status.st_ino)),
        size: Int(status.st_size), seconds: status.st_ctim.tv_sec, nanoseconds: status.st_ctim.tv_nsec)
    }
  }
}
