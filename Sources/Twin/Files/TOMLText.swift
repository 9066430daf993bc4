/// The letters of a file of TOML: blanks, comments, words, texts in quotes.
struct TOMLText {
  private let bytes: [UInt8]
  private let file: String
  private var index = 0
  private var line = 1
  /// Letters of the line before the next byte.
  private var letters = 0

  init(_ text: String, file: String) throws(FileErrors) {
    bytes = Array(text.utf8)
    self.file = file
    if bytes.count > FileNode.sizeMaximum { throw FileNode.tooLarge(bytes.count, file: file) }
  }

  /// The next byte; `nil` at the end.
  var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

  /// The place of the next byte; columns count letters.
  var origin: FileOrigin { .file(file, line: line, column: 1 + letters) }

  /// An error at the next byte.
  func refuse(_ found: String, _ expected: String) -> FileErrors {
    let found = index < bytes.count ? found : "the end of the file"
    return FileErrors(FileError(origin, found: found, expected: expected))
  }

  mutating func take() {
    guard index < bytes.count else { return }
    if bytes[index] == 10 {
      (line, letters) = (line + 1, 0)
    } else if bytes[index] & 0xC0 != 0x80 {
      letters += 1
    }
    index += 1
  }

  mutating func take(if byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    take()
    return true
  }

  mutating func skipBlanks() {
    while let byte = peek, byte == 32 || byte == 9 { take() }
  }

  /// Skips blanks, comments and line ends.
  mutating func skipLines() {
    while let byte = peek {
      if byte == UInt8(ascii: "#") {
        while let byte = peek, byte != 10 { take() }
      } else if byte == 32 || byte == 9 || byte == 10 || byte == 13 {
        take()
      } else {
        return
      }
    }
  }

  /// Nothing but a comment may follow on the line.
  mutating func endLine() throws(FileErrors) {
    skipBlanks()
    guard let byte = peek, byte != UInt8(ascii: "#"), byte != 10 else { return }
    if byte == 13, index + 1 < bytes.count, bytes[index + 1] == 10 { return }
    throw refuse("another letter", "the end of the line")
  }

  /// One word of a key, bare or in quotes.
  mutating func key() throws(FileErrors) -> String {
    switch peek {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return try quoted(allowsLines: false)
    default:
      let word = word { Self.isWord($0) || $0 == UInt8(ascii: "-") }
      guard !word.isEmpty else { throw refuse("another letter", "a key") }
      return word
    }
  }

  /// A text, a number, `true` or `false`, or a date.
  mutating func scalar() throws(FileErrors) -> String {
    if peek == UInt8(ascii: "\"") || peek == UInt8(ascii: "'") { return try quoted(allowsLines: true) }
    let before = self
    let word = word { Self.isWord($0) || "+-.:".utf8.contains($0) }
    if word == "true" || word == "false" { return word }
    let digits = word.replacing("_", with: "")
    let isRadix = ["0x": 16, "0o": 8, "0b": 2].contains {
      digits.hasPrefix($0.key) && Int(digits.dropFirst(2), radix: $0.value) != nil
    }
    let first = digits.utf8.first ?? 0
    let isDate =
      (48...57).contains(first) && digits.utf8.dropFirst().contains { $0 == 45 || $0 == 58 } && digits.utf8.count >= 8
    let isNumber = Double(digits) != nil && first != UInt8(ascii: ".") && digits.utf8.last != UInt8(ascii: ".")
    guard isRadix || isDate || isNumber else {
      self = before
      throw refuse(word.isEmpty ? "no value" : "`\(word.prefix(60))`", "a number, true, false, or a text in quotes")
    }
    if isRadix, let radix = ["x": 16, "o": 8, "b": 2][String(digits.dropFirst().prefix(1))] {
      return Int(digits.dropFirst(2), radix: radix).map { String($0) } ?? digits
    }
    return digits.hasPrefix("+") ? String(digits.dropFirst()) : digits
  }

  private mutating func word(_ isPart: (UInt8) -> Bool) -> String {
    let begin = index
    while let byte = peek, isPart(byte) { take() }
    return String(decoding: bytes[begin..<index], as: UTF8.self)
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  // MARK: Texts in quotes

  private mutating func quoted(allowsLines: Bool) throws(FileErrors) -> String {
    let quote = peek ?? 0
    let begin = self
    take()
    var isLong = false
    if allowsLines, index + 1 < bytes.count, bytes[index] == quote, bytes[index + 1] == quote {
      take()
      take()
      isLong = true
      // A line end right behind the quotes does not count.
      if peek == 13 { take() }
      if peek == 10 { take() }
    }
    var content: [UInt8] = []
    while let byte = peek {
      if byte == quote, !isLong || hasClosing(quote) {
        for _ in 0..<(isLong ? 3 : 1) { take() }
        // Up to two more quotes belong to the text.
        while isLong, take(if: quote) { content.append(quote) }
        return String(decoding: content, as: UTF8.self)
      }
      if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
        try escape(&content, isLong)
      } else if byte == 10, !isLong {
        break
      } else if byte < 32, byte != 9, byte != 10, byte != 13 {
        throw refuse("the control character \(byte)", "printable text")
      } else {
        content.append(byte)
        take()
      }
    }
    self = begin
    throw refuse("a text without end", "a closing quote")
  }

  private func hasClosing(_ quote: UInt8) -> Bool {
    index + 2 < bytes.count && bytes[index + 1] == quote && bytes[index + 2] == quote
  }

  private mutating func escape(_ content: inout [UInt8], _ isLong: Bool) throws(FileErrors) {
    take()
    let letters: [UInt8: UInt8] = [
      UInt8(ascii: "b"): 8, UInt8(ascii: "t"): 9, UInt8(ascii: "n"): 10, UInt8(ascii: "f"): 12, UInt8(ascii: "r"): 13,
      UInt8(ascii: "\""): 34, UInt8(ascii: "\\"): 92,
    ]
    guard let byte = peek else { throw refuse("nothing", "a letter behind \\") }
    if let letter = letters[byte] {
      take()
      return content.append(letter)
    }
    if isLong, byte == 10 || byte == 13 || byte == 32 || byte == 9 {
      while let blank = peek, blank == 10 || blank == 13 || blank == 32 || blank == 9 { take() }
      return
    }
    let count = byte == UInt8(ascii: "u") ? 4 : byte == UInt8(ascii: "U") ? 8 : 0
    let end = index + 1 + count
    guard count > 0, end <= bytes.count,
      let code = UInt32(String(decoding: bytes[(index + 1)..<end], as: UTF8.self), radix: 16),
      let scalar = Unicode.Scalar(code)
    else { throw refuse("an unknown escape", "\\b \\t \\n \\f \\r \\\" \\\\ \\uXXXX or \\UXXXXXXXX") }
    for _ in 0...count { take() }
    content += String(Character(scalar)).utf8
  }
}
