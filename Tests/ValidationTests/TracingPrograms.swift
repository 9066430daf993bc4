import Foundation
import Testing

/// A program that a test starts and whose failure is the test's.
struct TracingProgram {
  let executable: URL

  /// The first of `names` on the search path.
  init?(named names: [String]) {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map {
      URL(filePath: "\($0)")
    }
    let candidates = names.flatMap { name in folders.map { $0.appending(path: name) } }
    guard let found = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) }) else {
      return nil
    }
    executable = found
  }

  init(_ executable: URL) { self.executable = executable }

  /// The interpreter with JAX: `PUR_MOLD_TWIN_PYTHON`, else the one that `make jax-venv` made.
  static var python: TracingProgram? {
    let checkout = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
    let named = ProcessInfo.processInfo.environment["PUR_MOLD_TWIN_PYTHON"].map { URL(filePath: $0) }
    let url = named ?? checkout.appending(path: ".venv-jax/bin/python")
    return FileManager.default.isExecutableFile(atPath: url.path) ? TracingProgram(url) : nil
  }

  /// Runs to the end and gives standard output; words go to a file and into the failure.
  @discardableResult
  func run(_ arguments: [String], in folder: URL) throws -> String {
    let (output, words) = (folder.appending(path: "output.txt"), folder.appending(path: "words.txt"))
    for file in [output, words] { try Data().write(to: file) }
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: words)
    try process.run()
    process.waitUntilExit()
    let said = try String(contentsOf: words, encoding: .utf8)
    try #require(process.terminationStatus == 0, "\(executable.lastPathComponent): \(said)")
    return try String(contentsOf: output, encoding: .utf8)
  }

  /// A folder that lives as long as `body` runs.
  static func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tracing-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }
}

/// Rows of numbers in a file of doubles, as C and NumPy read them.
enum TracingFile {
  static func write(_ numbers: [Double], to url: URL) throws {
    try numbers.withUnsafeBytes { try Data($0).write(to: url) }
  }

  static func read(_ url: URL) throws -> [Double] {
    let bytes = try Data(contentsOf: url)
    return bytes.withUnsafeBytes { Array($0.bindMemory(to: Double.self)) }
  }
}
