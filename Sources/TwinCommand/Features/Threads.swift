import ArgumentParser
import Foundation

/// How much is worked on at once, as `--threads` asks for.
enum Threads {
  /// - Throws: a usage error where `asked` is no number of threads.
  static func check(_ asked: Int?) throws {
    if let asked, !(1...1024).contains(asked) { throw ValidationError("--threads takes a number 1 … 1024") }
  }

  /// As many as asked for, and at most, as without a word, as the machine has cores.
  static func count(_ asked: Int?) -> Int {
    let cores = ProcessInfo.processInfo.activeProcessorCount
    return max(1, min(asked ?? cores, cores))
  }
}
