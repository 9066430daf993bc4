import Foundation

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

  /// Path of the file.
  package let path: String
  private let known: WatchedFile<[String: APIKey], KeyFileError>

  package init(path: String) {
    self.path = path
    known = WatchedFile(path: path) { () throws(KeyFileError) in
      Dictionary(try Self.keys(in: path).map { ($0.id, $0) }) { $1 }
    }
  }

  /// Whether there is a file.
  package var exists: Bool { Self.isThere(path) }

  /// All keys, in the order they were made.
  /// - Throws: ``KeyFileError`` for a file that cannot be read.
  package func keys() throws(KeyFileError) -> [APIKey] { try Self.keys(in: path) }

  private static func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  private static func keys(in path: String) throws(KeyFileError) -> [APIKey] {
    guard isThere(path) else { return [] }
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
    guard let key = try known.value(at: now)[id], key.accepts(secret: secret), key.isValid(at: now) else { return nil }
    return Principal(id: key.id, name: key.name, role: key.role, machines: key.machines.map { Set($0) })
  }

  /// Whether the key of an identifier may still be used; where the file has become unreadable, none may.
  package func isValid(id: String, at now: Double) -> Bool {
    do throws(KeyFileError) {
      return try known.value(at: now)[id]?.isValid(at: now) ?? false
    } catch {
      return false
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
    known.forget()
  }
}

/// What can go wrong with the file of keys.
package enum KeyFileError: Error, Hashable, Sendable {
  case unreadable(_ path: String, _ reason: String)
  case unwritable(_ path: String, _ reason: String)
  /// No key has this identifier.
  case unknown(_ id: String, _ path: String)
}
