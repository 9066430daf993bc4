import Foundation
import Learning
import Registry
import Twin

/// Where trained models go: a version of a registry, or a folder as it is.
///
/// A registry holds `<task>/versions/<n>/` with the files of a model; which version is used, its aliases say, and
/// training leaves those alone.
struct ModelFolder {
  private let root: String
  private let isRegistry: Bool

  /// - Parameter isRegistry: whether models become versions; else each task has one folder, replaced as a whole.
  init(_ root: String, isRegistry: Bool) { (self.root, self.isRegistry) = (root, isRegistry) }

  /// Writes a model: its files beside their place, forced to the disk, and the folder renamed when it is complete.
  ///
  /// - Returns: the folder; the card of the model states the version then.
  func write(_ model: inout TrainedModel) throws -> String {
    let (task, parent) = (model.card.task, root)
    if isRegistry {
      model.card.version = try ModelRegistry(root).add(model.card, files: model.files) { $0.json }
      return "\(root)/\(task)/versions/\(model.card.version)"
    }
    let draft = "\(parent)/.\(task).\(getpid()).part"
    let manager = FileManager.default
    do {
      try manager.createDirectory(atPath: parent, withIntermediateDirectories: true)
      try? manager.removeItem(atPath: draft)
      try manager.createDirectory(atPath: draft, withIntermediateDirectories: false)
    } catch {
      throw CommandFailure(
        place: "--out", found: "`\(parent)`, which cannot be created",
        expected: "a folder you may write to")
    }
    defer { try? manager.removeItem(atPath: draft) }
    for file in model.files { try Self.write(file.bytes, to: "\(draft)/\(file.name)") }
    model.card.version = 0
    try AtomicFile.write(model.card.json, to: "\(draft)/\(TrainedModel.cardFile)")
    return try replace("\(parent)/\(task)", by: draft)
  }

  private func replace(_ folder: String, by draft: String) throws -> String {
    let old = folder + ".\(getpid()).old"
    let hadOne = rename(folder, old) == 0
    guard rename(draft, folder) == 0 else {
      let code = errno
      if hadOne { rename(old, folder) }
      throw Descriptor.failure(code, place: folder)
    }
    if hadOne { try? FileManager.default.removeItem(atPath: old) }
    return folder
  }

  private static func write(_ bytes: [UInt8], to path: String) throws(CommandFailure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Descriptor.failure(errno, place: path) }
    defer { close(descriptor) }
    try Descriptor.write(bytes, to: descriptor, place: path)
    guard fsync(descriptor) == 0 else { throw Descriptor.failure(errno, place: path) }
  }
}
