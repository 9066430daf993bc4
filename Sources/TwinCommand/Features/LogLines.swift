import Foundation
import Plant
import Twin

/// The lines of a file of standardized logs that begin in one of its pieces; whoever works on them reads them.
struct LogLines: Sendable {
  /// Bytes of a piece.
  static let size = 1 << 19

  let file: String
  /// Number of the piece, from 0.
  let piece: Int

  /// Bytes of a file.
  static func size(ofFile file: String) throws(CommandFailure) -> Int {
    var status = stat()
    guard stat(file, &status) == 0 else { throw unreadable(file) }
    return Int(status.st_size)
  }

  private static func unreadable(_ file: String) -> CommandFailure {
    CommandFailure(place: file, found: "a file that cannot be read", expected: "a readable file")
  }

  /// The records of the lines; empty lines are passed over.
  /// - Parameter signals: the series wanted.
  /// - Throws: ``CommandFailure`` with file, line and column.
  func read(signals: Set<ShotSignal>) throws(CommandFailure) -> [ShotRecord] {
    let descriptor = open(file, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.unreadable(file) }
    defer { close(descriptor) }
    // A line begins behind a line end, which may be the last byte of the piece before.
    let first = max(0, piece * Self.size - 1)
    let bytes = try bytes(descriptor, from: first)
    let text = bytes.span
    var start = 0
    if piece > 0 { start = text.placeBehindLineEnd(from: 0) ?? text.count }
    var reader = StandardLog.Reader(signals: signals)
    var records: [ShotRecord] = []
    while start < text.count, first + start < (piece + 1) * Self.size {
      let next = text.placeBehindLineEnd(from: start)
      let end = next.map { $0 - 1 } ?? text.count
      if end > start {
        do throws(StandardLog.Fault) {
          records.append(try reader.record(text.extracting(start..<end)))
        } catch {
          throw CommandFailure(
            .dataUnusable, place: "\(file):\(line(at: first + start)):\(error.column)", found: error.found,
            expected: error.expected, remedy: "import the shots again")
        }
      }
      start = next ?? text.count
    }
    return records
  }

  /// The bytes from `first` on: at least up to the end of the last line that begins in the piece.
  private func bytes(_ descriptor: Int32, from first: Int) throws(CommandFailure) -> [UInt8] {
    let end = (piece + 1) * Self.size
    var bytes: [UInt8] = []
    var more = end - first
    while true {
      let known = bytes.count
      bytes.append(contentsOf: try Self.read(descriptor, more, at: first + known, file: file))
      // The last line of the piece ends at the first line end from the piece's last byte on.
      let isAtEnd = bytes.count < known + more
      if isAtEnd || bytes.span.placeBehindLineEnd(from: max(known, end - 1 - first)) != nil { return bytes }
      more = max(1 << 14, bytes.count)
    }
  }

  /// As many bytes as there are, at most `count`.
  private static func read(
    _ descriptor: Int32, _ count: Int, at place: Int, file: String
  ) throws(CommandFailure) -> [UInt8] {
    var isReadable = true
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count, let base = buffer.baseAddress {
        let got = pread(descriptor, base + filled, count - filled, off_t(place + filled))
        if got < 0, errno == EINTR { continue }
        isReadable = isReadable && got >= 0
        guard got > 0 else { break }
        filled += got
      }
    }
    guard isReadable else { throw unreadable(file) }
    return bytes
  }

  /// Number of the line that begins at a byte of the file, from 1.
  private func line(at place: Int) -> Int {
    let before = try? FileHandle(forReadingFrom: URL(filePath: file)).read(upToCount: place)
    return 1 + (before?.count { $0 == 10 } ?? 0)
  }
}

extension Span where Element == UInt8 {
  /// Behind the next line end; `nil` when there is none.
  func placeBehindLineEnd(from start: Int) -> Int? {
    guard start < count else { return nil }
    return extracting(start..<count).withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress, let found = memchr(base, 10, bytes.count) else { return nil }
      return start + base.distance(to: UnsafeRawPointer(found)) + 1
    }
  }
}
