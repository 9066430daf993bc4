/// Writes HTML and SVG: elements in order, every text and attribute escaped.
package struct Markup: Sendable {
  /// The document so far.
  package private(set) var text = ""

  /// An empty document.
  package init() {}

  /// Writes an element with what `body` writes inside it.
  package mutating func element(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ body: (inout Self) -> Void
  ) {
    open(name, attributes)
    text += ">"
    body(&self)
    text += "</\(name)>"
  }

  /// Writes an element that holds `content` as text.
  package mutating func element(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ content: String
  ) {
    element(name, attributes) { $0.write(content) }
  }

  /// Writes an element without content, closed as XML asks.
  package mutating func empty(_ name: String, _ attributes: KeyValuePairs<String, String> = [:]) {
    open(name, attributes)
    text += "/>"
  }

  /// Writes text, escaped.
  package mutating func write(_ content: String) { text += Self.escaped(content) }

  /// Writes markup as it is; only for text made by this type or fixed in the sources.
  package mutating func raw(_ markup: String) { text += markup }

  /// Starts a new line in the source.
  package mutating func newLine() { text += "\n" }

  /// The text with the characters that mean something to HTML and XML replaced, and those XML forbids removed.
  package static func escaped(_ content: String) -> String {
    var out = ""
    for scalar in content.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      case "\t", "\n", "\r": out.unicodeScalars.append(scalar)
      case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: continue
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  private mutating func open(_ name: String, _ attributes: KeyValuePairs<String, String>) {
    text += "<\(name)"
    for (key, value) in attributes { text += " \(key)=\"\(Self.escaped(value))\"" }
  }
}
