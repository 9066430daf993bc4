import Foundation
import Historian

/// A file that holds a copy of a historian, with its checksum in a file beside it.
enum BackupFile {
  /// What stands behind the name of a backup in the name of the file with its checksum.
  static let checksumSuffix = ".crc32c"
  /// What SQLite and its writer may leave beside a file.
  private static let companions = ["", "-wal", "-shm", "-journal", ".writer"]
  private static let pieceBytes = 1 << 20

  /// Refuses a place where there is something already.
  static func requireNew(_ path: String, option: String) throws(CommandFailure) {
    guard !FileManager.default.fileExists(atPath: path) else {
      throw CommandFailure(
        place: option, found: "`\(path)`, which exists", expected: "the name of a new file",
        remedy: "choose another name, or take the file away")
    }
  }

  /// Makes a file under a name of its own and gives it its place when `body` has filled it; nothing stays when not.
  static func make(_ path: String, _ body: (_ draft: String) async throws -> Void) async throws {
    Interruption.waitForIt()
    let draft = "\(path).\(getpid()).part"
    do {
      try await body(draft)
      let descriptor = open(draft, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw Descriptor.failure(errno, place: path) }
      defer { close(descriptor) }
      guard fsync(descriptor) == 0, rename(draft, path) == 0 else { throw Descriptor.failure(errno, place: path) }
      for suffix in companions.dropFirst() { unlink(draft + suffix) }
    } catch {
      for suffix in companions { unlink(draft + suffix) }
      throw error
    }
  }

  /// Takes a historian away that this process has made.
  static func remove(_ place: HistorianPlace) async {
    if let file = place.file {
      for suffix in companions { unlink(file + suffix) }
    } else {
      _ = try? await SQLHistorian.initialize(place, version: 0, environment: HistorianOptions.environment)
    }
  }

  /// Bytes and checksum of a file.
  static func checksum(_ path: String) throws(CommandFailure) -> (bytes: Int, crc32c: UInt32) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Descriptor.failure(errno, place: path, doing: "read") }
    defer { close(descriptor) }
    var check = CRC32C()
    var piece = [UInt8](repeating: 0, count: pieceBytes)
    var bytes = 0
    while true {
      let count = piece.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Descriptor.failure(errno, place: path, doing: "read") }
      if count == 0 { return (bytes, check.value) }
      piece.withUnsafeBytes { check.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
      bytes += count
    }
  }

  /// Writes the checksum beside a backup.
  static func seal(_ path: String) throws(CommandFailure) -> (bytes: Int, crc32c: UInt32) {
    let sum = try checksum(path)
    let name = URL(filePath: path).lastPathComponent
    try AtomicFile.write("\(hex(sum.crc32c))  \(sum.bytes)  \(name)\n", to: path + checksumSuffix)
    return sum
  }

  /// Compares a backup with the checksum beside it; `nil` when there is none.
  /// - Throws: when it differs.
  static func verify(_ path: String) throws -> (bytes: Int, crc32c: UInt32)? {
    let beside = path + checksumSuffix
    guard FileManager.default.fileExists(atPath: beside) else { return nil }
    let words = try TextFile.read(beside, option: "backup").split(separator: " ")
    guard words.count >= 2, let expected = UInt32(words[0], radix: 16), let bytes = Int(words[1]) else {
      throw CommandFailure(
        .dataUnusable, place: beside, found: "no checksum", expected: "eight hexadecimal digits and a count of bytes",
        remedy: "take the file away to do without, or use another backup")
    }
    let found = try checksum(path)
    guard found == (bytes, expected) else {
      throw CommandFailure(
        .dataUnusable, place: path, found: "\(found.bytes) bytes of checksum \(hex(found.crc32c))",
        expected: "\(bytes) bytes of checksum \(hex(expected))", remedy: "use another backup; this one is damaged")
    }
    return found
  }

  /// Eight hexadecimal digits.
  static func hex(_ checksum: UInt32) -> String {
    let digits = String(checksum, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
