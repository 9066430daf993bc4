import Glibc

/// A lock on a file that one process holds at a time.
enum FileLock {
  /// Takes the lock of an open file; `false` when somebody else keeps it for two seconds.
  ///
  /// One look is not enough: a program that another thread is just starting holds for a moment what this process held
  /// before.
  static func take(_ descriptor: Int32) -> Bool {
    for look in 0..<100 {
      if look > 0 { usleep(20_000) }
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
    }
    return false
  }
}
