import Foundation
import Learning
import Twin

/// Where trained models go: a version of a registry, or a folder as it is.
///
/// A registry holds `<task>/versions/<n>/` with the files of a model; which version is used, its aliases say, and
/// training leaves those alone.
struct ModelFolder {
  /// Names of versions that are tried before giving up; others may train into the same registry.
  private static let attempts = 100

  private let root: String
  private let isRegistry: Bool

  /// - Parameter isRegistry: whether models become versions; else each task has one folder, replaced as a whole.
  init(_ root: String, isRegistry: Bool) { (self.root, self.isRegistry) = (root, isRegistry) }

  /// Writes a model: its files beside their place, forced to the disk, and the folder renamed when it is complete.
  ///
  /// - Returns: the folder; the card of the model states the version then.
  func write(_ model: inout TrainedModel) throws -> String {
    let task = model.card.task
    let parent = isRegistry ? "\(root)/\(task)/versions" : root
    let draft = "\(parent)/.\(task).\(getpid()).part"
    let manager = FileManager.default
    do {
      try manager.createDirectory(atPath: parent, withIntermediateDirectories: true)
      try? manager.removeItem(atPath: draft)
      try manager.createDirectory(atPath: draft, withIntermediateDirectories: false)
    } catch {
      throw CommandFailure(
        place: isRegistry ? "--registry" : "--out", found: "`\(parent)`, which cannot be created",
        expected: "a folder you may write to")
    }
    defer { try? manager.removeItem(atPath: draft) }
    for file in model.files { try Self.write(file.bytes, to: "\(draft)/\(file.name)") }
    guard isRegistry else {
      model.card.version = 0
      try AtomicFile.write(model.card.json, to: "\(draft)/\(TrainedModel.cardFile)")
      return try replace("\(parent)/\(task)", by: draft)
    }
    var version = (Self.versions(parent).max() ?? 0) + 1
    for _ in 0..<Self.attempts {
      model.card.version = version
      try AtomicFile.write(model.card.json, to: "\(draft)/\(TrainedModel.cardFile)")
      // A rename never takes the place of a folder that holds files: whoever comes second takes the next number.
      if rename(draft, "\(parent)/\(version)") == 0 { return "\(parent)/\(version)" }
      guard errno == EEXIST || errno == ENOTEMPTY else { throw Descriptor.failure(errno, place: parent) }
      version += 1
    }
    throw CommandFailure(place: "--registry", found: "no free version in \(parent)", expected: "one of \(version)")
  }

  /// Versions in a folder.
  private static func versions(_ folder: String) -> [Int] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).compactMap { Int($0) }.filter { $0 > 0 }
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
