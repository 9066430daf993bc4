import FileLocks
import Foundation
import Glibc

/// A folder through which a command of another process reaches a watch that is running: a file for each request, a file
/// for each answer. Who may write into the folder may command the watch.
public final class Mailbox: Sendable {
  /// From one look into the folder to the next [s].
  static let period = 0.05
  /// A request that is older when it is found is thrown away: whoever asked has stopped waiting.
  static let staleAge = 30.0

  /// A request as it was found.
  struct Letter: Sendable {
    let name: String
    let actor: String
    let request: WatchRequest
  }

  private struct Content: Codable {
    let actor: String
    let request: WatchRequest
  }

  private let folder: String
  private let lock: FileLock

  /// The mailbox of a watch; its folder is made where it is missing, for its owner only.
  /// - Returns: `nil` when it cannot be made, or another process serves it.
  public init?(serving folder: String) {
    try? FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    guard let lock = try? FileLock(file: folder + "/lock") else { return nil }
    self.folder = folder
    self.lock = lock
  }

  /// Requests that have come, the earliest first; each is handed out once.
  func collect() -> [Letter] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(Self.requestEnd) }.sorted().compactMap { name in
      let path = folder + "/" + name
      let data = FileManager.default.contents(atPath: path)
      let written = (try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date
      // Gone before it is done: a request is never carried out twice.
      guard unlink(path) == 0, let data, let content = try? JSONDecoder().decode(Content.self, from: data),
        let written, -written.timeIntervalSinceNow < Self.staleAge
      else { return nil }
      return Letter(
        name: String(name.dropLast(Self.requestEnd.count)), actor: content.actor, request: content.request)
    }
  }

  func reply(_ reply: WatchReply, to letter: Letter) {
    guard let data = try? JSONEncoder().encode(reply) else { return }
    Self.write(data, folder + "/" + letter.name + Self.replyEnd)
  }

  private static let requestEnd = ".request"
  private static let replyEnd = ".reply"

  private static func write(_ data: Data, _ path: String) {
    guard FileManager.default.createFile(atPath: path + "-", contents: data, attributes: [.posixPermissions: 0o600])
    else { return }
    rename(path + "-", path)
  }

  // MARK: Asking

  /// Whether a watch serves the mailbox in a folder.
  public static func isServed(_ folder: String) -> Bool { FileLock.isHeld(folder + "/lock") }

  /// Asks the watch that serves a folder.
  /// - Returns: its reply; `nil` when there was none within `limit` seconds. The request is withdrawn then, unless the
  ///   watch has taken it.
  public static func ask(
    _ request: WatchRequest, by actor: String, in folder: String, limit: Double = 20
  ) async -> WatchReply? {
    let name = folder + "/" + UUID().uuidString
    guard let data = try? JSONEncoder().encode(Content(actor: actor, request: request)) else { return nil }
    write(data, name + requestEnd)
    defer {
      unlink(name + requestEnd)
      unlink(name + replyEnd)
    }
    let clock = ContinuousClock()
    let end = clock.now + .seconds(limit)
    while clock.now < end {
      if let data = FileManager.default.contents(atPath: name + replyEnd) {
        return try? JSONDecoder().decode(WatchReply.self, from: data)
      }
      do { try await clock.sleep(for: .seconds(period / 2)) } catch { return nil }
    }
    return nil
  }
}
