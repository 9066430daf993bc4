/// A place in one JSON text (RFC 8259) that is read front to back without building a tree.
///
/// The text is given to every step, so that the cursor owns nothing; all steps of a cursor are given the same text.
struct JSONCursor {
  /// Why the text cannot be read, and at which byte.
  struct Fault: Error, Hashable {
    let place: Int
    let found: String
    let expected: String
  }

  /// A text between quotation marks, where it stands.
  struct Word {
    /// The bytes between the marks.
    let range: Range<Int>
    /// What they mean, where that is not they themselves.
    fileprivate let meaning: [UInt8]?

    /// True when the word means these bytes.
    @inline(__always)
    func means(_ known: [UInt8], _ text: Span<UInt8>) -> Bool {
      if let meaning { return meaning == known }
      return range.count == known.count && text.holds(known, at: range.lowerBound)
    }

    /// True when what the word means begins with these bytes.
    func begins(_ known: [UInt8], _ text: Span<UInt8>) -> Bool {
      if let meaning { return meaning.starts(with: known) }
      return text.extracting(range).holds(known, at: 0)
    }

    /// The word as a text of its own; it is UTF-8, since the cursor has checked that.
    func string(_ text: Span<UInt8>) -> String {
      if let meaning { return String(decoding: meaning, as: UTF8.self) }
      return text.extracting(range).withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }
  }

  private static let depthMaximum = 16

  private(set) var place = 0
  private var depth = 0
  /// True between the beginning of an object or array and its first element.
  private var isAtFirst = false

  func fault(_ found: String, _ expected: String) -> Fault { Fault(place: place, found: found, expected: expected) }

  @inline(__always)
  private func next(_ text: Span<UInt8>) -> UInt8? { place < text.count ? text[place] : nil }

  @inline(__always)
  private mutating func skipBlanks(_ text: Span<UInt8>) {
    while let byte = next(text), byte == 32 || byte == 10 || byte == 13 || byte == 9 { place += 1 }
  }

  @inline(never)
  private func unexpected(_ expected: String, _ text: Span<UInt8>) -> Fault {
    guard let next = next(text) else { return fault("the end of the line", expected) }
    return fault(next < 128 ? "`\(Character(Unicode.Scalar(next)))`" : "byte \(next)", expected)
  }

  @inline(__always)
  private mutating func take(
    _ byte: UInt8, _ expected: @autoclosure () -> String, _ text: Span<UInt8>
  ) throws(Fault) {
    skipBlanks(text)
    guard next(text) == byte else { throw unexpected(expected(), text) }
    place += 1
  }

  /// True when the next value is `null`, which is then passed.
  mutating func null(_ text: Span<UInt8>) throws(Fault) -> Bool {
    skipBlanks(text)
    guard next(text) == UInt8(ascii: "n") else { return false }
    try word("null", text)
    return true
  }

  /// The truth value that is next, which is then passed; `nil` when something else is.
  mutating func flag(_ text: Span<UInt8>) throws(Fault) -> Bool? {
    skipBlanks(text)
    switch next(text) {
    case UInt8(ascii: "t"):
      try word("true", text)
      return true
    case UInt8(ascii: "f"):
      try word("false", text)
      return false
    default: return nil
    }
  }

  private mutating func word(_ word: StaticString, _ text: Span<UInt8>) throws(Fault) {
    for byte in "\(word)".utf8 {
      guard next(text) == byte else { throw unexpected("`\(word)`", text) }
      place += 1
    }
  }

  /// Begins `{ … }`, whose keys ``key(_:)`` then gives.
  mutating func beginObject(_ text: Span<UInt8>) throws(Fault) {
    try begin(UInt8(ascii: "{"), "an object", text)
  }

  /// Begins `[ … ]`, whose elements ``element(_:)`` then announces.
  mutating func beginArray(_ text: Span<UInt8>) throws(Fault) {
    try begin(UInt8(ascii: "["), "an array", text)
  }

  private mutating func begin(_ open: UInt8, _ what: StaticString, _ text: Span<UInt8>) throws(Fault) {
    try take(open, "\(what)", text)
    depth += 1
    guard depth <= Self.depthMaximum else { throw fault("values \(depth) deep", "at most \(Self.depthMaximum)") }
    isAtFirst = true
  }

