import Foundation

/// One of the two channels a command speaks on: results on `output`, words on `error`.
struct StandardStream: Sendable {
  static let output = StandardStream(descriptor: STDOUT_FILENO, name: "standard output")
  static let error = StandardStream(descriptor: STDERR_FILENO, name: "standard error")

  let descriptor: Int32
  let name: String

  /// True when a person reads along.
  var isTerminal: Bool { isatty(descriptor) == 1 }

  /// True when words may be colored: a terminal, and the user has not said no by `NO_COLOR` or `TERM=dumb`.
  var isColored: Bool {
    let environment = ProcessInfo.processInfo.environment
    return isTerminal && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
  }

  /// Writes words that may be lost when nobody listens.
  func write(_ text: String) {
    _ = try? Descriptor.write(text, to: descriptor, place: name)
  }

  /// Writes a result to standard output.
  ///
  /// - Throws: when the channel cannot take it, for example a full disk behind a redirection.
  static func print(_ text: String) throws(CommandFailure) {
    try Descriptor.write(text, to: output.descriptor, place: output.name)
  }

  /// ``print(_:)`` for the place where errors end.
  static func tryWrite(_ text: String) -> FailureReport? {
    do {
      try print(text)
      return nil
    } catch {
      return FailureReport(error)
    }
  }
}

/// Bytes to a file descriptor, all of them or an error.
enum Descriptor {
  static func write(_ text: String, to descriptor: Int32, place: String) throws(CommandFailure) {
    try write(Array(text.utf8), to: descriptor, place: place)
  }

  static func write(_ content: [UInt8], to descriptor: Int32, place: String) throws(CommandFailure) {
    var bytes = content[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure(errno, place: place) }
      bytes = bytes.dropFirst(count)
    }
  }

  /// The words for a system error met at `place`.
  static func failure(_ code: Int32, place: String, doing: String = "write") -> CommandFailure {
    let remedy =
      switch code {
      case ENOSPC, EDQUOT: "free some space or choose another place"
      case EACCES, EPERM, EROFS: "choose a place you may write to"
      case ENOENT: "create the folder first, or correct the path"
      case ENOTDIR, EISDIR: "name a file in an existing folder"
      default: ""
      }
    return CommandFailure(
      place: place, found: "\(String(cString: strerror(code))) (cannot \(doing))",
      expected: "a place that can be written to", remedy: remedy)
  }
}
