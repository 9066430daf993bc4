package import Plant

/// A YAML document of a log as fields, for sources that read folders.
package enum LogDocument {
  /// Maps give `outer.inner`, lists one field for each item; every value stays text. What is wrong with the document is
  /// a fault, and then there are no fields.
  package static func fields(_ bytes: [UInt8], file: String) -> (fields: [RawField], faults: [RawShot.Fault]) {
    do {
      var fields: [RawField] = []
      flatten(try FileNode.yaml(fileText(bytes: bytes, file: file), file: file), name: "", into: &fields)
      return (fields, [])
    } catch {
      return ([], error.errors.map { RawShot.Fault(origin: $0.origin.raw, found: $0.found, expected: $0.expected) })
    }
  }

  private static func flatten(_ node: FileNode, name: String, into fields: inout [RawField]) {
    switch node.content {
    case .null: fields.append(RawField(name, .null, origin: node.origin.raw))
    case .text(let text): fields.append(RawField(name, .text(text), origin: node.origin.raw))
    case .list(let items): for item in items { flatten(item, name: name, into: &fields) }
    case .map(let entries):
      for entry in entries { flatten(entry.value, name: name.appending(entry.key), into: &fields) }
    }
  }
}

extension FileOrigin {
  fileprivate var raw: RawOrigin {
    if case .file(let name, let line, let column) = self { return .file(name, line: line, column: column) }
    return .source(description)
  }
}