  /// The next key, its value being next; `nil` when the object is at its end.
  @inline(__always)
  mutating func key(_ text: Span<UInt8>) throws(Fault) -> Word? {
    guard try proceeds(to: UInt8(ascii: "}"), text) else { return nil }
    let key = try string(text)
    try take(UInt8(ascii: ":"), "`:`", text)
    return key
  }

  /// True when there is another element, `false` when the array is at its end.
  @inline(__always)
  mutating func element(_ text: Span<UInt8>) throws(Fault) -> Bool { try proceeds(to: UInt8(ascii: "]"), text) }

  private mutating func proceeds(to close: UInt8, _ text: Span<UInt8>) throws(Fault) -> Bool {
    skipBlanks(text)
    let byte = next(text)
    if byte == close {
      place += 1
      depth -= 1
      isAtFirst = false
      return false
    }
    if isAtFirst {
      isAtFirst = false
      return true
    }
    guard byte == UInt8(ascii: ",") else {
      throw unexpected("`,` or `\(Character(Unicode.Scalar(close)))`", text)
    }
    place += 1
    return true
  }

  /// Reads a string.
  mutating func string(_ text: Span<UInt8>) throws(Fault) -> Word {
    try take(UInt8(ascii: "\""), "a text", text)
    let first = place
    var all: UInt8 = 0
    while let byte = next(text), byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 32 {
      all |= byte
      place += 1
    }
    if next(text) == UInt8(ascii: "\"") {
      let range = first..<place
      if all >= 128 { try check(text.extracting(range)) }
      place += 1
      return Word(range: range, meaning: nil)
    }
    return try escapedString(text, from: first)
  }

  @inline(never)
  private mutating func escapedString(_ text: Span<UInt8>, from first: Int) throws(Fault) -> Word {
    var content: [UInt8] = []
    for index in first..<place { content.append(text[index]) }
    while let byte = next(text), byte >= 32 {
      place += 1
      if byte == UInt8(ascii: "\"") {
        try check(content.span)
        return Word(range: first..<place - 1, meaning: content)
      }
      if byte == UInt8(ascii: "\\") {
        content += String(try escaped(text)).utf8
      } else {
        content.append(byte)
      }
    }
    throw unexpected("the end of a text", text)
  }

  @inline(never)
  private func check(_ content: Span<UInt8>) throws(Fault) {
    let isValid = content.withUnsafeBufferPointer { unsafe String(validating: $0, as: UTF8.self) != nil }
    guard isValid else { throw fault("bytes that are no UTF-8", "UTF-8") }
  }

  private mutating func escaped(_ text: Span<UInt8>) throws(Fault) -> Character {
    guard let letter = next(text) else { throw unexpected("an escaped letter", text) }
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
    var unit = try hexadecimal(text)
    if (0xD800..<0xDC00).contains(unit) {
      guard next(text) == UInt8(ascii: "\\") else { throw unexpected("the second half of a letter", text) }
      place += 1
      guard next(text) == UInt8(ascii: "u") else { throw unexpected("the second half of a letter", text) }
      place += 1
      let low = try hexadecimal(text)
      guard (0xDC00..<0xE000).contains(low) else { throw fault("half a letter", "its second half") }
      unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(unit) else { throw fault("half a letter", "a whole one") }
    return Character(scalar)
  }

  private mutating func hexadecimal(_ text: Span<UInt8>) throws(Fault) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next(text), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw unexpected("four hexadecimal digits", text)
      }
      value = value * 16 + UInt32(digit)
      place += 1
    }
    return value
  }

  /// Passes these bytes when they come next.
  mutating func passes(_ known: [UInt8], _ text: Span<UInt8>) -> Bool {
    guard !known.isEmpty, text.count - place >= known.count, text.holds(known, at: place) else { return false }
    place += known.count
    return true
  }

  /// Passes a value of any kind.
  mutating func skip(_ text: Span<UInt8>) throws(Fault) {
    skipBlanks(text)
    switch next(text) {
    case UInt8(ascii: "{"):
      try beginObject(text)
      while try key(text) != nil { try skip(text) }
    case UInt8(ascii: "["):
      try beginArray(text)
      while try element(text) { try skip(text) }
    case UInt8(ascii: "\""): _ = try string(text)
    case UInt8(ascii: "t"): try word("true", text)
    case UInt8(ascii: "f"): try word("false", text)
    case UInt8(ascii: "n"): try word("null", text)
    default: _ = try number(text)
    }
  }

  /// - Throws: unless only blanks are left.
  mutating func end(_ text: Span<UInt8>) throws(Fault) {
    skipBlanks(text)
    guard next(text) == nil else { throw unexpected("the end of the line", text) }
  }
}

