import Foundation

/// A run of the program under way, which can be killed or watched.
struct ImportRun {
  private let process: Process
  private let ended = DispatchSemaphore(value: 0)
  private let errors: URL

  /// Starts the program; what it says goes into a file of `folder`.
  init(_ program: Program, _ arguments: [String], in folder: URL) throws {
    errors = folder.appending(path: "words")
    try Data().write(to: errors)
    process = program.process(arguments, in: folder)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: errors)
    let ended = ended
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
  }

  var isRunning: Bool { process.isRunning }
  var status: Int32 { process.terminationStatus }
  /// What it said on standard error.
  var words: String { (try? String(contentsOf: errors, encoding: .utf8)) ?? "" }

  /// Waits until a file is there, or the program has ended.
  func wait(for file: String) {
    while process.isRunning, access(file, F_OK) != 0 { sched_yield() }
  }

  /// Opens a pipe for writing as soon as the program reads from it; -1 when the program ended before.
  func openWhenRead(_ pipe: String) -> Int32 {
    var end: Int32 = -1
    while end < 0, process.isRunning {
      end = open(pipe, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
      if end < 0 { sched_yield() }
    }
    return end
  }

  /// Kills the program after some microseconds, unless it ends before.
  func kill(after microseconds: Int) {
    guard ended.wait(timeout: .now() + .microseconds(microseconds)) == .timedOut else { return }
    _ = Foundation.kill(process.processIdentifier, SIGKILL)
  }

  /// Waits for the end; false when the program was killed.
  func end() -> Bool {
    Program.awaitEnd(of: process)
    return process.terminationReason == .exit
  }
}
