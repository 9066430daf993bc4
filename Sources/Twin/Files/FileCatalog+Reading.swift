package import Foaming

extension FileCatalog {
  /// Reads a system file. Overrides may start with `system.`; a property they set has the provenance `overridden`.
  package func system(
    _ text: String, file: String, overrides: [Override] = []
  ) throws(FileErrors) -> MaterialSystem {
    var node = try FileNode.yaml(text, file: file)
    for override in overrides { try node.replaceInSystem(override) }
    return try decode(node) { $0.system() }
  }

  /// Reads the system of this identifier.
  package func system(id: String, overrides: [Override] = []) throws(FileErrors) -> MaterialSystem {
    let entry = try entry(.system, id: id)
    return try system(entry.text, file: entry.file, overrides: overrides)
  }

  /// Reads the system of a scenario with those of the scenario's overrides that start with `system.`.
  package func system(of scenario: Scenario, overrides: [Override] = []) throws(FileErrors) -> MaterialSystem {
    try system(id: scenario.system, overrides: overrides.filter { $0.below("system") != nil })
  }

  /// Reads a mold file.
  package func mold(_ text: String, file: String, overrides: [Override] = []) throws(FileErrors) -> Mold {
    var node = try FileNode.yaml(text, file: file)
    for override in overrides { try node.replace(override, by: override.node) }
    return try decode(node) { $0.mold(isFile: true) }
  }

  /// Reads a quality file.
  package func quality(
    _ text: String, file: String, overrides: [Override] = []
  ) throws(FileErrors) -> QualityTargets {
    var node = try FileNode.yaml(text, file: file)
    for override in overrides { try node.replace(override, by: override.node) }
    return try decode(node) { $0.quality(isFile: true) }
  }

  /// Reads a scenario file; its mold and quality may be identifiers of this catalog, its system must be one.
  ///
  /// Overrides reach into a mold or quality named by its identifier. Those that start with `system.` are left for
  /// ``system(of:overrides:)``.
  package func scenario(
    _ text: String, file: String, overrides: [Override] = []
  ) throws(FileErrors) -> Scenario {
    let (node, broken) = try scenarioNode(text, file: file, overrides: overrides)
    let findings = FileFindings()
    let scenario = FieldReader(node: node, path: "", findings: findings).scenario()
    var errors = findings.errors.filter { broken[$0.path] == nil } + broken.values.flatMap(\.self)
    if case .text(let id) = node["system"]?.content, FieldReader.isIdentifier(id) {
      do throws(FileErrors) {
        _ = try entry(.system, id: id, from: node["system"]?.origin ?? node.origin, path: "system")
      } catch {
        errors += error.errors
      }
    }
    return try complete(scenario, errors, node)
  }

  /// Reads the scenario of this identifier.
  package func scenario(id: String, overrides: [Override] = []) throws(FileErrors) -> Scenario {
    let entry = try entry(.scenario, id: id)
    return try scenario(entry.text, file: entry.file, overrides: overrides)
  }

  /// The contents of a scenario file with its mold and quality put in and the overrides applied; also what is wrong
  /// with references that lead nowhere, by key.
  func scenarioNode(
    _ text: String, file: String, overrides: [Override]
  ) throws(FileErrors) -> (node: FileNode, broken: [String: [FileError]]) {
    var node = try FileNode.yaml(text, file: file)
    for override in overrides where override.isReference { try node.replace(override, by: override.node) }
    // A reference that leads nowhere is reported with everything else, once, and not again as a missing map.
    var broken: [String: [FileError]] = [:]
    for (key, kind) in [("mold", FileKind.mold), ("quality", .quality)] {
      do throws(FileErrors) { try resolve(key, kind, in: &node) } catch { broken[key] = error.errors }
    }
    for override in overrides where !override.isReference && override.below("system") == nil {
      if broken[override.path[0]] == nil { try node.replace(override, by: override.node) }
    }
    return (node, broken)
  }

  /// Puts the file of an identifier in the identifier's place, so that overrides and errors reach into it.
  private func resolve(_ key: String, _ kind: FileKind, in node: inout FileNode) throws(FileErrors) {
    guard case .map(var entries) = node.content, let index = entries.firstIndex(where: { $0.key == key }),
      case .text(let id) = entries[index].value.content
    else { return }
    let file = try entry(kind, id: id, from: entries[index].value.origin, path: key)
    entries[index].value = try FileNode.yaml(file.text, file: file.file)
    node.content = .map(entries)
  }

  func decode<Value>(
    _ node: FileNode, _ read: (FieldReader) -> Value?
  ) throws(FileErrors) -> Value {
    let findings = FileFindings()
    let value = read(FieldReader(node: node, path: "", findings: findings))
    return try complete(value, findings.errors, node)
  }

  private func complete<Value>(_ value: Value?, _ errors: [FileError], _ node: FileNode) throws(FileErrors) -> Value {
    if let errors = FileErrors(errors) { throw errors }
    guard let value else {
      throw FileErrors(FileError(node.origin, found: node.summary, expected: "a complete file"))
    }
    return value
  }
}

extension FileNode {
  /// Replaces a value of a system file; the path may start with `system`.
  mutating func replaceInSystem(_ override: Override) throws(FileErrors) {
    let relative = override.below("system") ?? override
    let isProperty = relative.path[0] == "model" || relative.path[0] == "data_sheet"
    try replace(relative, by: isProperty ? relative.propertyNode : relative.node)
  }
}

extension Override {
  /// The value as a property of a system, with its source.
  fileprivate var propertyNode: FileNode {
    guard !node.isNull else { return node }
    let origin = FileOrigin.override(text)
    func entry(_ key: String, _ text: String) -> FileNode.Entry {
      FileNode.Entry(key: key, keyOrigin: origin, value: FileNode(content: .text(text), origin: origin))
    }
    return FileNode(
      content: .map([entry("value", value), entry("provenance", "overridden"), entry("note", "--set \(text)")]),
      origin: origin)
  }
}
