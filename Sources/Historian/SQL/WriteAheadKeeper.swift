import Dispatch
import GRDBSQLite
import Glibc
import Synchronization

/// Forces what a writer of SQLite has committed to the disk, and copies it from the log (WAL) into the file, on a
/// thread and a connection of its own: the writer waits for neither.
///
/// The log begins anew with a commit that finds nothing left to copy. Where the writer commits again during each copy,
/// it copies the last bit itself in the end.
///
/// A commit outlives the end of the process at once, and a loss of power ``period`` later. What fails here fails the
/// next commit.
final class WriteAheadKeeper: Sendable {
  /// From the first commit that is not on the disk to forcing it there [s].
  static let period = 0.1
  /// Pages in the log from which they are copied into the file: 32 MiB.
  private static let pages = 4_000
  /// Pages from which the writer copies them itself, for this thread does not keep up: 256 MiB.
  private static let pagesAtMost = 32_000
  /// Times everything is copied, ``period`` apart, before the writer copies the rest.
  private static let tries = 4

  /// What the thread has open.
  private struct Open {
    var log: Int32 = -1
    var database: OpaquePointer?
    /// How often this log was copied.
    var tries = 0
    var isClosed = false
  }

  private let path: String
  private let queue = DispatchQueue(label: "historian log")
  private let open = Mutex(Open())
  private let isDue = Atomic(false)
  private let pagesInLog = Atomic(0)
  /// Pages in the log from which they are copied next.
  private let pagesToCopy = Atomic(WriteAheadKeeper.pages)
  /// Whether the writer is to copy the rest.
  private let isWriterToCopy = Atomic(false)
  private let failure = Atomic(SQLITE_OK)

  /// - Parameter path: the database's file, in WAL mode.
  init(_ path: String) { self.path = path }

  /// Watches over a connection that writes, until ``close(_:)``.
  func attach(_ writer: OpaquePointer?) {
    sqlite3_wal_hook(
      writer,
      { context, writer, _, pages in
        guard let context else { return SQLITE_OK }
        return Unmanaged<WriteAheadKeeper>.fromOpaque(context).takeUnretainedValue().committed(Int(pages), writer)
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  /// Forces everything to the disk and lets go of a connection.
  func close(_ writer: OpaquePointer?) {
    sqlite3_wal_hook(writer, nil, nil)
    open.withLock { open in
      force(&open)
      if open.log >= 0 { Glibc.close(open.log) }
      sqlite3_close_v2(open.database)
      open = Open(isClosed: true)
    }
  }

  /// Called behind each commit of the writer.
  /// - Returns: a code of SQLite for the writer.
  private func committed(_ pages: Int, _ writer: OpaquePointer?) -> Int32 {
    let before = pagesInLog.exchange(pages, ordering: .relaxed)
    // The log began anew.
    if pages < before { pagesToCopy.store(Self.pages, ordering: .relaxed) }
    if !isDue.exchange(true, ordering: .acquiringAndReleasing) {
      queue.asyncAfter(deadline: .now() + Self.period) { [weak self] in self?.keep() }
    }
    let code = failure.load(ordering: .acquiring)
    let isLast = isWriterToCopy.exchange(false, ordering: .acquiringAndReleasing)
    guard code == SQLITE_OK, isLast || pages > Self.pagesAtMost else { return code }
    return Self.copied(writer).code
  }

  private func keep() {
    isDue.store(false, ordering: .releasing)
    open.withLock { open in
      guard !open.isClosed else { return }
      force(&open)
      if pagesInLog.load(ordering: .relaxed) > pagesToCopy.load(ordering: .relaxed) {
        copy(&open)
      } else {
        open.tries = 0
      }
    }
  }

  private func force(_ open: inout Open) {
    if open.log < 0 { open.log = Glibc.open(path + "-wal", O_RDWR | O_CLOEXEC) }
    // Without a log nothing is committed that is not in the file.
    guard open.log >= 0 else { return }
    if fdatasync(open.log) != 0 { fail(errno == ENOSPC ? SQLITE_FULL : SQLITE_IOERR) }
  }

  private func copy(_ open: inout Open) {
    if open.database == nil {
      let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX
      guard sqlite3_open_v2(path, &open.database, flags, nil) == SQLITE_OK,
        // A connection knows of the log when it has read.
        sqlite3_exec(open.database, "SELECT count(*) FROM sqlite_schema", nil, nil, nil) == SQLITE_OK
      else {
        // The writer copies, later.
        sqlite3_close_v2(open.database)
        open.database = nil
        return
      }
    }
    let (code, isFree) = Self.copied(open.database)
    guard code == SQLITE_OK else { return fail(code) }
    guard isFree else { return }
    open.tries += 1
    guard open.tries >= Self.tries else { return }
    // Should a reader hold the log back, copying again before there is more would only keep the disk busy.
    open.tries = 0
    pagesToCopy.store(pagesInLog.load(ordering: .relaxed) + Self.pages, ordering: .relaxed)
    isWriterToCopy.store(true, ordering: .releasing)
  }

  /// Copies what no reader holds back.
  /// - Returns: a code of SQLite, and whether nobody else was copying, which is no failure.
  private static func copied(_ database: OpaquePointer?) -> (code: Int32, isFree: Bool) {
    let code = sqlite3_wal_checkpoint_v2(database, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
    switch code & 0xff {
    case SQLITE_BUSY, SQLITE_LOCKED: return (SQLITE_OK, false)
    default: return (code, true)
    }
  }

  private func fail(_ code: Int32) { failure.store(code, ordering: .releasing) }
}
