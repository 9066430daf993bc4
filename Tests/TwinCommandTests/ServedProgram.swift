import Foundation
import Testing

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// The program while it serves.
struct ServedProgram {
  let port: Int
  /// The administrator's key.
  let key: String
  let process: Process
  /// What it wrote to its standard error.
  let words: URL

  /// Calls `body` while the program serves, and kills it afterwards if it still runs.
  /// - Parameters:
  ///   - arguments: what follows `serve --port 0`.
  ///   - key: the administrator's key, where the folder of the state has one from before.
  static func with(
    in folder: URL, _ arguments: [String] = [], key: String? = nil, _ body: (ServedProgram) async throws -> Void
  ) async throws {
    let first = folder.appending(path: "words")
    let isTaken = FileManager.default.fileExists(atPath: first.path)
    let words = isTaken ? folder.appending(path: "words-\(UUID().uuidString.prefix(8))") : first
    try Data().write(to: words)
    let process = try Program().process(
      ["serve", "--port", "0", "-v", "--log", "json"] + arguments, in: folder,
      environment: ["PUR_MOLD_TWIN_HOME": Program.checkout.path])
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: words)
    try process.run()
    defer {
      if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }
    var said = ""
    for _ in 0..<1200 where !said.contains("listening at") && process.isRunning {
      try await Task.sleep(for: .milliseconds(50))
      said = try String(contentsOf: words, encoding: .utf8)
    }
    let port = try #require(
      said.firstMatch(of: /listening at https?:\/\/127\.0\.0\.1:(\d+)\//).flatMap { Int($0.1) }, "\(said)")
    let made = said.firstMatch(of: /pmt_[0-9a-f]{12}_[0-9a-f]{64}/).map { String($0.output) }
    try await body(ServedProgram(port: port, key: try #require(key ?? made), process: process, words: words))
  }

  /// Gets a path, or posts a body to it.
  /// - Parameter isPosted: whether the method is POST though there is no body.
  func get(
    _ path: String, isKeyed: Bool = true, body: String? = nil, isPosted: Bool = false
  ) async throws -> (Int, String) {
    var request = URLRequest(url: try #require(URL(string: "http://127.0.0.1:\(port)\(path)")))
    if isKeyed { request.setValue("Bearer \(key)", forHTTPHeaderField: "Authorization") }
    if isPosted || body != nil { request.httpMethod = "POST" }
    if let body {
      request.setValue("application/json", forHTTPHeaderField: "Content-Type")
      request.httpBody = Data(body.utf8)
    }
    let (data, response) = try await URLSession.shared.data(for: request)
    return ((response as? HTTPURLResponse)?.statusCode ?? 0, String(decoding: data, as: UTF8.self))
  }

  /// Asks the program to end, and waits for it.
  /// - Returns: its exit code.
  func end() -> Int32 {
    process.terminate()
    Program.awaitEnd(of: process)
    return process.terminationStatus
  }
}

/// Somebody who listens to the live feed of a served program by curl, and keeps what he hears in a file.
final class LiveListener {
  private let process = Process()
  private let file: URL

  /// - Parameter resume: the identifier of an event to go on after.
  init(_ served: ServedProgram, topics: String, in folder: URL, resume: String? = nil) throws {
    file = folder.appending(path: "heard-\(UUID().uuidString.prefix(8))")
    try Data().write(to: file)
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      ["curl", "-sN", "-H", "Authorization: Bearer \(served.key)"]
      + (resume.map { ["-H", "Last-Event-ID: \($0)"] } ?? [])
      + ["http://127.0.0.1:\(served.port)/api/v1/live/events?topics=\(topics)"]
    process.standardOutput = try FileHandle(forWritingTo: file)
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  deinit { end() }

  func end() {
    guard process.isRunning else { return }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// What was heard so far.
  var text: String { get throws { String(decoding: try Data(contentsOf: file), as: UTF8.self) } }

  /// Waits until something was heard.
  func hears(_ part: String, within seconds: Double = 60) async throws -> Bool {
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end {
      if try text.contains(part) { return true }
      try await Task.sleep(for: .milliseconds(50))
    }
    return false
  }

  /// The identifier of the newest event that has one.
  var mark: String? {
    get throws { try text.split(separator: "\n").last { $0.hasPrefix("id: ") }.map { String($0.dropFirst(4)) } }
  }

  /// Sequence numbers and items of a topic's updates, in the order they were heard.
  func items(of topic: String) throws -> [(sequence: Int, item: [String: Any])] {
    var found: [(sequence: Int, item: [String: Any])] = []
    for line in try text.split(separator: "\n") where line.hasPrefix("data: ") && line.hasSuffix("}") {
      guard let message = try? Program.object(String(line.dropFirst(6))), message["type"] as? String == "update",
        message["topic"] as? String == topic, let items = message["items"] as? [[String: Any]]
      else { continue }
      for item in items {
        found.append((item["sequence"] as? Int ?? 0, item["item"] as? [String: Any] ?? [:]))
      }
    }
    return found
  }

  /// The items of a topic's updates that are meant; waits until there is one.
  func items(
    of topic: String, within seconds: Double = 60, where isMeant: ([String: Any]) -> Bool
  ) async throws -> [[String: Any]] {
    let end = ContinuousClock.now + .seconds(seconds)
    while true {
      let found = try items(of: topic).map(\.item).filter(isMeant)
      if !found.isEmpty || ContinuousClock.now >= end { return found }
      try await Task.sleep(for: .milliseconds(50))
    }
  }
}
