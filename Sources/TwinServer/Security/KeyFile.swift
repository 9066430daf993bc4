import Foundation
import Synchronization

/// The keys of a service, in one file that only its owner may read.
///
/// The file is read again when it has changed, so that a key revoked by the command line ends within a second without
/// a restart.
package final class KeyFile: Sendable {
  /// What the file holds.
  private struct Document: Codable {
    static let schema = "pur-mold-twin/keys/1"
    var schema = Self.schema
    var keys: [APIKey]
  }

  private struct Cache {
    var keys: [String: APIKey] = [:]
    var stamp: FileStamp?
    var checked: Double = -.infinity
  }

  /// Path of the file.
  package let path: String
  private let cache = Mutex(Cache())

  package init(path: String) { self.path = path }

  /// Whether there is a file.
  package var exists: Bool { FileManager.default.fileExists(atPath: path) }

  /// All keys, in the order they were made.
  /// - Throws: ``KeyFileError`` for a file that cannot be read.
  package func keys() throws(KeyFileError) -> [APIKey] {
    guard exists else { return [] }
    do {
      let document = try JSONDecoder().decode(Document.self, from: Data(contentsOf: URL(filePath: path)))
      guard document.schema == Document.schema else { throw KeyFileError.unreadable(path, "schema \(document.schema)") }
      return document.keys.sorted { ($0.created, $0.id) < ($1.created, $1.id) }
    } catch let error as KeyFileError {
      throw error
    } catch {
      throw .unreadable(path, "\(error.localizedDescription)")
    }
  }

  /// Adds a key.
  package func add(_ key: APIKey) throws(KeyFileError) {
    try change { $0.append(key) }
  }

  /// Takes a key away; it is refused from now on.
  /// - Throws: ``KeyFileError/unknown(_:_:)`` where there is none of this identifier.
  package func remove(id: String) throws(KeyFileError) -> APIKey {
    var removed: APIKey?
    try change { keys in
      removed = keys.first { $0.id == id }
      keys.removeAll { $0.id == id }
    }
    guard let removed else { throw .unknown(id, path) }
    return removed
  }

  /// The caller that a key's text stands for; `nil` for a key that is unknown, revoked or expired.
  ///
  /// - Parameters:
  ///   - now: time of the request [s since 1970].
  /// - Throws: ``KeyFileError`` where the file has become unreadable; nobody is let in then.
  package func principal(of text: String, at now: Double) throws(KeyFileError) -> Principal? {
    guard let (id, secret) = APIKey.parts(of: text) else { return nil }
    try refresh(at: now)
    guard let key = cache.withLock({ $0.keys[id] }), key.accepts(secret: secret), key.isValid(at: now) else {
      return nil
    }
    return Principal(id: key.id, name: key.name, role: key.role, machines: key.machines.map { Set($0) })
  }

  /// Whether the key of an identifier may still be used; where the file has become unreadable, none may.
  package func isValid(id: String, at now: Double) -> Bool {
    do throws(KeyFileError) {
      try refresh(at: now)
    } catch {
      return false
    }
    return cache.withLock { $0.keys[id]?.isValid(at: now) ?? false }
  }

  private func refresh(at now: Double) throws(KeyFileError) {
    let known = cache.withLock { cache -> FileStamp?? in
      guard abs(now - cache.checked) >= 1 else { return nil }
      cache.checked = now
      return .some(cache.stamp)
    }
    guard let known else { return }
    let stamp = FileStamp(path)
    guard stamp != known else { return }
    do throws(KeyFileError) {
      let keys = Dictionary(try keys().map { ($0.id, $0) }) { $1 }
      cache.withLock { cache in
        cache.keys = keys
        cache.stamp = stamp
      }
    } catch {
      // Keys of before must not go on letting people in.
      cache.withLock { $0 = Cache() }
      throw error
    }
  }

  private func change(_ body: (inout [APIKey]) -> Void) throws(KeyFileError) {
    let folder = URL(filePath: path).deletingLastPathComponent().path
    let lock = open(folder, O_RDONLY | O_CLOEXEC)
    guard lock >= 0, flock(lock, LOCK_EX) == 0 else { throw .unwritable(path, String(cString: strerror(errno))) }
    defer { close(lock) }
    var keys = try keys()
    body(&keys)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    let draft = "\(path).\(getpid()).part"
    do {
      let data = try encoder.encode(Document(keys: keys))
      let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { throw KeyFileError.unwritable(path, String(cString: strerror(errno))) }
      let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
      try file.write(contentsOf: data)
      try file.synchronize()
      guard rename(draft, path) == 0 else { throw KeyFileError.unwritable(path, String(cString: strerror(errno))) }
    } catch let error as KeyFileError {
      unlink(draft)
      throw error
    } catch {
      unlink(draft)
      throw .unwritable(path, error.localizedDescription)
    }
    cache.withLock { $0.checked = -.infinity }
  }
}

/// What can go wrong with the file of keys.
package enum KeyFileError: Error, Hashable, Sendable {
  case unreadable(_ path: String, _ reason: String)
  case unwritable(_ path: String, _ reason: String)
  /// No key has this identifier.
  case unknown(_ id: String, _ path: String)
}
