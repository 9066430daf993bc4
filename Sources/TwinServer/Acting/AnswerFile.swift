import FileLocks
import Foundation
import Glibc
import Synchronization

/// The file of an ``AnswerBook``: a line of JSON for each thing that became of a key, only ever appended, and written
/// anew when it is opened. What it says is on the disk before its request is answered.
final class AnswerFile: Sendable {
  struct Line: Codable, Sendable {
    let name: String
    let caller: String
    let question: String
    /// [s since 1970].
    let asked: Double
    /// `nil` for a request that has begun.
    let answer: AnswerBook.Answer?
    /// `true` for a request that was refused.
    var isOver: Bool?
  }

  private struct State {
    var descriptor: Int32
    /// Lines appended since the file was last written anew.
    var appended = 0
  }

  /// Lines after which the file is written anew.
  private static let appendedMaximum = 50_000

  /// What the file held when it was opened.
  let lines: [Line]
  private let path: String
  private let state: Mutex<State>

  /// - Returns: `nil` for a file that cannot be written, or that another process has.
  init?(path: String) {
    guard let old = Self.locked(path) else { return nil }
    let data = FileManager.default.contents(atPath: path) ?? Data()
    // A last line that was cut short is none.
    var known: [String: Line] = [:]
    var order: [String] = []
    for text in data.split(separator: UInt8(ascii: "\n")) {
      guard let line = try? JSONDecoder().decode(Line.self, from: text) else { continue }
      if line.isOver == true {
        known[line.name] = nil
      } else {
        if known[line.name] == nil { order.append(line.name) }
        known[line.name] = line
      }
    }
    lines = order.suffix(AnswerBook.maxima.all).compactMap { known[$0] }
    guard let fresh = Self.rewritten(lines, path) else {
      Self.end(old)
      return nil
    }
    Self.end(old)
    self.path = path
    state = Mutex(State(descriptor: fresh))
  }

  deinit { state.withLock { Self.end($0.descriptor) } }

  /// Writes a line, and forces an answer to the disk.
  /// - Parameter all: what the file is to hold when it is time to write it anew.
  func append(_ line: Line, all: () -> [Line]) {
    state.withLock { state in
      if state.appended >= Self.appendedMaximum, let fresh = Self.rewritten(all(), path) {
        Self.end(state.descriptor)
        state = State(descriptor: fresh)
        return
      }
      guard let data = try? JSONEncoder().encode(line) else { return }
      state.appended += 1
      Self.write(data + Data("\n".utf8), state.descriptor)
      if line.answer != nil { fdatasync(state.descriptor) }
    }
  }

  /// A new file with these lines in the place of the old one, locked.
  private static func rewritten(_ lines: [Line], _ path: String) -> Int32? {
    let draft = path + ".part"
    let fresh = open(draft, O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o600)
    guard fresh >= 0 else { return nil }
    for line in lines {
      guard let data = try? JSONEncoder().encode(line) else { continue }
      write(data + Data("\n".utf8), fresh)
    }
    guard flock(fresh, LOCK_EX | LOCK_NB) == 0, fsync(fresh) == 0, rename(draft, path) == 0 else {
      close(fresh)
      unlink(draft)
      return nil
    }
    return fresh
  }

  /// The file at a path, locked; `nil` when it cannot be opened, or another process has it.
  private static func locked(_ path: String) -> Int32? {
    for _ in 0..<10 {
      let file = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
      guard file >= 0 else { return nil }
      guard FileLock.take(file) else {
        close(file)
        return nil
      }
      // Whoever had it until now may have put another in its place.
      var (mine, there) = (stat(), stat())
      if fstat(file, &mine) == 0, stat(path, &there) == 0, mine.st_dev == there.st_dev, mine.st_ino == there.st_ino {
        return file
      }
      end(file)
    }
    return nil
  }

  private static func end(_ descriptor: Int32) {
    FileLock.giveBack(descriptor)
    close(descriptor)
  }

  private static func write(_ data: Data, _ descriptor: Int32) {
    let bytes = [UInt8](data)
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
