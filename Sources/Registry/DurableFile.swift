import Foundation

/// Files that are either complete or absent, also after a power cut.
enum DurableFile {
  /// Largest file that is read.
  static let byteMaximum = 1 << 30

  /// The whole file, as it was while it was read.
  static func read(_ path: String, limit: Int = byteMaximum) throws(RegistryError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw failure(path, "read") }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(path, "read") }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw RegistryError(.damaged, place: path, found: "no regular file", expected: "a file of the registry")
    }
    guard status.st_size <= limit else {
      throw RegistryError(.damaged, place: path, found: "\(status.st_size) bytes", expected: "at most \(limit)")
    }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var filled = 0
    while filled < bytes.count {
      let count = bytes.withUnsafeMutableBytes {
        Foundation.read(descriptor, $0.baseAddress.map { $0 + filled }, $0.count - filled)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure(path, "read") }
      // A file that shrinks while it is read; its digest will not fit.
      if count == 0 { break }
      filled += count
    }
    bytes.removeLast(bytes.count - filled)
    return bytes
  }

  /// Writes a new file and forces it to the disk.
  static func write(_ bytes: [UInt8], to path: String) throws(RegistryError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure(path, "write") }
    defer { close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure(path, "write") }
      rest = rest.dropFirst(count)
    }
    guard fsync(descriptor) == 0 else { throw failure(path, "write") }
  }

  /// Puts `bytes` into the place of the file at `path` in one step.
  static func replace(_ path: String, by bytes: [UInt8]) throws(RegistryError) {
    let draft = "\(path).\(getpid()).\(UInt32.random(in: 0 ... .max)).part"
    do throws(RegistryError) {
      try write(bytes, to: draft)
      guard rename(draft, path) == 0 else { throw failure(path, "replace") }
    } catch {
      unlink(draft)
      throw error
    }
    syncFolder(URL(filePath: path).deletingLastPathComponent().path)
  }

  /// Makes what was renamed into a folder last; some file systems cannot, and the files are complete either way.
  static func syncFolder(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  /// Creates a folder with its parents.
  static func makeFolder(_ path: String) throws(RegistryError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw RegistryError(
        .inaccessible, place: path, found: "a folder that cannot be created", expected: "a folder of the registry",
        remedy: "choose a place you may write to")
    }
  }

  /// Names in a folder in alphabetic order, without hidden ones; none where there is no folder.
  static func names(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { !$0.hasPrefix(".") }.sorted()
  }

  static func failure(_ path: String, _ doing: String) -> RegistryError {
    let code = errno
    return RegistryError(
      code == ENOENT ? .absent : .inaccessible, place: path,
      found: "\(String(cString: strerror(code))) (cannot \(doing))", expected: "a file of the registry",
      remedy: code == EACCES || code == EROFS ? "choose a place you may \(doing == "read" ? "read" : "write")" : "")
  }
}
