import Crypto
import Foundation
import Synchronization
import Twin

/// What was done to the service and by whom: lines of JSON that are only ever appended, each with the digest of the one
/// before, so that a line changed or taken out later shows.
package final class AuditLog: Sendable {
  /// One thing done.
  package struct Entry: Codable, Hashable, Sendable {
    package let sequence: Int
    /// When [s since 1970].
    package let time: Double
    /// Identifier of the key that did it, or `console`.
    package let actor: String
    /// What was done: `key made`.
    package let action: String
    /// To what.
    package let subject: String
    /// Digest of the line before; 64 zeros for the first.
    package let previous: String
    /// SHA-256 of this line's other members.
    package let digest: String
  }

  /// Where the chain breaks.
  package struct Break: Error, Hashable, Sendable {
    /// Line of the file, from 1.
    package let line: Int
    package let found: String
    package let expected: String
  }

  private struct Chain {
    var sequence = 0
    var digest = AuditLog.origin
    /// Bytes of the file up to here, which were checked.
    var length: UInt64 = 0
  }

  private static let origin = String(repeating: "0", count: 64)
  /// Path of the file.
  package let path: String
  private let chain = Mutex(Chain())

  package init(path: String) { self.path = path }

  /// Appends one line and forces it to the disk.
  ///
  /// - Throws: an error of the file system, or ``Break`` for a file whose chain is broken: nothing is appended then.
  package func append(actor: String, action: String, subject: String, at now: Double) throws {
    try chain.withLock { chain in
      let file = try opened(&chain)
      let entry = Self.entry(
        sequence: chain.sequence + 1, time: now, actor: actor, action: action, subject: subject,
        previous: chain.digest)
      let line = Data((Self.line(entry) + "\n").utf8)
      try file.write(contentsOf: line)
      try file.synchronize()
      chain.sequence = entry.sequence
      chain.digest = entry.digest
      chain.length += UInt64(line.count)
    }
  }

  /// Looks whether a line could be appended now.
  ///
  /// - Throws: what ``append(actor:action:subject:at:)`` would throw.
  func prepare() throws {
    try chain.withLock { chain in _ = try opened(&chain) }
  }

  /// The file, locked, its chain known to the end. What was checked before is not read again: `config check` does that.
  private func opened(_ chain: inout Chain) throws -> FileHandle {
    let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    // Another process may have written since.
    guard flock(descriptor, LOCK_EX) == 0 else { throw POSIXError(.EAGAIN) }
    let length = try file.seekToEnd()
    if length < chain.length { chain = Chain() }
    guard length > chain.length else { return file }
    try file.seek(toOffset: chain.length)
    let entries = try Self.entries(
      in: try file.readToEnd() ?? Data(), from: chain.sequence, chain.digest)
    chain.sequence += entries.count
    chain.digest = entries.last?.digest ?? chain.digest
    chain.length = length
    return file
  }

  /// All lines, the chain checked.
  /// - Throws: ``Break`` at the first line that is not what it was.
  package func entries() throws -> [Entry] {
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    return try Self.entries(in: Data(contentsOf: URL(filePath: path)))
  }

  /// The lines of a part of the file that follows `sequence` lines, the last of which has the digest `origin`.
  private static func entries(
    in data: Data, from sequence: Int = 0, _ origin: String = AuditLog.origin
  ) throws(Break) -> [Entry] {
    var entries: [Entry] = []
    for (place, line) in data.split(separator: UInt8(ascii: "\n")).enumerated() {
      let index = sequence + place
      guard let entry = try? JSONDecoder().decode(Entry.self, from: line) else {
        throw Break(line: index + 1, found: "a line that is no entry", expected: "an entry in JSON")
      }
      let previous = entries.last?.digest ?? origin
      guard entry.sequence == index + 1 else {
        throw Break(line: index + 1, found: "entry \(entry.sequence)", expected: "entry \(index + 1)")
      }
      guard entry.previous == previous else {
        throw Break(
          line: index + 1, found: "a chain from \(entry.previous.prefix(12))", expected: "\(previous.prefix(12))")
      }
      let expected = self.entry(
        sequence: entry.sequence, time: entry.time, actor: entry.actor, action: entry.action, subject: entry.subject,
        previous: entry.previous)
      guard expected.digest == entry.digest else {
        throw Break(
          line: index + 1, found: "digest \(entry.digest.prefix(12))", expected: "\(expected.digest.prefix(12))")
      }
      entries.append(entry)
    }
    return entries
  }

  private static func entry(
    sequence: Int, time: Double, actor: String, action: String, subject: String, previous: String
  ) -> Entry {
    let open = Entry(
      sequence: sequence, time: time, actor: actor, action: action, subject: subject, previous: previous, digest: "")
    let digest = SHA256.hash(data: Data(line(open).utf8)).map { byte in
      String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }.joined()
    return Entry(
      sequence: sequence, time: time, actor: actor, action: action, subject: subject, previous: previous,
      digest: digest)
  }

  private static func line(_ entry: Entry) -> String {
    var json = JSONWriter(indented: false)
    json.object { json in
      json.integer("sequence", entry.sequence)
      json.number("time", entry.time)
      json.string("actor", entry.actor)
      json.string("action", entry.action)
      json.string("subject", entry.subject)
      json.string("previous", entry.previous)
      json.string("digest", entry.digest)
    }
    return json.text
  }
}
