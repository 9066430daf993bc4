package import Foaming
import Quantities

/// Writes a system file that reads back as the same value.
package func fileText(of system: MaterialSystem) -> String {
  var file = FileText()
  file.put("schema", FileKind.system.schema)
  file.put("id", system.id)
  file.put("name", system.name)
  file.put("family", system.family.rawValue)
  if !system.summary.isEmpty { file.put(paragraph: "summary", system.summary) }
  if let agent = system.agent { file.put("agent", agent) }
  if system.isArchetype { file.put("archetype", true) }
  file.put("documents", system.documents)
  file.put("notes", system.notes)
  file.put("data_sheet", system.sheet)
  file.put("model", system.model)
  return file.text
}

extension FileText {
  /// A section of properties: the source of most numbers once, that of the others beside them.
  fileprivate mutating func put<Key>(_ section: String, _ properties: Properties<Key>) {
    guard !properties.isEmpty else { return }
    let stated = properties.stated
    let counts = Dictionary(grouping: stated, by: \.sourced.provenance).mapValues(\.count)
    // Among equals the first in the vocabulary, so that the text does not depend on hashing.
    var common = stated[0].sourced.provenance
    for (_, sourced) in stated where counts[sourced.provenance, default: 0] > counts[common, default: 0] {
      common = sourced.provenance
    }
    put(section) { file in
      file.put(common)
      file.put(PropertyTree<Key>.all, properties, common)
    }
  }

  private mutating func put<Key>(
    _ tree: PropertyTree<Key>, _ properties: Properties<Key>, _ common: Provenance
  ) {
    guard case .group(let branches) = tree else { return }
    for (step, branch) in branches {
      switch branch {
      case .leaf(let key):
        guard let sourced = properties[key] else { continue }
        let number = key.dimension.text(ofSI: sourced.value)
        if sourced.provenance == common {
          line("\(step): \(number)")
        } else {
          put(step) { file in
            file.line("value: \(number)")
            file.put(sourced.provenance)
          }
        }
      case .group:
        guard branch.keys.contains(where: { properties[$0] != nil }) else { continue }
        put(step) { $0.put(branch, properties, common) }
      }
    }
  }

  private mutating func put(_ provenance: Provenance) {
    if provenance.note.isEmpty {
      put("provenance", provenance.kind.rawValue)
    } else {
      line("provenance: {kind: \(provenance.kind.rawValue), note: \(Self.scalar(provenance.note))}")
    }
  }
}

extension PropertyTree {
  /// The keys below this branch.
  fileprivate var keys: [Key] {
    switch self {
    case .leaf(let key): [key]
    case .group(let branches): branches.flatMap(\.branch.keys)
    }
  }
}
