/// Reads TOML 1.0 into the same tree that files of YAML become, with the place of every value.
///
/// Texts lose their quotes, numbers their underscores; dates stay as written. As in files of YAML, at most
/// ``FileNode/sizeMaximum`` bytes and ``FileNode/depthMaximum`` levels.
struct TOMLReader {
  /// A table in the making: keys may come to it from several places of the file.
  final class Table {
    enum Value {
      case node(FileNode)
      case table(Table)
      /// Tables of one name, `[[name]]`.
      case tables([Table])
    }

    let origin: FileOrigin
    let depth: Int
    /// True once a head `[name]` has named it; a second one would mean another table.
    var isNamed = false
    /// True for a table whose keys are all there: one in braces, or one that dotted keys made.
    var isClosed = false
    private(set) var keys: [(name: String, origin: FileOrigin)] = []
    private var values: [String: Value] = [:]

    init(_ origin: FileOrigin, depth: Int) {
      self.origin = origin
      self.depth = depth
    }

    subscript(name: String) -> Value? { values[name] }

    func set(_ name: String, _ origin: FileOrigin, _ value: Value) {
      if values.updateValue(value, forKey: name) == nil { keys.append((name, origin)) }
    }

    var node: FileNode {
      let entries = keys.compactMap { key in
        values[key.name].map { FileNode.Entry(key: key.name, keyOrigin: key.origin, value: Self.node($0, key.origin)) }
      }
      return FileNode(content: .map(entries), origin: origin)
    }

    private static func node(_ value: Value, _ origin: FileOrigin) -> FileNode {
      switch value {
      case .node(let node): node
      case .table(let table): table.node
      case .tables(let tables): FileNode(content: .list(tables.map(\.node)), origin: origin)
      }
    }
  }

  var text: TOMLText

  init(_ text: String, file: String) throws(FileErrors) {
    self.text = try TOMLText(text, file: file)
  }

  /// The whole document.
  mutating func document() throws(FileErrors) -> FileNode {
    let root = Table(text.origin, depth: 1)
    var current = root
    while true {
      text.skipLines()
      guard let byte = text.peek else { return root.node }
      if byte == UInt8(ascii: "[") {
        current = try head(root)
      } else {
        try pair(into: current)
      }
      try text.endLine()
    }
  }

  // MARK: Heads

  private mutating func head(_ root: Table) throws(FileErrors) -> Table {
    let origin = text.origin
    text.take()
    let isList = text.take(if: UInt8(ascii: "["))
    let keys = try path(until: UInt8(ascii: "]"))
    text.take()
    if isList, !text.take(if: UInt8(ascii: "]")) { throw text.refuse("one bracket", "]] behind the name") }
    var table = root
    for key in keys.dropLast() { table = try open(key, in: table, isHead: true) }
    guard let last = keys.last else { return table }
    if isList {
      var tables: [Table] = []
      switch table[last.name] {
      case .tables(let present): tables = present
      case nil: break
      case .node, .table: throw again(last)
      }
      let made = try self.table(origin, in: table)
      made.isNamed = true
      table.set(last.name, last.origin, .tables(tables + [made]))
      return made
    }
    guard let present = table[last.name] else {
      let made = try self.table(origin, in: table)
      made.isNamed = true
      table.set(last.name, last.origin, .table(made))
      return made
    }
    guard case .table(let known) = present, !known.isNamed, !known.isClosed else { throw again(last) }
    known.isNamed = true
    return known
  }

  /// The table of a key on the way to another one; made where it is not there yet.
  private func open(_ key: Key, in table: Table, isHead: Bool) throws(FileErrors) -> Table {
    switch table[key.name] {
    case .table(let known) where !known.isClosed || !isHead: return known
    case .tables(let known) where isHead:
      guard let last = known.last else { throw again(key) }
      return last
    case nil:
      let made = try self.table(key.origin, in: table)
      made.isClosed = !isHead
      table.set(key.name, key.origin, .table(made))
      return made
    default: throw again(key)
    }
  }

  private func table(_ origin: FileOrigin, in parent: Table) throws(FileErrors) -> Table {
    guard parent.depth < FileNode.depthMaximum else {
      throw FileErrors(
        FileError(
          origin, found: "more than \(FileNode.depthMaximum) levels",
          expected: "at most \(FileNode.depthMaximum) levels"
        ))
    }
    return Table(origin, depth: parent.depth + 1)
  }

  // MARK: Keys

  /// A word of a key with its place.
  struct Key {
    let name: String
    let origin: FileOrigin
  }

  private func again(_ key: Key) -> FileErrors {
    FileErrors(
      FileError(key.origin, found: "the key `\(key.name.prefix(60))` again", expected: "each key once"))
  }

  /// Words with dots between them, up to a byte that is not taken.
  private mutating func path(until end: UInt8) throws(FileErrors) -> [Key] {
    var keys: [Key] = []
    while true {
      text.skipBlanks()
      let origin = text.origin
      keys.append(Key(name: try text.key(), origin: origin))
      text.skipBlanks()
      if text.take(if: UInt8(ascii: ".")) { continue }
      guard text.peek == end else { throw text.refuse("another letter", "`.` or `\(Character(Unicode.Scalar(end)))`") }
      return keys
    }
  }

  /// `key = value`, into a table.
  private mutating func pair(into table: Table) throws(FileErrors) {
    let keys = try path(until: UInt8(ascii: "="))
    text.take()
    text.skipBlanks()
    var target = table
    for key in keys.dropLast() { target = try open(key, in: target, isHead: false) }
    guard let last = keys.last else { return }
    guard target[last.name] == nil else { throw again(last) }
    target.set(last.name, last.origin, .node(try value(depth: target.depth + 1)))
  }

  // MARK: Values

  private mutating func value(depth: Int) throws(FileErrors) -> FileNode {
    let origin = text.origin
    guard depth <= FileNode.depthMaximum else {
      throw text.refuse("more than \(FileNode.depthMaximum) levels", "at most \(FileNode.depthMaximum) levels")
    }
    switch text.peek {
    case UInt8(ascii: "["): return try list(origin, depth)
    case UInt8(ascii: "{"): return try braces(origin, depth)
    default: return FileNode(content: .text(try text.scalar()), origin: origin)
    }
  }

  private mutating func list(_ origin: FileOrigin, _ depth: Int) throws(FileErrors) -> FileNode {
    text.take()
    var items: [FileNode] = []
    while true {
      text.skipLines()
      if text.take(if: UInt8(ascii: "]")) { break }
      items.append(try value(depth: depth + 1))
      text.skipLines()
      if text.take(if: UInt8(ascii: ",")) { continue }
      guard text.take(if: UInt8(ascii: "]")) else { throw text.refuse("another letter", "`,` or `]`") }
      break
    }
    return FileNode(content: .list(items), origin: origin)
  }

  private mutating func braces(_ origin: FileOrigin, _ depth: Int) throws(FileErrors) -> FileNode {
    text.take()
    let table = Table(origin, depth: depth)
    text.skipBlanks()
    if text.take(if: UInt8(ascii: "}")) { return table.node }
    while true {
      try pair(into: table)
      text.skipBlanks()
      if text.take(if: UInt8(ascii: "}")) { return table.node }
      guard text.take(if: UInt8(ascii: ",")) else { throw text.refuse("another letter", "`,` or `}`") }
      text.skipBlanks()
    }
  }
}

extension FileNode {
  /// Reads a text of TOML; every failure names its place.
  static func toml(_ text: String, file: String) throws(FileErrors) -> FileNode {
    var reader = try TOMLReader(text, file: file)
    return try reader.document()
  }
}
