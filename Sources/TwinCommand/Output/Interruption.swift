import Foundation
import Synchronization

/// Ends the program cleanly on SIGINT and SIGTERM: the draft of a file being written is removed.
enum Interruption {
  /// Address of the C string that names the draft, 0 when there is none. The one writer is the main thread; the
  /// signal handler only reads, and an atomic word is all it may touch.
  private static let draft = Atomic<UInt>(0)

  /// Number of the signal that asks a patient program to end, 0 before.
  private static let request = Atomic<Int32>(0)
  /// True while the program ends by itself after a signal.
  private static let isPatient = Atomic<Bool>(false)

  /// Takes over both signals; call once, first thing.
  static func install() {
    request.store(0, ordering: .releasing)
    isPatient.store(false, ordering: .releasing)
    // Initialized here, because a signal handler must not run the initializer of a static property.
    draft.store(0, ordering: .releasing)
    // A file size limit then shows as an error of the write, like a full disk.
    signal(SIGXFSZ, SIG_IGN)
    take(SIGINT) { Interruption.leave(ExitStatus.interrupted.rawValue, $0) }
    take(SIGTERM) { Interruption.leave(ExitStatus.terminated.rawValue, $0) }
  }

  /// Handles a signal unless the parent asked to ignore it, as a shell does for its background jobs.
  private static func take(_ number: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
    let ignored = UInt(bitPattern: unsafeBitCast(SIG_IGN, to: Int.self))
    guard UInt(bitPattern: unsafeBitCast(signal(number, handler), to: Int.self)) != ignored else {
      signal(number, SIG_IGN)
      return
    }
    // A parent may also leave the signal blocked, without meaning it.
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, number)
    sigprocmask(SIG_UNBLOCK, &set, nil)
  }

  /// From now on the first signal only asks: the program looks at ``isRequested`` and ends with its work in order. A
  /// second signal ends it at once.
  static func waitForIt() { isPatient.store(true, ordering: .releasing) }

  /// True when a signal has asked a patient program to end.
  static var isRequested: Bool { request.load(ordering: .acquiring) != 0 }

  /// The exit code that the signal asks for.
  static var status: ExitStatus { request.load(ordering: .acquiring) == SIGTERM ? .terminated : .interrupted }

  /// Names the file to remove when the program is interrupted, until ``release()``.
  static func protect(_ path: String) {
    draft.store(UInt(bitPattern: strdup(path)), ordering: .releasing)
  }

  /// The file is in its place or gone.
  static func release() {
    free(UnsafeMutableRawPointer(bitPattern: draft.exchange(0, ordering: .acquiringAndReleasing)))
  }

  /// Calls only what is safe in a signal handler.
  private static func leave(_ status: Int32, _ signal: Int32) {
    if isPatient.load(ordering: .acquiring), request.exchange(signal, ordering: .acquiringAndReleasing) == 0 { return }
    if let path = UnsafePointer<CChar>(bitPattern: draft.load(ordering: .acquiring)) { unlink(path) }
    _exit(status)
  }
}
