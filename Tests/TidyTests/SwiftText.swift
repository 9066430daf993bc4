/// Swift source with the inside of comments and string literals blanked, line for line.
///
/// Good enough to look for words in code: strings may nest through interpolation and may be raw or multi-line;
/// regular-expression literals are not recognized.
struct SwiftText {
  private var input: [Character]
  private var position = 0
  private var output: [Character] = []

  static func code(of text: String) -> String {
    var scanner = SwiftText(input: Array(text))
    scanner.code(until: nil)
    return String(scanner.output)
  }

  private init(input: [Character]) {
    self.input = input
    output.reserveCapacity(input.count)
  }

  private func starts(with text: String, at offset: Int = 0) -> Bool {
    var index = position + offset
    for character in text {
      guard index < input.count, input[index] == character else { return false }
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
      output.append(input[position] == "\n" ? "\n" : " ")
      position += 1
    }
  }

  /// Copies code up to the parenthesis that closes an interpolation, or to the end.
  private mutating func code(until close: Character?) {
    var depth = 0
    while position < input.count {
      let character = input[position]
      if character == close, depth == 0 { return }
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      if starts(with: "//") {
        while position < input.count, input[position] != "\n" { blank() }
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
    while position + pounds < input.count, input[position + pounds] == "#" { pounds += 1 }
    return starts(with: "\"", at: pounds) ? pounds : nil
  }

  private mutating func string(pounds: Int) {
    let hashes = String(repeating: "#", count: pounds)
    for _ in 0..<pounds { keep() }
    let quote = starts(with: "\"\"\"") ? "\"\"\"" : "\""
    for _ in quote { keep() }
    while position < input.count {
      if starts(with: quote + hashes) {
        for _ in quote + hashes { keep() }
        return
      } else if starts(with: "\\" + hashes + "(") {
        blank(2 + pounds)
        code(until: ")")
        blank()
      } else if starts(with: "\\" + hashes) {
        blank(2 + pounds)
      } else {
        blank()
      }
    }
  }
}
