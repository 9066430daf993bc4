import Quantities

/// The files known by kind and identifier; the command fills it from its directories, here nothing is opened.
package struct FileCatalog: Sendable {
  /// One file.
  package struct Entry: Sendable {
    package let kind: FileKind
    package let id: String
    /// Name of the file, for messages.
    package let file: String
    package let text: String
  }

  private var entries: [FileKind: [Entry]] = [:]

  /// An empty catalog.
  package init() {}

  /// Adds a file under the identifier it states. The contents are checked when the file is used.
  ///
  /// Without `kind`, the file's `schema` tells it. An unreadable file is refused, and so is an identifier that
  /// another file of the same kind has taken.
  package mutating func add(text: String, file: String, kind: FileKind? = nil) throws(FileErrors) {
    let node = try FileNode.yaml(text, file: file)
    let findings = FileFindings()
    let reader = FieldReader(node: node, path: "", findings: findings)
    guard let found = kind ?? node.declaredKind else {
      let schemas = FileKind.allCases.map { "`\($0.schema)`" }.joined(separator: ", ")
      throw FileErrors(
        FileError(
          node["schema"]?.origin ?? node.origin, path: "schema", found: node["schema"]?.summary ?? "nothing",
          expected: "one of \(schemas)"))
    }
    let fields = FieldReader.Fields(reader: reader)
    guard let id = fields.require("id", "an identifier")?.identifier() else {
      throw FileErrors(findings.errors) ?? FileErrors(FileError(node.origin, found: "nothing", expected: "an id"))
    }
    if let other = entries[found]?.first(where: { $0.id == id }) {
      throw FileErrors(
        FileError(
          node["id"]?.origin ?? node.origin, path: "id", found: "`\(id)`, as in \(other.file)",
          expected: "an identifier of its own"))
    }
    entries[found, default: []].append(Entry(kind: found, id: id, file: file, text: text))
  }

  /// The files of a kind, by identifier.
  package func entries(_ kind: FileKind) -> [Entry] { (entries[kind] ?? []).sorted { $0.id < $1.id } }

  /// The identifiers of a kind, sorted.
  package func ids(_ kind: FileKind) -> [String] { entries(kind).map(\.id) }

  /// The file of an identifier, or an error at `origin` that names the nearest ones.
  package func entry(
    _ kind: FileKind, id: String, from origin: FileOrigin = .commandLine, path: String = ""
  ) throws(FileErrors) -> Entry {
    if let entry = entries[kind]?.first(where: { $0.id == id }) { return entry }
    let known = ids(kind)
    let near = Spelling.nearest(to: id, among: known).map { "did you mean `\($0)`?" }
    throw FileErrors(
      FileError(
        origin, path: path, found: "the unknown \(kind.rawValue) `\(id.prefix(60))`",
        expected: known.isEmpty ? "a \(kind.rawValue) file, none is known" : "one of \(known.joined(separator: ", "))",
        remedy: near ?? ""))
  }
}

extension FileNode {
  fileprivate var declaredKind: FileKind? {
    guard case .text(let schema) = self["schema"]?.content else { return nil }
    let parts = schema.split(separator: "/")
    return parts.count == 3 && parts[0] == "pur-mold-twin" ? FileKind(rawValue: String(parts[1])) : nil
  }
}
