import ArgumentParser
import Foundation

/// What a command tells its user besides the result, on standard error; `Documentation/Logging.md` has the rules.
struct Words: Sendable {
  /// How much is said.
  enum Level: Int, Comparable, Sendable {
    case error
    case warning
    case info
    case debug

    static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }
  }

  let level: Level

  /// Something that may make the result worth less than it seems.
  func warning(_ text: String) {
    if level >= .warning { line("warning", text, color: "33") }
  }

  /// A step done, with its figures.
  func info(_ event: String, _ fields: KeyValuePairs<String, String> = [:]) {
    if level >= .info { line("info", event + Self.text(fields), color: "36") }
  }

  /// How a step was done.
  func debug(_ event: String, _ fields: KeyValuePairs<String, String> = [:]) {
    if level >= .debug { line("debug", event + Self.text(fields), color: "2") }
  }

  private func line(_ label: String, _ text: String, color: String) {
    let stream = StandardStream.error
    stream.write(stream.isColored ? "\u{1B}[\(color)m\(label):\u{1B}[0m \(text)\n" : "\(label): \(text)\n")
  }

  private static func text(_ fields: KeyValuePairs<String, String>) -> String {
    fields.map { key, value in " \(key)=\(value.contains(" ") ? "\"\(value)\"" : value)" }.joined()
  }
}

/// `-v`, `-vv` and `-q`.
struct WordsOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Say what is done; twice: also how.")
  var verbose: Int

  @Flag(name: .shortAndLong, help: "Say nothing but errors.")
  var quiet = false

  var words: Words {
    if quiet { return Words(level: .error) }
    return Words(level: [.warning, .info, .debug][min(verbose, 2)])
  }
}
