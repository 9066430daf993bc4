import Foundation
import Synchronization

/// Ends the program cleanly on SIGINT and SIGTERM: the draft of a file being written is removed.
enum Interruption {
  /// Address of the C string that names the draft, 0 when there is none. The one writer is the main thread; the
  /// signal handler only reads, and an atomic word is all it may touch.
  private static let draft = Atomic<UInt>(0)

  /// Takes over both signals; call once, first thing.
  static func install() {
    // Initialized here, because a signal handler must not run the initializer of a static property.
    draft.store(0, ordering: .releasing)
    signal(SIGINT) { _ in Interruption.leave(ExitStatus.interrupted.rawValue) }
    signal(SIGTERM) { _ in Interruption.leave(143) }
  }

  /// Names the file to remove when the program is interrupted, until ``release()``.
  static func protect(_ path: String) {
    draft.store(UInt(bitPattern: strdup(path)), ordering: .releasing)
  }

  /// The file is in its place or gone.
  static func release() {
    free(UnsafeMutableRawPointer(bitPattern: draft.exchange(0, ordering: .acquiringAndReleasing)))
  }

  /// Calls only what is safe in a signal handler.
  private static func leave(_ status: Int32) {
    if let path = UnsafePointer<CChar>(bitPattern: draft.load(ordering: .acquiring)) { unlink(path) }
    _exit(status)
  }
}
