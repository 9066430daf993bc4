/// Writes one JSON document (RFC 8259) front to back: keys in the order written, numbers in the shortest form that
/// reads back to the same bits, never NaN or Infinity.
///
/// A number that is not finite is written as `null`; its path is kept in ``nonFinitePaths`` for a note.
package struct JSONWriter: Sendable {
  /// The document so far.
  package private(set) var text = ""
  /// Paths of the numbers that were not finite: `"key_figures.gel_time.value"`.
  package private(set) var nonFinitePaths: [String] = []

  /// Whether the document is indented rather than on one line.
  package let isIndented: Bool
  private var path: [String] = []
  private var depth = 0
  private var isFirst = true

  /// An empty document; indented by two spaces, or on one line.
  package init(indented: Bool = true) { isIndented = indented }

  // MARK: Values

  /// Writes `{ … }` as the document, as an element of an array, or below `key`.
  package mutating func object(_ key: String? = nil, _ body: (inout Self) -> Void) {
    enclose(key, "{", "}", body)
  }

  /// Writes `[ … ]`, one element per item.
  package mutating func array<Items: Sequence>(
    _ key: String? = nil, _ items: Items, _ body: (inout Self, Items.Element) -> Void
  ) {
    enclose(key, "[", "]") { json in
      for item in items { body(&json, item) }
    }
  }

  /// Writes a string, or `null`.
  package mutating func string(_ key: String? = nil, _ value: String?) {
    begin(key)
    if let value { quote(value) } else { text += "null" }
  }

  /// Writes a number, or `null` where there is none or where it is not finite.
  package mutating func number(_ key: String? = nil, _ value: Double?) {
    begin(key)
    text += literal(value, at: key)
  }

  /// Writes a whole number.
  package mutating func integer(_ key: String? = nil, _ value: Int) {
    begin(key)
    text += String(value)
  }

  /// Writes `true` or `false`.
  package mutating func boolean(_ key: String? = nil, _ value: Bool) {
    begin(key)
    text += value ? "true" : "false"
  }

  /// Writes `null`.
  package mutating func null(_ key: String? = nil) {
    begin(key)
    text += "null"
  }

  /// Writes a value that is JSON text already.
  package mutating func written(_ key: String? = nil, _ value: String) {
    begin(key)
    text += value
  }

  /// Writes an array of strings, one per line.
  package mutating func strings(_ key: String? = nil, _ values: [String]) {
    array(key, values) { $0.string(nil, $1) }
  }

  /// Writes an array of numbers on one line.
  package mutating func numbers(_ key: String? = nil, _ values: [Double]) {
    begin(key)
    text += "["
    for (i, value) in values.enumerated() {
      if i > 0 { text += isIndented ? ", " : "," }
      text += literal(value, at: (key ?? "") + "[\(i)]")
    }
    text += "]"
  }

  // MARK: Structure

  private mutating func enclose(_ key: String?, _ open: String, _ close: String, _ body: (inout Self) -> Void) {
    begin(key)
    text += open
    if let key { path.append(key) }
    depth += 1
    isFirst = true
    body(&self)
    depth -= 1
    if !isFirst { newLine() }
    isFirst = false
    if key != nil { path.removeLast() }
    text += close
  }

  private mutating func begin(_ key: String?) {
    if depth > 0 {
      if !isFirst { text += "," }
      newLine()
    }
    isFirst = false
    guard let key else { return }
    quote(key)
    text += isIndented ? ": " : ":"
  }

  private mutating func quote(_ value: String) {
    guard Self.isPlain(value) else { return text += Self.quoted(value) }
    text += "\""
    text += value
    text += "\""
  }

  private mutating func newLine() {
    if isIndented { text += "\n" + String(repeating: "  ", count: depth) }
  }

  private mutating func literal(_ value: Double?, at key: String?) -> String {
    guard let value else { return "null" }
    guard value.isFinite else {
      nonFinitePaths.append((path + [key ?? ""]).filter { !$0.isEmpty }.joined(separator: "."))
      return "null"
    }
    return value.shortestText
  }

  /// A JSON string literal; also safe inside an HTML script element.
  package static func quoted(_ value: String) -> String {
    if isPlain(value) { return "\"" + value + "\"" }
    var out = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case "<", "\u{7F}", "\u{2028}", "\u{2029}": out += escape(scalar)
      case _ where scalar.value < 0x20: out += escape(scalar)
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }

  /// Whether there is nothing to escape, as in most texts.
  private static func isPlain(_ value: String) -> Bool {
    value.utf8.allSatisfy { 0x20..<0x7F ~= $0 && $0 != 0x22 && $0 != 0x5C && $0 != 0x3C }
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16)
    return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
  }
}
