extension ModelReader {
  mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { skip() }
  }

  /// Reads a JSON value.
  mutating func json(depth: Int) throws(ModelFileError) -> ModelValue {
    guard depth < Self.depthMaximum else { throw unexpected("at most \(Self.depthMaximum) levels") }
    skipSpace()
    guard let byte = next else { throw truncated() }
    switch byte {
    case 0x7B: return .object(try jsonObject(depth: depth))
    case 0x5B: return try jsonArray(depth: depth)
    case 0x22: return .text(try jsonText())
    case 0x74: return try literal("true", .boolean(true))
    case 0x66: return try literal("false", .boolean(false))
    case 0x6E: return try literal("null", .null)
    default: return try jsonNumber()
    }
  }

  private mutating func literal(_ word: String, _ value: ModelValue) throws(ModelFileError) -> ModelValue {
    let start = position
    guard try take(word.utf8.count).elementsEqual(word.utf8) else { throw unexpected(word, at: start) }
    return value
  }

  private mutating func jsonObject(depth: Int) throws(ModelFileError) -> [String: ModelValue] {
    skip()
    var members: [String: ModelValue] = [:]
    skipSpace()
    if next == 0x7D {
      skip()
      return members
    }
    while true {
      skipSpace()
      let start = position
      guard next == 0x22 else { throw unexpected("a key") }
      let key = try jsonText()
      skipSpace()
      guard try take() == 0x3A else { throw unexpected(":", at: position - 1) }
      guard members.updateValue(try json(depth: depth + 1), forKey: key) == nil else {
        throw unexpected("each key once", at: start)
      }
      skipSpace()
      switch try take() {
      case 0x2C: continue
      case 0x7D: return members
      default: throw unexpected(", or }", at: position - 1)
      }
    }
  }

  /// An array; rows of numbers become one row of their common type.
  private mutating func jsonArray(depth: Int) throws(ModelFileError) -> ModelValue {
    skip()
    skipSpace()
    if next == 0x5D {
      skip()
      return .integers([])
    }
    var (integers, numbers, values) = ([Int64](), [Float](), [ModelValue]())
    while true {
      switch try json(depth: depth + 1) {
      case .integer(let number) where values.isEmpty && numbers.isEmpty: integers.append(number)
      case .integer(let number) where values.isEmpty: numbers.append(Float(number))
      case .number(let number) where values.isEmpty:
        if numbers.isEmpty { numbers = integers.map { Float($0) } }
        integers = []
        numbers.append(number)
      case let value:
        if values.isEmpty { values = integers.map { .integer($0) } + numbers.map { .number($0) } }
        values.append(value)
      }
      skipSpace()
      switch try take() {
      case 0x2C: continue
      case 0x5D:
        if !values.isEmpty { return .array(values) }
        return numbers.isEmpty ? .integers(integers) : .numbers(numbers)
      default: throw unexpected(", or ]", at: position - 1)
      }
    }
  }

  private mutating func jsonNumber() throws(ModelFileError) -> ModelValue {
    let start = position
    var isWhole = true
    while let byte = next {
      switch byte {
      case 0x30...0x39, 0x2D, 0x2B: break
      case 0x2E, 0x45, 0x65: isWhole = false
      // Infinity and NaN, which XGBoost writes although JSON knows neither.
      case 0x49, 0x4E, 0x61, 0x66, 0x69, 0x6E, 0x74, 0x79: isWhole = false
      default:
        return try number(from: start, isWhole: isWhole)
      }
      skip()
    }
    return try number(from: start, isWhole: isWhole)
  }

  private func number(from start: Int, isWhole: Bool) throws(ModelFileError) -> ModelValue {
    guard position > start, position - start <= 64 else { throw unexpected("a value", at: start) }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isWhole, let number = Int64(text) { return .integer(number) }
    if isPrecise {
      guard let number = Double(text), number.isFinite else { throw unexpected("a number", at: start) }
      return .double(number)
    }
    guard let number = Float(text) else { throw unexpected("a number", at: start) }
    return .number(number)
  }

  private mutating func jsonText() throws(ModelFileError) -> String {
    skip()
    var text: [UInt8] = []
    while true {
      let byte = try take()
      switch byte {
      case 0x22:
        guard let string = String(validating: text, as: UTF8.self) else { throw unexpected("UTF-8 text") }
        return string
      case 0x5C: text.append(contentsOf: try jsonEscape())
      case 0..<0x20: throw unexpected("text without control characters", at: position - 1)
      default: text.append(byte)
      }
    }
  }

  private mutating func jsonEscape() throws(ModelFileError) -> [UInt8] {
    switch try take() {
    case 0x22: return [0x22]
    case 0x5C: return [0x5C]
    case 0x2F: return [0x2F]
    case 0x62: return [0x08]
    case 0x66: return [0x0C]
    case 0x6E: return [0x0A]
    case 0x72: return [0x0D]
    case 0x74: return [0x09]
    case 0x75:
      var unit = try hexadecimal()
      if 0xD800..<0xDC00 ~= unit, try take() == 0x5C, try take() == 0x75 {
        let low = try hexadecimal()
        guard 0xDC00..<0xE000 ~= low else { throw unexpected("a pair of surrogates", at: position - 4) }
        unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(unit) else { throw unexpected("a character", at: position - 4) }
      return Array(String(Character(scalar)).utf8)
    default: throw unexpected("an escape sequence", at: position - 1)
    }
  }

  private mutating func hexadecimal() throws(ModelFileError) -> UInt32 {
    let start = position
    let digits = try take(4)
    guard digits.allSatisfy({ $0 != 0x2B && $0 != 0x2D }),
      let unit = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw unexpected("four hexadecimal digits", at: start) }
    return unit
  }
}
