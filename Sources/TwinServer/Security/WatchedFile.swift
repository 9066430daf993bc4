import Registry
import Synchronization

/// What a file holds: read when it is first asked for, and again when the file has changed.
///
/// The file is looked at once a second at most. Callers who ask while it is being read wait for what it says: nobody is
/// answered from a file that was not read yet.
final class WatchedFile<Value: Sendable, Failure: Error>: Sendable {
  private struct Known {
    let value: Value
    let stamp: FileStamp?
    /// Time of the last look [s since 1970].
    var checked: Double
  }

  private let path: String
  private let read: @Sendable () throws(Failure) -> Value
  private let known = Mutex<Known?>(nil)

  /// - Parameters:
  ///   - path: where changes are looked for.
  ///   - read: reads the file.
  init(path: String, read: @escaping @Sendable () throws(Failure) -> Value) {
    self.path = path
    self.read = read
  }

  /// The content, at most a second old.
  ///
  /// - Parameters:
  ///   - now: time of the request [s since 1970].
  /// - Throws: what `read` throws; what was known before is forgotten then, and the next call reads again.
  func value(at now: Double) throws(Failure) -> Value {
    try known.withLock { known throws(Failure) in
      if let kept = known, abs(now - kept.checked) < 1 { return kept.value }
      // Taken before reading: a file that changes meanwhile has another one the next time.
      let stamp = FileStamp(path)
      if let kept = known, kept.stamp == stamp {
        known?.checked = now
        return kept.value
      }
      known = nil
      let value = try read()
      known = Known(value: value, stamp: stamp, checked: now)
      return value
    }
  }

  /// Reads the file again at the next call, whether it has changed or not.
  func forget() { known.withLock { $0 = nil } }
}
