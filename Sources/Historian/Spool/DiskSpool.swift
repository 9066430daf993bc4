import FileLocks
import Foundation
import Glibc

/// Batches on the disk while the database is away: bounded, in order, checked when they are read.
///
/// A folder of segments, each a sequence of ``SpoolRecord``; a segment goes when all its records have left. What was
/// appended outlives the death of the process and a loss of power; a record that was being written does not, and was
/// not acknowledged. Used by one thread at a time, and by one process.
package final class DiskSpool {
  /// Bounds of a spool.
  package struct Limits: Hashable, Sendable {
    /// Bytes of all segments together.
    package let bytes: Int
    /// Bytes after which a segment ends.
    package let segmentBytes: Int

    package init(bytes: Int = 1 << 30, segmentBytes: Int = 16 << 20) {
      self.bytes = max(1, bytes)
      self.segmentBytes = max(1, segmentBytes)
    }
  }

  package let folder: String
  package let limits: Limits
  private(set) var state: SpoolState
  /// Segments by the number of their first record, the oldest first, and their bytes.
  private var segments: [(number: UInt64, bytes: Int)] = []
  private var writing: Int32 = -1
  private var stateFile: Int32 = -1
  private var lock: FileLock?
  private var cursor = SpoolCursor()
  package private(set) var level = SpoolLevel.normal
  private var next: UInt64
  /// Asked before each write for the bytes about to be written; what it returns other than 0 is the error of a disk
  /// that fails. For tests.
  private let fault: (Int) -> Int32

  private static let reservedAtOnce: UInt64 = 1 << 20

  /// Opens the spool in a folder, which is made where it is missing, and cuts off a record that was being written when
  /// the last process ended.
  /// - Parameter newIdentity: names a new spool; random.
  package init(
    _ folder: String, limits: Limits = Limits(), newIdentity: UInt64 = .random(in: 1...UInt64(Int64.max)),
    fault: @escaping (Int) -> Int32 = { _ in 0 }
  ) throws(HistorianFailure) {
    self.folder = folder
    self.limits = limits
    self.fault = fault
    state = SpoolState(spool: newIdentity)
    next = 0
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw failure("opening", "a folder that cannot be made: \(error.localizedDescription)")
    }
    do {
      lock = try FileLock(file: folder + "/lock", mode: 0o644)
    } catch {
      switch error {
      case .held:
        throw HistorianFailure(
          .busy, at: folder, doing: "opening the spool", found: "another process that uses it",
          remedy: "give each process a spool of its own")
      case .unopened(let code): throw failure("opening", code)
      }
    }
    stateFile = open(folder + "/state", O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard stateFile >= 0 else { throw failure("opening", errno) }
    if let bytes = FileManager.default.contents(atPath: folder + "/state"), let found = SpoolState(Array(bytes)) {
      state = found
    }
    try findSegments()
    try repairTail()
    next = max(next, state.reserved)
    try reserve()
    level = level.next(share)
  }

  deinit {
    for file in [writing, stateFile] where file >= 0 { close(file) }
  }

  /// Names the spool for ever.
  package var identity: UInt64 { state.spool }
  /// Bytes of all segments.
  package var bytes: Int { segments.reduce(0) { $0 + $1.bytes } }
  /// Samples that were taken and have not left; those known to be damaged count until they are accounted for.
  package var waiting: Int { Int(state.accepted - min(state.accepted, state.drained)) }
  /// Whether every record has left, and all losses are accounted for.
  package var isEmpty: Bool { segments.isEmpty && waiting == 0 }

  /// A number for the next batch, greater than all before.
  package func number() throws(HistorianFailure) -> UInt64 {
    if next >= state.reserved { try reserve() }
    next += 1
    return next
  }

  /// Appends a batch and forces it to the disk.
  /// - Throws: a failure of kind `.full` at the bound or where the disk has no room; nothing is kept then.
  package func append(_ batch: SampleBatch, number: UInt64) throws(HistorianFailure) {
    let batch = batch.screened
    let bytes = SpoolRecord(number: number, before: state.accepted, batch: batch).bytes
    guard self.bytes + bytes.count <= limits.bytes else {
      level = .full
      throw HistorianFailure(
        .full, at: folder, doing: "spooling", found: "\(self.bytes) of \(limits.bytes) bytes in use",
        remedy: "bring the database back, or give the spool a higher bound")
    }
    if segments.isEmpty || segments[segments.count - 1].bytes >= limits.segmentBytes || writing < 0 {
      try startSegment(number)
    }
    let end = segments[segments.count - 1].bytes
    let error = write(bytes, at: end)
    guard error == 0 else {
      // What was written of the record is taken back; a tail that stays is cut off at the next start.
      ftruncate(writing, off_t(end))
      throw failure("spooling", error)
    }
    segments[segments.count - 1].bytes += bytes.count
    state.accepted += UInt64(batch.received)
    // Not forced: should it be lost, only the count of a later loss would be too small.
    _ = state.write(to: stateFile, forced: false)
    level = level.next(share)
  }

  /// The oldest record, and the samples that are gone before it; `nil` when there is none. ``remove(_:)`` goes on.
  package func first() throws(HistorianFailure) -> (record: SpoolRecord?, lost: Int)? {
    while let segment = segments.first {
      let bytes = try contents(of: segment)
      let scan = bytes.withUnsafeBytes { SpoolRecord.scan($0, from: cursor.offset) }
      switch scan {
      case .record(let record, let end):
        cursor.end = end
        // The process ended before the segment went.
        if record.number <= state.lastDrained {
          cursor.offset = end
          continue
        }
        let lost = record.before > state.drained ? Int(record.before - state.drained) : 0
        return (record, lost)
      case .damage(let end): cursor.offset = end
      case .end: try dropFirstSegment()
      }
    }
    let lost = waiting
    return lost > 0 ? (nil, lost) : nil
  }

  /// Says that the record which ``first()`` gave has reached the database, or that what it said to be lost is on the
  /// books.
  package func remove(_ record: SpoolRecord?) throws(HistorianFailure) {
    if let record {
      state.drained = record.before + UInt64(record.batch.received)
      state.lastDrained = record.number
      cursor.offset = cursor.end
    } else {
      state.drained = state.accepted
    }
    _ = state.write(to: stateFile, forced: false)
    if let segment = segments.first, cursor.offset >= segment.bytes { try dropFirstSegment() }
    level = level.next(share)
  }

  /// Says that so many samples which are gone are on the books.
  package func skip(_ lost: Int) {
    state.drained += UInt64(lost)
    _ = state.write(to: stateFile, forced: false)
  }

  /// Samples that wait, by their source, as far as records can be read.
  package func contents() throws(HistorianFailure) -> [String: Int] {
    var found: [String: Int] = [:]
    for segment in segments {
      let bytes = try Array(data(of: segment))
      bytes.withUnsafeBytes { bytes in
        var offset = 0
        while true {
          switch SpoolRecord.scan(bytes, from: offset) {
          case .record(let record, let end):
            if record.number > state.lastDrained { found[record.batch.source, default: 0] += record.batch.received }
            offset = end
          case .damage(let end): offset = end
          case .end: return
          }
        }
      }
    }
    return found
  }

  private var share: Double { Double(bytes) / Double(limits.bytes) }
}

