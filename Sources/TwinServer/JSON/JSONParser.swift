/// Reads one JSON document (RFC 8259) in one pass over its bytes.
///
/// Stricter than the grammar where readers are known to differ: UTF-8 only, each key of an object once, numbers that a
/// double can hold.
struct JSONParser {
  /// Why a document cannot be read.
  enum Failure: Error {
    /// Text that is no JSON.
    case malformed
    /// More levels than ``JSONValue/depthMaximum``.
    case tooDeep
  }

  private let bytes: [UInt8]
  private var place = 0
  private var depth = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The document: one value, and nothing behind it but space.
  mutating func document() throws(Failure) -> JSONValue {
    let value = try value()
    skipSpace()
    guard place == bytes.count else { throw .malformed }
    return value
  }

  private mutating func value() throws(Failure) -> JSONValue {
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""): return .string(try text())
    case UInt8(ascii: "t"): return try word("true", .boolean(true))
    case UInt8(ascii: "f"): return try word("false", .boolean(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return .number(try number())
    }
  }

  // MARK: Structure

  private mutating func object() throws(Failure) -> JSONValue {
    try enter()
    var members: [String: JSONValue] = [:]
    guard !take(UInt8(ascii: "}")) else { return leave(.object(members)) }
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw .malformed }
      let key = try text()
      guard take(UInt8(ascii: ":")) else { throw .malformed }
      guard members.updateValue(try value(), forKey: key) == nil else { throw .malformed }
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw .malformed }
    return leave(.object(members))
  }

  private mutating func array() throws(Failure) -> JSONValue {
    try enter()
    var items: [JSONValue] = []
    guard !take(UInt8(ascii: "]")) else { return leave(.array(items)) }
    repeat { items.append(try value()) } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw .malformed }
    return leave(.array(items))
  }

  private mutating func enter() throws(Failure) {
    place += 1
    depth += 1
    guard depth <= JSONValue.depthMaximum else { throw .tooDeep }
  }

  private mutating func leave(_ value: JSONValue) -> JSONValue {
    depth -= 1
    return value
  }

  // MARK: Words and numbers

  private mutating func word(_ word: String, _ value: JSONValue) throws(Failure) -> JSONValue {
    for byte in word.utf8 {
      guard next == byte else { throw .malformed }
      place += 1
    }
    return value
  }

  private mutating func number() throws(Failure) -> Double {
    let start = place
    if next == UInt8(ascii: "-") { place += 1 }
    // No zero stands before other digits.
    if next == UInt8(ascii: "0") { place += 1 } else { try digits() }
    if next == UInt8(ascii: ".") {
      place += 1
      try digits()
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      place += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { place += 1 }
      try digits()
    }
    guard let number = Double(String(decoding: bytes[start..<place], as: UTF8.self)), number.isFinite else {
      throw .malformed
    }
    return number
  }

  private mutating func digits() throws(Failure) {
    let start = place
    while let byte = next, Self.isDigit(byte) { place += 1 }
    guard place > start else { throw .malformed }
  }

  // MARK: Text

  private mutating func text() throws(Failure) -> String {
    place += 1
    let start = place
    var isPlain = true
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        let slice = bytes[start..<place]
        place += 1
        return try Self.text(slice, isPlain: isPlain)
      case UInt8(ascii: "\\"): return try escapedText(from: start)
      case ..<0x20: throw .malformed
      case 0x80...: isPlain = false
      default: break
      }
      place += 1
    }
    throw .malformed
  }

  private static func text(_ bytes: ArraySlice<UInt8>, isPlain: Bool) throws(Failure) -> String {
    if isPlain { return String(decoding: bytes, as: UTF8.self) }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .malformed }
    return text
  }

  /// A text with escape sequences, of which the bytes from `start` to the first of them are read already.
  private mutating func escapedText(from start: Int) throws(Failure) -> String {
    var found = Array(bytes[start..<place])
    while let byte = next {
      place += 1
      switch byte {
      case UInt8(ascii: "\""): return try Self.text(found[...], isPlain: false)
      case UInt8(ascii: "\\"): found += try escape()
      case ..<0x20: throw .malformed
      default: found.append(byte)
      }
    }
    throw .malformed
  }

  private mutating func escape() throws(Failure) -> [UInt8] {
    guard let byte = next else { throw .malformed }
    place += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"): return Array(String(Character(try scalar())).utf8)
    default: throw .malformed
    }
  }

  /// The character of four hexadecimal digits, or of two times four for one beyond the first plane.
  private mutating func scalar() throws(Failure) -> Unicode.Scalar {
    var unit = try hexadecimal()
    if (0xD800..<0xDC00).contains(unit) {
      guard next == UInt8(ascii: "\\") else { throw .malformed }
      place += 1
      guard next == UInt8(ascii: "u") else { throw .malformed }
      place += 1
      let low = try hexadecimal()
      guard (0xDC00..<0xE000).contains(low) else { throw .malformed }
      unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(unit) else { throw .malformed }
    return scalar
  }

  private mutating func hexadecimal() throws(Failure) -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw .malformed }
      unit = unit << 4 + UInt32(digit)
      place += 1
    }
    return unit
  }

  // MARK: Bytes

  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  private static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { place += 1 }
  }

  /// Goes past one byte where it is next but for space.
  private mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard next == byte else { return false }
    place += 1
    return true
  }
}
