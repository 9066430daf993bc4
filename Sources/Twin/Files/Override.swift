/// A value written on the command line in place of one in a file: `--set process.polyol_temperature=28 °C`.
package struct Override: Hashable, Sendable {
  /// Steps of the path: keys of maps and indices of lists.
  package let path: [String]
  /// The text that replaces the value; `null` makes a gap.
  package let value: String
  /// The option as written.
  package let text: String

  /// Reads `path=value`; the value may contain further equals signs.
  package init(_ text: String) throws(FileErrors) {
    let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let steps = sides[0].split(separator: ".", omittingEmptySubsequences: false).map { String($0).trimmed }
    guard sides.count == 2, steps.count <= FileNode.depthMaximum, !steps.contains("") else {
      throw FileErrors(
        FileError(
          .override(text), found: "`\(text.prefix(60))`", expected: "path=value",
          remedy: "for example `process.polyol_temperature=28 °C`"))
    }
    path = steps
    value = String(sides[1]).trimmed
    self.text = text
  }

  /// The override of the value at a path that is known to be well formed.
  init(path: [String], value: String) {
    self.init(path: path, value: value, text: path.joined(separator: ".") + "=" + value)
  }

  private init(path: [String], value: String, text: String) {
    self.path = path
    self.value = value
    self.text = text
  }

  /// The override for the file that `step` of this path stands for; `nil` when the path does not go through it.
  func below(_ step: String) -> Override? {
    guard path.count > 1, path[0] == step else { return nil }
    return Override(path: Array(path.dropFirst()), value: value, text: text)
  }

  /// The value as it would stand in a file.
  var node: FileNode {
    FileNode(content: value.isEmpty || value == "null" ? .null : .text(value), origin: .override(text))
  }

  /// True when it changes which mold or quality a scenario refers to, rather than a value in one of them.
  var isReference: Bool { path == ["mold"] || path == ["quality"] }
}

extension FileNode {
  /// Replaces the value at the path of `override` by `replacement`; maps on the way are made where nothing stands.
  mutating func replace(_ override: Override, by replacement: FileNode) throws(FileErrors) {
    try replace(override.path[...], by: replacement, override)
  }

  private mutating func replace(
    _ steps: ArraySlice<String>, by replacement: FileNode, _ override: Override
  ) throws(FileErrors) {
    guard let step = steps.first else {
      self = replacement
      return
    }
    func refuse(_ found: String, _ expected: String) -> FileErrors {
      let path = override.path[..<steps.startIndex].joined(separator: ".")
      return FileErrors(FileError(.override(override.text), path: path, found: found, expected: expected))
    }
    switch content {
    case .null:
      var value = FileNode(content: .null, origin: .override(override.text))
      try value.replace(steps.dropFirst(), by: replacement, override)
      content = .map([Entry(key: step, keyOrigin: .override(override.text), value: value)])
    case .map(var entries):
      if let index = entries.firstIndex(where: { $0.key == step }) {
        try entries[index].value.replace(steps.dropFirst(), by: replacement, override)
      } else {
        var value = FileNode(content: .null, origin: .override(override.text))
        try value.replace(steps.dropFirst(), by: replacement, override)
        entries.append(Entry(key: step, keyOrigin: .override(override.text), value: value))
      }
      content = .map(entries)
    case .list(var items):
      guard let index = Int(step), items.indices.contains(index) else {
        throw refuse("`\(step)`", items.isEmpty ? "no item, the list is empty" : "an index 0 … \(items.count - 1)")
      }
      try items[index].replace(steps.dropFirst(), by: replacement, override)
      content = .list(items)
    case .text:
      throw refuse("`\(step)` below \(summary)", "a path that ends here")
    }
  }
}

extension String {
  fileprivate var trimmed: String {
    var text = self[...]
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
