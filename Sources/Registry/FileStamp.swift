import Foundation

/// What changes when a file does: a stamp taken before reading tells later whether the file is still the one read.
package struct FileStamp: Hashable, Sendable {
  private let device, inode, size, seconds, nanoseconds: Int

  /// `nil` where there is no file, or none that may be looked at.
  package init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    device = Int(bitPattern: UInt(status.st_dev))
    inode = Int(bitPattern: UInt(status.st_ino))
    size = Int(status.st_size)
    // The time of the last change of content or name: unlike that of the content, no program can set it back.
    seconds = status.st_ctim.tv_sec
    nanoseconds = status.st_ctim.tv_nsec
  }
}
