extension Rule {
  static let documentation = [
    Rule(
      name: "every public type, function and static member is documented", applies: { $0.target != nil && $0.isSwift }
    ) {
      undocumented(in: $0)
    }
  ]

  /// Public declarations without a doc comment, requirements of public protocols included.
  ///
  /// Not asked for: stored and computed properties and initializers, whose names and types often say all; enumeration
  /// cases; operators; members whose meaning the protocol they satisfy documents; and units, which are their symbols.
  static func undocumented(in file: TreeFile) -> [Breach] {
    let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false).map(trimmed)
    var breaches: [Breach] = []
    visit(file.code) { index, line, isRequirement in
      guard let name = declaration(in: line, isRequirement: isRequirement), !isDocumented(index, lines) else { return }
      breaches.append(Breach(line: index + 1, message: "\(name) has no doc comment"))
    }
    return breaches
  }

  private static func trimmed(_ line: Substring) -> String {
    String(line.drop { $0 == " " })
  }

  /// Members that a protocol documents for all its conformances: of the standard library, and of this package.
  private static let witnesses: Set<String> = {
    let standard = ["description", "debugDescription", "encode", "hash", "makeIterator", "id", "zero"]
    let ours = SourceTree.shared.files.filter { $0.target != nil }.flatMap { requirements(in: $0) }
    return Set(standard + ours)
  }()

  /// Nested types whose name and parent say what they are: the kind of an error, the reason of a failure.
  private static let selfExplaining: Set<String> = ["Kind", "Reason", "Status", "Severity"]

  /// Names required by the public protocols of a file; the rule asks for their documentation where they are required.
  private static func requirements(in file: TreeFile) -> [String] {
    var names: [String] = []
    visit(file.code) { _, line, isRequirement in
      if isRequirement, let (_, name, _) = parts(of: line) { names.append(name) }
    }
    return names
  }

  /// Calls `body` with each line of code and whether it stands directly inside a public protocol.
  private static func visit(_ code: String, _ body: (Int, String, Bool) -> Void) {
    var depth = 0
    var protocolDepths: [Int] = []
    for (index, line) in code.split(separator: "\n", omittingEmptySubsequences: false).map(trimmed).enumerated() {
      body(index, line, protocolDepths.last.map { $0 + 1 == depth } ?? false)
      if line.hasPrefix("public protocol ") { protocolDepths.append(depth) }
      depth += line.count { $0 == "{" } - line.count { $0 == "}" }
      if let last = protocolDepths.last, depth <= last, line.contains("}") { protocolDepths.removeLast() }
    }
  }

  /// The name declared on this line, when the rule asks for its documentation.
  private static func declaration(in line: String, isRequirement: Bool) -> String? {
    guard let (kind, name, access) = parts(of: line), isRequirement || access.contains("public") else { return nil }
    let isShared = isRequirement || access.contains("static")
    let isUnit = line.contains("= Unit(")
    let isOperator = name.allSatisfy { "+-*/<>=!&|%^~.".contains($0) }
    let isWitness = !isRequirement && (witnesses.contains(name) || selfExplaining.contains(name))
    guard !isWitness, !isUnit, !isOperator else { return nil }
    let asked: Set<String> = ["struct", "enum", "class", "actor", "protocol", "typealias", "func", "associatedtype"]
    let askedWhenShared: Set<String> = ["let", "var", "subscript", "init"]
    return asked.contains(kind) || isShared && askedWhenShared.contains(kind) ? name : nil
  }

  /// Keyword, name and modifiers of the declaration on this line; `open` counts as `public`.
  private static func parts(of line: String) -> (kind: String, name: String, access: Set<String>)? {
    var words = line.split(separator: " ").map(String.init)[...]
    var access: Set<String> = []
    while let first = words.first, first.hasPrefix("@") || modifiers.contains(first) {
      access.insert(first == "open" ? "public" : first)
      words.removeFirst()
    }
    guard let kind = words.first?.prefix(while: \.isLetter) else { return nil }
    let rest = words.dropFirst().first ?? String(kind)
    let plain = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "`" }
    return (String(kind), plain.isEmpty ? rest : String(plain), access)
  }

  private static let modifiers: Set<String> = [
    "public", "open", "static", "final", "mutating", "nonmutating", "override", "indirect", "borrowing", "consuming",
    "nonisolated",
    "package", "prefix", "infix",
  ]

  private static func isDocumented(_ index: Int, _ lines: [String]) -> Bool {
    var above = index - 1
    while above >= 0, lines[above].hasPrefix("@") { above -= 1 }
    return above >= 0 && (lines[above].hasPrefix("///") || lines[above].hasSuffix("*/"))
  }
}
