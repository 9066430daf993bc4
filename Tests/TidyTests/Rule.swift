import Testing

/// A rule of the house that every file must keep.
struct Rule: Sendable, CustomTestStringConvertible {
  /// A breach and the line it is on, counted from 1.
  struct Breach: Hashable, Sendable {
    let line: Int
    let message: String
  }

  /// What holds, as a sentence.
  let name: String
  /// Which files the rule looks at.
  let applies: @Sendable (TreeFile) -> Bool
  let breaches: @Sendable (TreeFile) -> [Breach]

  var testDescription: String { name }

  static let all = layout + names + purity + hazards + documentation + words
}

extension Rule {
  /// A rule that forbids patterns in Swift code, comments and strings aside.
  static func forbid(
    _ name: String, in applies: @escaping @Sendable (TreeFile) -> Bool, _ patterns: [(pattern: String, why: String)]
  ) -> Rule {
    Rule(name: name, applies: { $0.isSwift && applies($0) }) { file in
      patterns.flatMap { breaches(of: $0.pattern, why: $0.why, in: file.code) }
    }
  }

  /// One breach for every match of a regular expression in `text`.
  static func breaches(of pattern: String, why: String, in text: String) -> [Breach] {
    guard let expression = try? Regex(pattern).anchorsMatchLineEndings() else {
      return [Breach(line: 0, message: "the rule's pattern is malformed: \(pattern)")]
    }
    return text.matches(of: expression).map { match in
      let line = text[..<match.range.lowerBound].count { $0 == "\n" } + 1
      let found = text[match.range].split(separator: "\n").first ?? ""
      return Breach(line: line, message: "\(found): \(why)")
    }
  }
}
