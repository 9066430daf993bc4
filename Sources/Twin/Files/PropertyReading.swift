import Foaming
import Quantities

/// The paths of a vocabulary of properties as a tree: `gelling` → `rate_constant`.
indirect enum PropertyTree<Key: PropertyKey> {
  case leaf(Key)
  case group([(step: String, branch: PropertyTree)])

  /// The whole vocabulary.
  static var all: PropertyTree { group(of: Key.allCases.map { ($0.rawValue.split(separator: ".")[...], $0) }) }

  private static func group(of paths: [(steps: ArraySlice<Substring>, key: Key)]) -> PropertyTree {
    var steps: [Substring] = []
    var below: [Substring: [(steps: ArraySlice<Substring>, key: Key)]] = [:]
    for (path, key) in paths {
      guard let step = path.first else { return .leaf(key) }
      if below[step] == nil { steps.append(step) }
      below[step, default: []].append((path.dropFirst(), key))
    }
    return .group(steps.map { (String($0), group(of: below[$0] ?? [])) })
  }
}

extension FieldReader {
  /// The properties of a system file's section, each with the provenance stated nearest to it.
  func properties<Key: PropertyKey>(_ type: Key.Type, inherited: Provenance?) -> Properties<Key> {
    var properties = Properties<Key>()
    read(PropertyTree<Key>.all, inherited: inherited, into: &properties)
    return properties
  }

  private func read<Key>(_ tree: PropertyTree<Key>, inherited: Provenance?, into properties: inout Properties<Key>) {
    switch tree {
    case .leaf(let key):
      properties[key] = sourced(key, inherited: inherited)
    case .group(let branches):
      guard let fields = fields(branches.map(\.step) + ["provenance"]) else { return }
      let provenance = fields["provenance"]?.provenance() ?? inherited
      for (step, branch) in branches {
        fields[step]?.read(branch, inherited: provenance, into: &properties)
      }
    }
  }

  private func sourced(_ key: some PropertyKey, inherited: Provenance?) -> Sourced? {
    if case .map = node.content {
      guard let fields = fields(["value", "provenance", "note"]) else { return nil }
      // A null value with a note says why the number is missing: still a gap.
      guard let value = fields["value"] else {
        if node["value"] == nil { _ = fields.require("value", "a \(key.dimension.name), or null for a gap") }
        return nil
      }
      var provenance = fields["provenance"]?.provenance() ?? inherited
      if let note = fields["note"]?.text() { provenance?.note = note }
      return value.number(key, provenance)
    }
    return number(key, inherited)
  }

  private func number(_ key: some PropertyKey, _ provenance: Provenance?) -> Sourced? {
    guard let value = siValue(key.dimension, in: key.range) else { return nil }
    guard let provenance else {
      report(
        found: "a number without provenance", expected: "a source for \(key.summary)",
        remedy: "write `provenance:` here, in the section, or at the top: \(Self.provenanceKinds)")
      return nil
    }
    return Sourced(value, provenance)
  }

  private static var provenanceKinds: String { Provenance.Kind.allCases.map(\.rawValue).joined(separator: ", ") }

  /// A kind of source, alone or as `{kind: …, note: …}`.
  func provenance() -> Provenance? {
    let kinds = Provenance.Kind.allCases.map(\.rawValue)
    guard case .map = node.content else {
      return choice(kinds).flatMap(Provenance.Kind.init(rawValue:)).map { Provenance($0) }
    }
    guard let fields = fields(["kind", "note"]) else { return nil }
    let note = fields["note"]?.text() ?? ""
    let kind = fields.require("kind", "one of \(kinds.joined(separator: ", "))")?.choice(kinds)
    return kind.flatMap(Provenance.Kind.init(rawValue:)).map { Provenance($0, note) }
  }
}
