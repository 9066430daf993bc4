import Quantities

/// A YAML text under construction that the reader of files reads back as it was meant.
struct FileText {
  private(set) var text = ""
  private var indent = 0

  /// `key: value`.
  mutating func put(_ key: String, _ value: String) { line("\(key): \(Self.scalar(value))") }

  /// `key:` and a text that may be long: folded over lines where reading restores it exactly.
  mutating func put(paragraph key: String, _ value: String) {
    let words = value.split(separator: " ", omittingEmptySubsequences: false)
    let isFoldable = words.allSatisfy { word in
      !word.isEmpty && word.unicodeScalars.allSatisfy { "!"..."~" ~= $0 && $0 != "&" || "\u{A1}"..."\u{1FFF}" ~= $0 }
    }
    guard isFoldable, value.count > 80 else { return put(key, value) }
    line("\(key): >-")
    indent += 1
    var folded = ""
    for word in words {
      if folded.isEmpty {
        folded = String(word)
      } else if folded.count + word.count < 110 {
        folded += " \(word)"
      } else {
        line(folded)
        folded = String(word)
      }
    }
    line(folded)
    indent -= 1
  }

  mutating func put(_ key: String, _ value: Bool) { line("\(key): \(value)") }

  /// `key: 25 °C`; nothing for `nil`.
  mutating func put<D>(_ key: String, _ value: Quantity<D>?) {
    if let value { line("\(key): \(value)") }
  }

  /// A share of one; nothing for `nil`.
  mutating func put(share key: String, _ value: Double?) {
    if let value { line("\(key): \(FractionDimension.text(ofSI: value))") }
  }

  /// A map below `key`.
  mutating func put(_ key: String, _ body: (inout FileText) -> Void) {
    line("\(key):")
    indent += 1
    body(&self)
    indent -= 1
  }

  /// A map as one item of a list; it must write at least one line.
  mutating func item(_ body: (inout FileText) -> Void) {
    var inner = FileText()
    inner.indent = indent + 1
    body(&inner)
    text += String(repeating: "  ", count: indent) + "- " + inner.text.dropFirst(2 * (indent + 1))
  }

  /// A list of texts; nothing when empty.
  mutating func put(_ key: String, _ values: [String]) {
    guard !values.isEmpty else { return }
    line("\(key):")
    for value in values { line("  - \(Self.scalar(value))") }
  }

  /// A list of bare numbers, exact.
  mutating func put(_ key: String, _ values: [Double]) {
    line("\(key): [\(values.map { "\($0)" }.joined(separator: ", "))]")
  }

  mutating func line(_ line: String) {
    text += String(repeating: "  ", count: indent) + line + "\n"
  }

  /// A text as a scalar that is read back unchanged, plain where that is safe in lists and maps of any style.
  static func scalar(_ text: String) -> String {
    let isPlain =
      text.first.map { $0.isLetter && $0.isASCII || $0.isNumber && $0.isASCII } == true && text.last != " "
      && !["null", "true", "false"].contains(text)
      && text.unicodeScalars.allSatisfy { plain.contains(Character($0)) }
    if isPlain { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      // The reader takes a free-standing `&` before a letter for an anchor, even in quotes.
      case "&": quoted += "\\x26"
      case " "..."~": quoted.unicodeScalars.append(scalar)
      case "\u{A0}"..."\u{1FFF}": quoted.unicodeScalars.append(scalar)
      default:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        quoted += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
      }
    }
    return quoted + "\""
  }

  private static let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ._-+/%()°²³·;äöüÄÖÜß")
}
