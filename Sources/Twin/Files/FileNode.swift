/// A value of a file with the place where it was written: text, a list, a map, or nothing.
struct FileNode: Hashable, Sendable {
  /// One key of a map.
  struct Entry: Hashable, Sendable {
    var key: String
    var keyOrigin: FileOrigin
    var value: FileNode
  }

  indirect enum Content: Hashable, Sendable {
    /// Nothing: `null`, `~` or no text.
    case null
    /// A plain or quoted text; numbers and flags are told apart by their reader.
    case text(String)
    case list([FileNode])
    case map([Entry])
  }

  var content: Content
  var origin: FileOrigin

  /// The kind of the node, for messages.
  var kind: String {
    switch content {
    case .null: "nothing"
    case .text: "a text"
    case .list: "a list"
    case .map: "a map"
    }
  }

  /// The value as far as it fits into a message.
  var summary: String {
    guard case .text(let text) = content else { return kind }
    return text.count <= 60 ? "`\(text)`" : "`\(text.prefix(57))…`"
  }

  var isNull: Bool { content == .null }

  /// The value of `key` in a map; `nil` in anything else.
  subscript(key: String) -> FileNode? {
    guard case .map(let entries) = content else { return nil }
    return entries.first { $0.key == key }?.value
  }
}
