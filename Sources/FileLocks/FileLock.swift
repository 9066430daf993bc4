import Glibc

/// A lock on a file or a folder that one holder has at a time, in whatever process; given back when the object goes or
/// its process ends.
package final class FileLock: Sendable {
  /// Why there is no lock.
  package enum Failure: Error, Equatable {
    /// Another holder keeps it.
    case held
    /// What is to be locked cannot be opened; with the number of the error.
    case unopened(Int32)
  }

  private let descriptor: Int32

  /// Takes the lock of a file, which is made, empty, where it is missing.
  /// - Parameter mode: permissions of a file that is made.
  package convenience init(file path: String, mode: UInt32 = 0o600) throws(Failure) {
    try self.init(open(path, O_RDWR | O_CREAT | O_CLOEXEC, mode))
  }

  /// Takes the lock of a folder that is there.
  package convenience init(folder path: String) throws(Failure) {
    try self.init(open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC))
  }

  private init(_ descriptor: Int32) throws(Failure) {
    self.descriptor = descriptor
    guard descriptor >= 0 else { throw .unopened(errno) }
    // On a throw the deinitializer closes what was opened.
    guard Self.take(descriptor) else { throw .held }
  }

  deinit {
    guard descriptor >= 0 else { return }
    Self.giveBack(descriptor)
    close(descriptor)
  }

  /// Whether somebody holds the lock of a file; `false` where there is no such file.
  package static func isHeld(_ path: String) -> Bool {
    let descriptor = open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_SH | LOCK_NB) == 0 else { return true }
    giveBack(descriptor)
    return false
  }

  /// Takes the lock of an open file; `false` when somebody else keeps it for two seconds.
  ///
  /// One look is not enough: whoever only asks whether it is held has it for a moment, and so does a program that a
  /// thread of a holder that was killed was just starting.
  package static func take(_ descriptor: Int32) -> Bool {
    for look in 0..<100 {
      if look > 0 { usleep(20_000) }
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
    }
    return false
  }

  /// Gives the lock of an open file back.
  ///
  /// Closing it would not do: a program that another thread is just starting has the same open file for a moment.
  package static func giveBack(_ descriptor: Int32) { flock(descriptor, LOCK_UN) }
}
