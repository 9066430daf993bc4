/// Swift source with the inside of comments and string literals blanked, line for line.
///
/// Good enough to look for words in code: strings may nest through interpolation and may be raw or multi-line;
/// regular-expression literals are not recognized.
struct SwiftText {
  private enum Byte {
    static let newLine = UInt8(ascii: "\n")
    static let space = UInt8(ascii: " ")
    static let open = UInt8(ascii: "(")
    static let close = UInt8(ascii: ")")
    static let slash = UInt8(ascii: "/")
    static let pound = UInt8(ascii: "#")
    static let quote = UInt8(ascii: "\"")
  }

  private var input: [UInt8]
  private var position = 0
  private var output: [UInt8] = []

  static func code(of text: String) -> String {
    var scanner = SwiftText(input: Array(text.utf8))
    scanner.code(until: nil)
    return String(decoding: scanner.output, as: UTF8.self)
  }

  private init(input: [UInt8]) {
    self.input = input
    output.reserveCapacity(input.count)
  }

  private func starts(with text: String, at offset: Int = 0) -> Bool {
    var index = position + offset
    for byte in text.utf8 {
      guard index < input.count, input[index] == byte else { return false }
      index += 1
    }
    return true
  }

  private mutating func keep() {
    output.append(input[position])
    position += 1
  }

  private mutating func blank(_ count: Int = 1) {
    for _ in 0..<count where position < input.count {
      output.append(input[position] == Byte.newLine ? Byte.newLine : Byte.space)
      position += 1
    }
  }

  /// Copies code up to the parenthesis that closes an interpolation, or to the end.
  private mutating func code(until close: UInt8?) {
    var depth = 0
    while position < input.count {
      let byte = input[position]
      if byte == close, depth == 0 { return }
      if byte == Byte.open { depth += 1 }
      if byte == Byte.close { depth -= 1 }
      guard [Byte.slash, Byte.pound, Byte.quote].contains(byte) else {
        keep()
        continue
      }
      if starts(with: "//") {
        while position < input.count, input[position] != Byte.newLine { blank() }
      } else if starts(with: "/*") {
        comment()
      } else if let pounds = stringStart() {
        string(pounds: pounds)
      } else {
        keep()
      }
    }
  }

  private mutating func comment() {
    var depth = 0
    repeat {
      if starts(with: "/*") {
        depth += 1
        blank(2)
      } else if starts(with: "*/") {
        depth -= 1
        blank(2)
      } else {
        blank()
      }
    } while depth > 0 && position < input.count
  }

  private func stringStart() -> Int? {
    var pounds = 0
    while position + pounds < input.count, input[position + pounds] == Byte.pound { pounds += 1 }
    return starts(with: "\"", at: pounds) ? pounds : nil
  }

  private mutating func string(pounds: Int) {
    let hashes = String(repeating: "#", count: pounds)
    for _ in 0..<pounds { keep() }
    let quote = starts(with: "\"\"\"") ? "\"\"\"" : "\""
    for _ in quote.utf8 { keep() }
    while position < input.count {
      if starts(with: quote + hashes) {
        for _ in (quote + hashes).utf8 { keep() }
        return
      } else if starts(with: "\\" + hashes + "(") {
        blank(2 + pounds)
        code(until: Byte.close)
        blank()
      } else if starts(with: "\\" + hashes) {
        blank(2 + pounds)
      } else {
        blank()
      }
    }
  }
}
