import Quantities

extension Problem.Finding {
  /// A member that the schema does not know, with the nearest that it does.
  static func unknownMember(_ key: String, at pointer: String, among known: [String]) -> Problem.Finding {
    let near = Spelling.nearest(to: key, among: known).map { "did you mean `\($0)`?" }
    return Problem.Finding(
      pointer: "\(pointer)/\(key.prefix(60).description.escapedForPointer)", found: "an unknown member",
      expected: known.isEmpty ? "no member" : "one of \(known.joined(separator: ", "))", remedy: near ?? "")
  }
}
