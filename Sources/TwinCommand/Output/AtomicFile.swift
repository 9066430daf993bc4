import Foundation

/// Writes files that are either complete or absent.
enum AtomicFile {
  /// Replaces the file at `path` by `text`: written beside it, forced to the disk, then renamed into its place.
  ///
  /// A device or pipe, such as `/dev/stdout`, is written to directly. A symbolic link stays a link.
  static func write(_ text: String, to path: String) throws(CommandFailure) {
    let target = URL(filePath: path).resolvingSymlinksInPath().path
    var status = stat()
    let exists = stat(target, &status) == 0
    if exists, status.st_mode & S_IFMT == S_IFDIR { throw Descriptor.failure(EISDIR, place: path) }
    if exists, status.st_mode & S_IFMT != S_IFREG { return try writeThrough(text, to: path) }
    let folder = URL(filePath: target).deletingLastPathComponent()
    let draft = folder.appending(path: ".\(URL(filePath: target).lastPathComponent).\(getpid()).part").path
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Descriptor.failure(errno, place: path) }
    Interruption.protect(draft)
    defer { Interruption.release() }
    do throws(CommandFailure) {
      try fill(descriptor, text, mode: exists ? status.st_mode : nil, place: path)
      guard rename(draft, target) == 0 else { throw Descriptor.failure(errno, place: path) }
    } catch {
      unlink(draft)
      throw error
    }
    syncFolder(folder.path)
  }

  /// Writes several files into a folder, which is created with its parents.
  static func write(_ files: [(name: String, text: String)], into folder: String) throws(CommandFailure) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw CommandFailure(
        place: folder, found: "a folder that cannot be created: \(error.localizedDescription)",
        expected: "a folder for the report", remedy: "choose a place you may write to")
    }
    for file in files { try write(file.text, to: folder + "/" + file.name) }
  }

  private static func fill(
    _ descriptor: Int32, _ text: String, mode: mode_t?, place: String
  ) throws(CommandFailure) {
    defer { close(descriptor) }
    if let mode { fchmod(descriptor, mode & 0o7777) }
    try Descriptor.write(text, to: descriptor, place: place)
    guard fsync(descriptor) == 0 else { throw Descriptor.failure(errno, place: place) }
  }

  private static func writeThrough(_ text: String, to path: String) throws(CommandFailure) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Descriptor.failure(errno, place: path) }
    defer { close(descriptor) }
    try Descriptor.write(text, to: descriptor, place: path)
  }

  /// Makes the rename last; some file systems cannot, and the file is complete either way.
  private static func syncFolder(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}
