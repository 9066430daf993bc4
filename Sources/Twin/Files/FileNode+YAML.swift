import Yams

/// The YAML that files may use: one document of maps, lists and scalars, without anchors, tags or merge keys.
extension FileNode {
  /// Most bytes of a file.
  package static let sizeMaximum = 1 << 20
  /// Most levels of maps and lists.
  static let depthMaximum = 32

  /// Reads a text; every failure names its place.
  static func yaml(_ text: String, file: String) throws(FileErrors) -> FileNode {
    try checkText(text, file: file)
    let node: Node?
    do {
      node = try compose(yaml: text, .basic, .default, .utf8)
    } catch let error as YamlError {
      throw FileErrors(failure(error, file: file))
    } catch {
      throw FileErrors(FileError(.file(file), found: "\(error)", expected: "YAML"))
    }
    guard let node else {
      throw FileErrors(FileError(.file(file, line: 1, column: 1), found: "an empty file", expected: "a map of keys"))
    }
    return try convert(node, file: file, path: "", depth: 1)
  }

  static func tooLarge(_ count: Int, file: String) -> FileErrors {
    FileErrors(
      FileError(
        .file(file), found: "\(count) bytes", expected: "at most \(sizeMaximum) bytes",
        remedy: "shorten long measured curves"))
  }

  /// Refuses what must not reach the parser: size, control characters, and anchors, whose aliases can multiply a
  /// small text into an endless tree before any check of the tree could see it.
  private static func checkText(_ text: String, file: String) throws(FileErrors) {
    let bytes = text.utf8
    if bytes.count > sizeMaximum { throw tooLarge(bytes.count, file: file) }
    var line = 1
    var column = 1
    var previous: UInt8 = 10
    var isAmpersand = false
    for byte in bytes {
      if byte < 0x20, byte != 9, byte != 10, byte != 13 {
        throw FileErrors(
          FileError(
            .file(file, line: line, column: column), found: "the control character \(byte)",
            expected: "printable text"))
      }
      // Only a letter or digit before `&` proves that a plain text such as R&D goes on; elsewhere it may be an anchor.
      if isAmpersand, isWordByte(byte) || byte == UInt8(ascii: "-") {
        throw FileErrors(
          FileError(
            .file(file, line: line, column: max(1, column - 1)), found: "an anchor (`&`)",
            expected: "values written out",
            remedy: "anchors and aliases are not read; in a text put a blank behind the `&`"))
      }
      isAmpersand = byte == UInt8(ascii: "&") && !isWordByte(previous)
      if byte == 10 {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
      previous = byte
    }
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  private static func failure(_ error: YamlError, file: String) -> FileError {
    func place(_ mark: Mark) -> FileOrigin { .file(file, line: mark.line, column: mark.column) }
    switch error {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let isTab = problem.contains("cannot start any token")
      let words = [context?.text, problem].compactMap { $0 }.joined(separator: " ")
      return FileError(
        place(mark), found: words.trimmingSentence, expected: "one YAML document",
        remedy: isTab ? "indent with blanks, not tabs; quote texts that begin with a sign" : "")
    case .duplicatedKeysInMapping(let keys, let context):
      let names = keys.map { "`\($0.prefix(60))`" }.joined(separator: ", ")
      return FileError(
        place(context.mark), path: keys.first.map { String($0.prefix(60)) } ?? "", found: "\(names) more than once",
        expected: "each key once")
    case .reader(let problem, _, _, _):
      return FileError(.file(file), found: problem.trimmingSentence, expected: "printable UTF-8 text")
    default:
      return FileError(.file(file), found: "\(error)", expected: "YAML")
    }
  }

  private static func convert(_ node: Node, file: String, path: String, depth: Int) throws(FileErrors) -> FileNode {
    let origin = FileOrigin.file(file, line: node.mark?.line, column: node.mark?.column)
    func refuse(_ found: String, _ expected: String, _ remedy: String = "") -> FileErrors {
      FileErrors(FileError(origin, path: path, found: found, expected: expected, remedy: remedy))
    }
    if depth > depthMaximum { throw refuse("more than \(depthMaximum) levels", "at most \(depthMaximum) levels") }
    switch node {
    case .scalar(let scalar):
      let isPlain = scalar.style == .plain || scalar.style == .any
      let isNull = isPlain && ["", "~", "null"].contains(scalar.string)
      return FileNode(content: isNull ? .null : .text(scalar.string), origin: origin)
    case .sequence(let items):
      var list: [FileNode] = []
      list.reserveCapacity(items.count)
      for (index, item) in items.enumerated() {
        list.append(try convert(item, file: file, path: path.appending(index), depth: depth + 1))
      }
      return FileNode(content: .list(list), origin: origin)
    case .mapping(let pairs):
      var entries: [Entry] = []
      var names: Set<String> = []
      for (key, value) in pairs {
        guard case .scalar(let name) = key else {
          throw refuse("a list or map as a key", "a word as a key")
        }
        let keyOrigin = FileOrigin.file(file, line: name.mark?.line, column: name.mark?.column)
        if name.string == "<<" {
          throw FileErrors(
            FileError(
              keyOrigin, path: path, found: "a merge key `<<`", expected: "values written out",
              remedy: "anchors, aliases and merge keys are not read"))
        }
        // A key may be unique as a node and still repeat as a word: `a` and `"a"`.
        if !names.insert(name.string).inserted {
          throw FileErrors(
            FileError(
              keyOrigin, path: path.appending(name.string), found: "the key `\(name.string.prefix(60))` again",
              expected: "each key once"))
        }
        let below = path.appending(name.string)
        entries.append(
          Entry(
            key: name.string, keyOrigin: keyOrigin,
            value: try convert(value, file: file, path: below, depth: depth + 1)))
      }
      return FileNode(content: .map(entries), origin: origin)
    case .alias:
      throw refuse("an alias (`*`)", "values written out", "anchors and aliases are not read")
    }
  }
}

extension String {
  /// The path of a key or of an item below this path.
  func appending(_ step: some CustomStringConvertible) -> String {
    isEmpty ? step.description : "\(self).\(step)"
  }

  fileprivate var trimmingSentence: String {
    var text = self[...]
    while let last = text.last, last == "." || last == "\n" || last == " " { text.removeLast() }
    return String(text)
  }
}
