/// The kinds of files the twin reads, each with its schema and version.
package enum FileKind: String, Hashable, Sendable, CaseIterable {
  case system
  case scenario
  case mold
  case quality
  case datasource
  case plant

  /// Newest version this program reads and writes.
  package var version: Int { 1 }
  /// The value of a file's `schema` key.
  package var schema: String { "pur-mold-twin/\(rawValue)/\(version)" }
}

extension FieldReader {
  /// Reports a schema that is not the one this program reads.
  func checkSchema(_ kind: FileKind) {
    guard case .text(let text) = node.content, text != kind.schema else {
      if !(node.content == .text(kind.schema)) { report(expected: "`\(kind.schema)`") }
      return
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if parts.count == 3, parts[0] == "pur-mold-twin", let version = Int(parts[2]) {
      if parts[1] == kind.rawValue, version > kind.version {
        return report(
          found: "version \(version) of the \(kind.rawValue) file",
          expected: "version \(kind.version), the newest this program reads",
          remedy: "update pur-mold-twin, or write the file as `\(kind.schema)`")
      }
      if parts[1] != kind.rawValue, FileKind(rawValue: parts[1]) != nil {
        return report(found: "a \(parts[1]) file", expected: "a \(kind.rawValue) file, `\(kind.schema)`")
      }
    }
    report(expected: "`\(kind.schema)`")
  }
}
