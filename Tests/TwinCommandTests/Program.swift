import Foundation
import Testing

/// The built program, run as its user runs it.
struct Program {
  /// What a run left behind.
  struct Run {
    let status: Int32
    let output: String
    let words: String

    /// Standard output as JSON.
    var json: [String: Any] {
      get throws { try Program.object(output) }
    }

    /// Standard error as the error object.
    var failure: [String: Any] {
      get throws { try Program.object(words) }
    }
  }

  /// Root of the checkout the tests were built in.
  static let checkout = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL

  /// The program beside the test bundle in the build folder.
  static var built: URL {
    get throws {
      let bundle = try #require(Bundle.main.executableURL)
      return bundle.deletingLastPathComponent().appending(path: "pur-mold-twin")
    }
  }

  let executable: URL

  init(_ executable: URL? = nil) throws { self.executable = try executable ?? Self.built }

  /// Runs the program to its end.
  ///
  /// Channels go to files, so that no pipe can fill up and block.
  func run(_ arguments: [String], in folder: URL, environment: [String: String] = [:]) throws -> Run {
    try Scratch.with { scratch in
      let (output, words) = (scratch.appending(path: "output"), scratch.appending(path: "words"))
      for file in [output, words] { try Data().write(to: file) }
      let process = process(arguments, in: folder, environment: environment)
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = try FileHandle(forWritingTo: output)
      process.standardError = try FileHandle(forWritingTo: words)
      try process.run()
      Self.awaitEnd(of: process)
      return Run(
        status: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
        words: try String(contentsOf: words, encoding: .utf8))
    }
  }

  /// Runs the program in a scratch folder of its own.
  func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Run {
    try Scratch.with { try run(arguments, in: $0, environment: environment) }
  }

  func process(_ arguments: [String], in folder: URL, environment: [String: String] = [:]) -> Process {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    var all = ProcessInfo.processInfo.environment
    all["PUR_MOLD_TWIN_HOME"] = nil
    process.environment = all.merging(environment) { $1 }
    return process
  }

  /// Waits for the program; one that does not end by itself within a minute is killed, and its status then says so.
  static func awaitEnd(of process: Process) {
    let identifier = process.processIdentifier
    let watchdog = DispatchWorkItem { kill(identifier, SIGKILL) }
    DispatchQueue.global().asyncAfter(deadline: .now() + 60, execute: watchdog)
    process.waitUntilExit()
    watchdog.cancel()
  }

  static func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }
}

/// A folder that lives as long as a test needs it.
enum Scratch {
  static func with<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "twin-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }

  /// Names of everything below a folder.
  static func contents(_ folder: URL) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
  }
}
