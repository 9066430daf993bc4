package import Foaming

/// A scenario and its system, read once and then again and again with other values.
///
/// A value replaced here passes the same checks as one written with `--set`, but no file is parsed twice.
package struct ScenarioTemplate: Sendable {
  /// The scenario without further values.
  package let scenario: Scenario
  /// Its system.
  package let system: MaterialSystem

  private let catalog: FileCatalog
  private let text: String
  private let file: String
  private let overrides: [Override]
  private let scenarioNode: FileNode
  private let systemNode: FileNode

  /// Reads a scenario of the catalog, or the text of a file outside it.
  package init(
    _ catalog: FileCatalog, text: String, file: String, overrides: [Override] = []
  ) throws(FileErrors) {
    scenario = try catalog.scenario(text, file: file, overrides: overrides)
    system = try catalog.system(of: scenario, overrides: overrides)
    scenarioNode = try catalog.scenarioNode(text, file: file, overrides: overrides).node
    let entry = try catalog.entry(.system, id: scenario.system)
    var node = try FileNode.yaml(entry.text, file: entry.file)
    for override in overrides where override.below("system") != nil { try node.replaceInSystem(override) }
    systemNode = node
    self.catalog = catalog
    self.text = text
    self.file = file
    self.overrides = overrides
  }

  /// The scenario and system with further values in place.
  package func read(_ further: [Override]) throws(FileErrors) -> (scenario: Scenario, system: MaterialSystem) {
    // Another file behind the values: nothing read so far holds.
    if further.contains(where: { $0.isReference || $0.path == ["system"] }) {
      let all = overrides + further
      let scenario = try catalog.scenario(text, file: file, overrides: all)
      return (scenario, try catalog.system(of: scenario, overrides: all))
    }
    var node = scenarioNode
    var systemNode = systemNode
    var isSystemChanged = false
    for override in further {
      if override.below("system") == nil {
        try node.replace(override, by: override.node)
      } else {
        try systemNode.replaceInSystem(override)
        isSystemChanged = true
      }
    }
    let scenario = try catalog.decode(node) { $0.scenario() }
    return (scenario, isSystemChanged ? try catalog.decode(systemNode) { $0.system() } : system)
  }

  /// What the value at a path may be.
  ///
  /// - Throws: at the origin of `probe`, when no such value is read.
  func domain(of probe: Override) throws(FileErrors) -> FieldDomain {
    if probe.path.count == 1, let kind = FileKind(rawValue: probe.path[0]), kind != .scenario {
      return .words(catalog.ids(kind))
    }
    let findings = FileFindings()
    if probe.below("system") == nil {
      var node = scenarioNode
      try node.replace(probe, by: probe.node)
      _ = FieldReader(node: node, path: "", findings: findings).scenario()
    } else {
      var node = systemNode
      try node.replaceInSystem(probe)
      _ = FieldReader(node: node, path: "", findings: findings).system()
    }
    let origin = FileOrigin.override(probe.text)
    if let domain = findings.domains[origin] { return domain }
    throw FileErrors(findings.errors.filter { $0.origin == origin })
      ?? FileErrors(
        FileError(
          origin, path: probe.path.joined(separator: "."), found: "a value that is no quantity, number or choice",
          expected: "a path to a value that can be varied"))
  }

  /// The files behind identifiers that a study varies, as text; part of the study's digest.
  func texts(_ kind: FileKind, ids: [String]) -> [String] {
    catalog.entries(kind).filter { ids.contains($0.id) }.map(\.text)
  }
}