/// Where the oldest record stands.
private struct SpoolCursor {
  var segment: UInt64?
  var bytes: [UInt8] = []
  var offset = 0
  var end = 0
}

extension DiskSpool {
  private func reserve() throws(HistorianFailure) {
    state.reserved = max(state.reserved, next) + Self.reservedAtOnce
    let error = state.write(to: stateFile, forced: true)
    guard error == 0 else { throw failure("reserving numbers", error) }
  }

  private func path(_ segment: UInt64) -> String {
    let digits = String(segment, radix: 16)
    return folder + "/" + String(repeating: "0", count: 16 - digits.count) + digits + ".spool"
  }

  private func findSegments() throws(HistorianFailure) {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder)
    } catch {
      throw failure("opening", "a folder that cannot be read: \(error.localizedDescription)")
    }
    for name in names.sorted() where name.hasSuffix(".spool") {
      guard let number = UInt64(name.dropLast(".spool".count), radix: 16) else { continue }
      var status = stat()
      guard stat(folder + "/" + name, &status) == 0 else { throw failure("opening", errno) }
      segments.append((number, Int(status.st_size)))
    }
  }

  /// Cuts bytes off the last segment that are no whole record, and takes up counting where the records end.
  private func repairTail() throws(HistorianFailure) {
    guard let last = segments.last else { return }
    let bytes = try Array(data(of: last))
    var end = 0
    var offset = 0
    bytes.withUnsafeBytes { bytes in
      while case let scan = SpoolRecord.scan(bytes, from: offset), scan != .end {
        switch scan {
        case .record(let record, let after):
          (offset, end) = (after, after)
          next = max(next, record.number)
          state.accepted = max(state.accepted, record.before + UInt64(record.batch.received))
        case .damage(let after): offset = after
        case .end: break
        }
      }
    }
    if end < last.bytes {
      guard truncate(path(last.number), off_t(end)) == 0 else { throw failure("cutting off a torn record", errno) }
      segments[segments.count - 1].bytes = end
    }
    next = max(next, last.number)
  }

  private func startSegment(_ number: UInt64) throws(HistorianFailure) {
    if writing >= 0 { close(writing) }
    writing = open(path(number), O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
    guard writing >= 0 else { throw failure("starting a segment", errno) }
    segments.append((number, 0))
    let directory = open(folder, O_RDONLY | O_CLOEXEC)
    if directory >= 0 {
      fsync(directory)
      close(directory)
    }
  }

  private func write(_ bytes: [UInt8], at offset: Int) -> Int32 {
    let simulated = fault(bytes.count)
    if simulated != 0 { return simulated }
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes {
        pwrite(writing, $0.baseAddress.map { $0 + done }, $0.count - done, off_t(offset + done))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return count < 0 ? errno : ENOSPC }
      done += count
    }
    return fdatasync(writing) == 0 ? 0 : errno
  }

  private func dropFirstSegment() throws(HistorianFailure) {
    let segment = segments.removeFirst()
    if segments.isEmpty, writing >= 0 {
      close(writing)
      writing = -1
    }
    guard unlink(path(segment.number)) == 0 || errno == ENOENT else { throw failure("removing a segment", errno) }
    cursor = SpoolCursor()
  }

  /// The bytes of the oldest segment; read anew when it has grown.
  private func contents(of segment: (number: UInt64, bytes: Int)) throws(HistorianFailure) -> [UInt8] {
    if cursor.segment != segment.number || cursor.bytes.count < segment.bytes {
      if cursor.segment != segment.number { cursor = SpoolCursor() }
      cursor.bytes = try Array(data(of: segment))
      cursor.segment = segment.number
    }
    return cursor.bytes
  }

  private func data(of segment: (number: UInt64, bytes: Int)) throws(HistorianFailure) -> Data {
    do {
      return try Data(contentsOf: URL(filePath: path(segment.number)))
    } catch {
      throw failure("reading", "a segment that cannot be read: \(error.localizedDescription)")
    }
  }

  private func failure(_ action: String, _ error: Int32) -> HistorianFailure {
    failure(action, String(cString: strerror(error)), error == ENOSPC || error == EDQUOT ? .full : .refused)
  }

  private func failure(_ action: String, _ found: String, _ kind: HistorianFailure.Kind = .refused) -> HistorianFailure
  {
    HistorianFailure(
      kind, at: folder, doing: action == "opening" ? "opening the spool" : action, found: found,
      remedy: "give the spool a folder with room that may be written to")
  }
}
