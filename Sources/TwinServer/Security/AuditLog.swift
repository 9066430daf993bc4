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
    var isKnown = false
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
      let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
      let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
      // Another process may have written since.
      guard flock(descriptor, LOCK_EX) == 0 else { throw POSIXError(.EAGAIN) }
      let entries = try Self.entries(in: try file.readToEnd() ?? Data())
      chain = Chain(sequence: entries.count, digest: entries.last?.digest ?? Self.origin, isKnown: true)
      let entry = Self.entry(
        sequence: chain.sequence + 1, time: now, actor: actor, action: action, subject: subject,
        previous: chain.digest)
      try file.write(contentsOf: Data((Self.line(entry) + "\n").utf8))
      try file.synchronize()
      chain.sequence = entry.sequence
      chain.digest = entry.digest
    }
  }

  /// All lines, the chain checked.
  /// - Throws: ``Break`` at the first line that is not what it was.
  package func entries() throws -> [Entry] {
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    return try Self.entries(in: Data(contentsOf: URL(filePath: path)))
  }

  private static func entries(in data: Data) throws(Break) -> [Entry] {
    var entries: [Entry] = []
    for (index, line) in data.split(separator: UInt8(ascii: "\n")).enumerated() {
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
