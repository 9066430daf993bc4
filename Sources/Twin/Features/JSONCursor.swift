/// Reads one JSON text (RFC 8259) front to back without building a tree.
struct JSONCursor {
  /// Why the text cannot be read, and at which byte.
  struct Fault: Error, Hashable {
    let place: Int
    let found: String
    let expected: String
  }

  private static let depthMaximum = 16

  private let bytes: ArraySlice<UInt8>
  private(set) var place: Int
  private var depth = 0

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    place = bytes.startIndex
  }

  func fault(_ found: String, _ expected: String) -> Fault {
    Fault(place: place - bytes.startIndex, found: found, expected: expected)
  }

  private var next: UInt8? { place < bytes.endIndex ? bytes[place] : nil }

  private mutating func skipBlanks() {
    while let byte = next, byte == 32 || byte == 10 || byte == 13 || byte == 9 { place += 1 }
  }

  private func unexpected(_ expected: String) -> Fault {
    guard let next else { return fault("the end of the line", expected) }
    return fault(next < 128 ? "`\(Character(Unicode.Scalar(next)))`" : "byte \(next)", expected)
  }

  private mutating func take(_ byte: UInt8, _ expected: String) throws(Fault) {
    skipBlanks()
    guard next == byte else { throw unexpected(expected) }
    place += 1
  }

  /// True when the next value is `null`, which is then passed.
  mutating func null() throws(Fault) -> Bool {
    skipBlanks()
    guard next == UInt8(ascii: "n") else { return false }
    try word("null")
    return true
  }

  /// The truth value that is next, which is then passed; `nil` when something else is.
  mutating func flag() throws(Fault) -> Bool? {
    skipBlanks()
    switch next {
    case UInt8(ascii: "t"):
      try word("true")
      return true
    case UInt8(ascii: "f"):
      try word("false")
      return false
    default: return nil
    }
  }

  private mutating func word(_ word: StaticString) throws(Fault) {
    for byte in "\(word)".utf8 {
      guard next == byte else { throw unexpected("`\(word)`") }
      place += 1
    }
  }

  /// Reads `{ … }`; `body` reads the value of each key.
  mutating func object(_ body: (inout JSONCursor, String) throws(Fault) -> Void) throws(Fault) {
    try enclosed("{", "}", "an object") { cursor throws(Fault) in
      let key = try cursor.string()
      try cursor.take(UInt8(ascii: ":"), "`:`")
      try body(&cursor, key)
    }
  }

  /// Reads `[ … ]`; `body` reads each element.
  mutating func array(_ body: (inout JSONCursor) throws(Fault) -> Void) throws(Fault) {
    try enclosed("[", "]", "an array", body)
  }

  private mutating func enclosed(
    _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ what: String,
    _ body: (inout JSONCursor) throws(Fault) -> Void
  ) throws(Fault) {
    try take(UInt8(ascii: open), what)
    depth += 1
    guard depth <= Self.depthMaximum else { throw fault("values \(depth) deep", "at most \(Self.depthMaximum)") }
    skipBlanks()
    if next == UInt8(ascii: close) {
      place += 1
    } else {
      while true {
        try body(&self)
        skipBlanks()
        if next == UInt8(ascii: ",") {
          place += 1
          continue
        }
        try take(UInt8(ascii: close), "`,` or `\(close)`")
        break
      }
    }
    depth -= 1
  }

  /// Reads a string.
  mutating func string() throws(Fault) -> String {
    try take(UInt8(ascii: "\""), "a text")
    let first = place
    while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 32 { place += 1 }
    if next == UInt8(ascii: "\"") {
      defer { place += 1 }
      return try text(bytes[first..<place])
    }
    var content = Array(bytes[first..<place])
    while let byte = next, byte >= 32 {
      place += 1
      if byte == UInt8(ascii: "\"") { return try text(content[...]) }
      if byte == UInt8(ascii: "\\") {
        content += String(try escaped()).utf8
      } else {
        content.append(byte)
      }
    }
    throw unexpected("the end of a text")
  }

  private func text(_ content: ArraySlice<UInt8>) throws(Fault) -> String {
    guard let text = String(validating: content, as: UTF8.self) else { throw fault("bytes that are no UTF-8", "UTF-8") }
    return text
  }

  private mutating func escaped() throws(Fault) -> Character {
    guard let letter = next else { throw unexpected("an escaped letter") }
    place += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Character(Unicode.Scalar(letter))
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): break
    default: throw fault("an unknown escape", "one of \" \\ / b f n r t u")
    }
    var unit = try hexadecimal()
    if (0xD800..<0xDC00).contains(unit) {
      guard next == UInt8(ascii: "\\") else { throw unexpected("the second half of a letter") }
      place += 1
      guard next == UInt8(ascii: "u") else { throw unexpected("the second half of a letter") }
      place += 1
      let low = try hexadecimal()
      guard (0xDC00..<0xE000).contains(low) else { throw fault("half a letter", "its second half") }
      unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(unit) else { throw fault("half a letter", "a whole one") }
    return Character(scalar)
  }

  private mutating func hexadecimal() throws(Fault) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw unexpected("four hexadecimal digits")
      }
      value = value * 16 + UInt32(digit)
      place += 1
    }
    return value
  }

  /// Reads a finite number; exact, as `Double` reads the same digits.
  mutating func number() throws(Fault) -> Double {
    skipBlanks()
    var offset = place - bytes.startIndex
    if let value = DecimalScan.short(bytes.span, &offset) {
      place = bytes.startIndex + offset
      return value
    }
    return try longNumber()
  }

  /// Reads an array of finite numbers; `expected` is about how many there are.
  mutating func numbers(expected: Int) throws(Fault) -> [Double] {
    var numbers: [Double] = []
    numbers.reserveCapacity(expected)
    try take(UInt8(ascii: "["), "an array")
    skipBlanks()
    if next == UInt8(ascii: "]") {
      place += 1
      return numbers
    }
    while true {
      place = placeBehindNumbers(&numbers)
      numbers.append(try number())
      skipBlanks()
      if next == UInt8(ascii: ",") {
        place += 1
        continue
      }
      try take(UInt8(ascii: "]"), "`,` or `]`")
      return numbers
    }
  }

  /// Reads short numbers and the comma behind each, as far as there are such without blanks.
  private func placeBehindNumbers(_ numbers: inout [Double]) -> Int {
    let span = bytes.span
    var offset = place - bytes.startIndex
    while true {
      var end = offset
      guard let value = DecimalScan.short(span, &end), end < span.count, span[end] == UInt8(ascii: ",") else { break }
      numbers.append(value)
      offset = end + 1
    }
    return bytes.startIndex + offset
  }

  private mutating func longNumber() throws(Fault) -> Double {
    let first = place
    if next == UInt8(ascii: "-") { place += 1 }
    try digits("a number")
    if next == UInt8(ascii: ".") {
      place += 1
      try digits("a digit")
    }
    while let byte = next, Self.isDigit(byte) || [43, 45, 69, 101].contains(byte) { place += 1 }
    guard let value = Double(String(decoding: bytes[first..<place], as: UTF8.self)), value.isFinite else {
      throw fault("a number beyond all bounds", "a finite one")
    }
    return value
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }

  private mutating func digits(_ expected: String) throws(Fault) {
    guard let first = next, Self.isDigit(first) else { throw unexpected(expected) }
    while let byte = next, Self.isDigit(byte) { place += 1 }
  }

  /// Bytes from a place on up to where the cursor stands.
  func bytes(from place: Int) -> ArraySlice<UInt8> { bytes[place..<self.place] }

  /// Passes these bytes when they come next.
  mutating func passes(_ known: ArraySlice<UInt8>) -> Bool {
    guard !known.isEmpty, bytes.endIndex - place >= known.count else { return false }
    let isSame = bytes[place..<place + known.count] == known
    if isSame { place += known.count }
    return isSame
  }

  /// Passes an array of numbers without reading them.
  mutating func skipNumbers() throws(Fault) {
    skipBlanks()
    guard let end = endOfNumbers else { return try skip() }
    place = end
  }

  /// Behind an array of digits, signs, points and commas; whatever else is there is read in earnest.
  private var endOfNumbers: Int? {
    guard next == UInt8(ascii: "[") else { return nil }
    let span = bytes.span
    var offset = place - bytes.startIndex + 1
    while offset < span.count, (43...57).contains(span[offset]) || span[offset] | 32 == UInt8(ascii: "e") {
      offset += 1
    }
    return offset < span.count && span[offset] == UInt8(ascii: "]") ? bytes.startIndex + offset + 1 : nil
  }

  /// Passes a value of any kind.
  mutating func skip() throws(Fault) {
    skipBlanks()
    switch next {
    case UInt8(ascii: "{"): try object { cursor, _ throws(Fault) in try cursor.skip() }
    case UInt8(ascii: "["): try array { cursor throws(Fault) in try cursor.skip() }
    case UInt8(ascii: "\""): _ = try string()
    case UInt8(ascii: "t"): try word("true")
    case UInt8(ascii: "f"): try word("false")
    case UInt8(ascii: "n"): try word("null")
    default: _ = try number()
    }
  }

  /// - Throws: unless only blanks are left.
  mutating func end() throws(Fault) {
    skipBlanks()
    guard next == nil else { throw unexpected("the end of the line") }
  }
}
