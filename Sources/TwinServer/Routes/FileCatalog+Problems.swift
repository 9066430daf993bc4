import Quantities
import Twin

extension FileCatalog {
  /// Looks whether the catalog has an entry.
  ///
  /// - Parameters:
  ///   - pointer: the member or parameter that named it.
  ///   - problem: what it is when there is none.
  /// - Throws: ``Problem`` with the identifiers that there are, the nearest first.
  func require(_ kind: FileKind, _ id: String, at pointer: String, or problem: Problem.Kind) throws(Problem) {
    let known = ids(kind)
    guard !known.contains(id) else { return }
    let near = Spelling.nearest(to: id, among: known).map { "did you mean `\($0)`?" }
    throw Problem(
      problem, detail: "There is no \(kind.rawValue) of this identifier.",
      findings: [
        .init(
          pointer: pointer, found: "`\(id.prefix(64))`", expected: "one of \(known.joined(separator: ", "))",
          remedy: near ?? "")
      ])
  }
}
