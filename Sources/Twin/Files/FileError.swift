/// One thing wrong with a file: where, what was found, what was expected, and what to do.
package struct FileError: Error, Hashable, Sendable {
  /// Where the value was written.
  package var origin: FileOrigin
  /// Path of the value: `process.polyol_temperature`; empty for the file as a whole.
  package var path: String
  /// What stands there.
  package var found: String
  /// What would be accepted.
  package var expected: String
  /// What to do about it; may be empty.
  package var remedy: String

  package init(_ origin: FileOrigin, path: String = "", found: String, expected: String, remedy: String = "") {
    self.origin = origin
    self.path = path
    self.found = found
    self.expected = expected
    self.remedy = remedy
  }
}

extension FileError: CustomStringConvertible {
  package var description: String {
    let place = path.isEmpty ? "\(origin)" : "\(origin): \(path)"
    return "\(place): \(found); expected \(expected)" + (remedy.isEmpty ? "" : "; \(remedy)")
  }
}

/// Everything wrong with a file, in the order of its lines, then of the command line; never empty.
package struct FileErrors: Error, Hashable, Sendable {
  package let errors: [FileError]

  package init(_ first: FileError, _ others: [FileError] = []) { errors = [first] + others }

  /// `nil` when nothing is wrong.
  init?(_ errors: [FileError]) {
    guard !errors.isEmpty else { return nil }
    // A scenario's errors may stand in two files, its own and that of its mold: each file's stay together.
    var files: [String] = []
    for case .file(let name, _, _) in errors.map(\.origin) where !files.contains(name) { files.append(name) }
    func key(_ error: FileError) -> (Int, Int, Int) {
      guard case .file(let name, let line, let column) = error.origin else { return (files.count, 0, 0) }
      return (files.firstIndex(of: name) ?? 0, line ?? 0, column ?? 0)
    }
    self.errors = errors.sorted { key($0) < key($1) }
  }
}

extension FileErrors: CustomStringConvertible {
  /// One error per line.
  package var description: String { errors.map(\.description).joined(separator: "\n") }
}

/// Where a value was written: a place in a file, or the command line.
package enum FileOrigin: Hashable, Sendable {
  /// An argument of the command, such as the identifier of a scenario.
  case commandLine
  /// A file; line and column count from 1.
  case file(String, line: Int? = nil, column: Int? = nil)
  /// The text of a `--set` option.
  case override(String)
  /// The text of a `--vary` option; the column counts its letters from 1.
  case variation(String, column: Int)
  /// An option or a variable of the environment, by its name: `--port`, `PUR_MOLD_TWIN_LISTEN`.
  case setting(String)

  package var line: Int? {
    if case .file(_, let line, _) = self { line } else { nil }
  }

  package var column: Int? {
    switch self {
    case .file(_, _, let column): column
    case .variation(_, let column): column
    case .commandLine, .override, .setting: nil
    }
  }
}

extension FileOrigin: CustomStringConvertible {
  package var description: String {
    switch self {
    case .file(let name, .some(let line), .some(let column)): "\(name):\(line):\(column)"
    case .file(let name, .some(let line), .none): "\(name):\(line)"
    case .file(let name, _, _): name
    case .commandLine: "command line"
    case .override(let text): "--set \(text)"
    case .variation(let text, let column): "--vary \(text): column \(column)"
    case .setting(let name): name
    }
  }
}