extension JSONCursor {
  /// Reads a finite number; exact, as `Double` reads the same digits.
  mutating func number(_ text: Span<UInt8>) throws(Fault) -> Double {
    skipBlanks(text)
    if let value = DecimalScan.short(text, &place) { return value }
    return try longNumber(text)
  }

  /// Reads an array of finite numbers into `numbers`, replacing what it holds.
  mutating func numbers(_ text: Span<UInt8>, into numbers: inout [Double]) throws(Fault) {
    numbers.removeAll(keepingCapacity: true)
    try take(UInt8(ascii: "["), "an array", text)
    skipBlanks(text)
    if next(text) == UInt8(ascii: "]") {
      place += 1
      return
    }
    while true {
      passNumbers(text, into: &numbers)
      numbers.append(try number(text))
      skipBlanks(text)
      if next(text) == UInt8(ascii: ",") {
        place += 1
        continue
      }
      try take(UInt8(ascii: "]"), "`,` or `]`", text)
      return
    }
  }

  /// Reads short numbers and the comma behind each, as far as there are such without blanks.
  private mutating func passNumbers(_ text: Span<UInt8>, into numbers: inout [Double]) {
    var offset = place
    while true {
      var end = offset
      guard let value = DecimalScan.short(text, &end), end < text.count, text[end] == UInt8(ascii: ",") else { break }
      numbers.append(value)
      offset = end + 1
    }
    place = offset
  }

  @inline(never)
  private mutating func longNumber(_ text: Span<UInt8>) throws(Fault) -> Double {
    let first = place
    if next(text) == UInt8(ascii: "-") { place += 1 }
    try digits("a number", text)
    if next(text) == UInt8(ascii: ".") {
      place += 1
      try digits("a digit", text)
    }
    while let byte = next(text), Self.isDigit(byte) || [43, 45, 69, 101].contains(byte) { place += 1 }
    let spelled = Word(range: first..<place, meaning: nil).string(text)
    guard let value = Double(spelled), value.isFinite else {
      throw fault("a number beyond all bounds", "a finite one")
    }
    return value
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }

  private mutating func digits(_ expected: String, _ text: Span<UInt8>) throws(Fault) {
    guard let first = next(text), Self.isDigit(first) else { throw unexpected(expected, text) }
    while let byte = next(text), Self.isDigit(byte) { place += 1 }
  }

  /// Passes an array of numbers without reading them.
  mutating func skipNumbers(_ text: Span<UInt8>) throws(Fault) {
    skipBlanks(text)
    guard let end = endOfNumbers(text) else { return try skip(text) }
    place = end
  }

  /// Behind an array of digits, signs, points and commas; whatever else is there is read in earnest.
  private func endOfNumbers(_ text: Span<UInt8>) -> Int? {
    guard next(text) == UInt8(ascii: "[") else { return nil }
    var offset = place + 1
    while offset < text.count, (43...57).contains(text[offset]) || text[offset] | 32 == UInt8(ascii: "e") {
      offset += 1
    }
    return offset < text.count && text[offset] == UInt8(ascii: "]") ? offset + 1 : nil
  }
}

extension Span where Element == UInt8 {
  /// True when `known` stands at `place`.
  @inline(__always)
  func holds(_ known: [UInt8], at place: Int) -> Bool {
    guard place >= 0, known.count <= count - place else { return false }
    let (text, known) = (bytes, known.span.bytes)
    var index = 0
    while index + 8 <= known.byteCount {
      let left = unsafe text.unsafeLoadUnaligned(fromByteOffset: place + index, as: UInt64.self)
      guard unsafe left == known.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self) else { return false }
      index += 8
    }
    while index < known.byteCount {
      guard
        unsafe text.unsafeLoad(fromByteOffset: place + index, as: UInt8.self)
          == known.unsafeLoad(fromByteOffset: index, as: UInt8.self)
      else { return false }
      index += 1
    }
    return true
  }
}
