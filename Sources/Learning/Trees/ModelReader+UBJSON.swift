extension ModelReader {
  /// Reads a UBJSON value with its marker.
  mutating func ubjson(depth: Int) throws(ModelFileError) -> ModelValue {
    try ubjson(marker: try take(), depth: depth)
  }

  private mutating func ubjson(marker: UInt8, depth: Int) throws(ModelFileError) -> ModelValue {
    guard depth < Self.depthMaximum else { throw unexpected("at most \(Self.depthMaximum) levels") }
    switch marker {
    case 0x5A: return .null  // Z
    case 0x54: return .boolean(true)  // T
    case 0x46: return .boolean(false)  // F
    case 0x64: return .number(try float32())  // d
    case 0x44: return .number(Float(try float64()))  // D
    case 0x53: return .text(try ubjsonText())  // S
    case 0x43: return .text(String(decoding: [try take()], as: UTF8.self))  // C
    case 0x5B: return try ubjsonArray(depth: depth)  // [
    case 0x7B: return .object(try ubjsonObject(depth: depth))  // {
    default:
      guard let width = Self.width(marker) else { throw unexpected("a type marker", at: position - 1) }
      return .integer(try whole(marker, width))
    }
  }

  /// Bytes of a whole number: i, U, I, l, L.
  private static func width(_ marker: UInt8) -> Int? {
    switch marker {
    case 0x69, 0x55: 1
    case 0x49: 2
    case 0x6C: 4
    case 0x4C: 8
    default: nil
    }
  }

  private mutating func whole(_ marker: UInt8, _ width: Int) throws(ModelFileError) -> Int64 {
    let number = try bigEndian(width)
    return marker == 0x55 ? number & 0xFF : number
  }

  private mutating func float32() throws(ModelFileError) -> Float {
    Float(bitPattern: UInt32(truncatingIfNeeded: try bigEndian(4)))
  }

  private mutating func float64() throws(ModelFileError) -> Double {
    Double(bitPattern: UInt64(bitPattern: try bigEndian(8)))
  }

  private mutating func length() throws(ModelFileError) -> Int {
    let start = position
    let marker = try take()
    guard let width = Self.width(marker) else { throw unexpected("a length", at: start) }
    let length = try whole(marker, width)
    // Each element takes a byte at least, or nothing would stop a length without contents.
    guard length >= 0, length <= Int64(remaining) else { throw unexpected("a length within the file", at: start) }
    return Int(length)
  }

  private mutating func ubjsonText() throws(ModelFileError) -> String {
    let start = position
    let count = try length()
    guard let text = String(validating: try take(count), as: UTF8.self) else {
      throw unexpected("UTF-8 text", at: start)
    }
    return text
  }

  private mutating func ubjsonObject(depth: Int) throws(ModelFileError) -> [String: ModelValue] {
    var members: [String: ModelValue] = [:]
    var count: Int?
    if next == 0x23 {
      skip()
      count = try length()
    }
    while true {
      if let count, members.count == count { return members }
      if count == nil, next == 0x7D {
        skip()
        return members
      }
      let start = position
      let key = try ubjsonText()
      guard members.updateValue(try ubjson(depth: depth + 1), forKey: key) == nil else {
        throw unexpected("each key once", at: start)
      }
    }
  }

  private mutating func ubjsonArray(depth: Int) throws(ModelFileError) -> ModelValue {
    var type: UInt8?
    if next == 0x24 {
      skip()
      type = try take()
      guard next == 0x23 else { throw unexpected("#, the number of elements of a typed array") }
    }
    if next == 0x23 {
      skip()
      let count = try length()
      if let type { return try typedArray(type, count: count) }
      var elements: [ModelValue] = []
      for _ in 0..<count { elements.append(try ubjson(depth: depth + 1)) }
      return Self.compact(elements)
    }
    var elements: [ModelValue] = []
    while true {
      let marker = try take()
      if marker == 0x5D { return Self.compact(elements) }
      elements.append(try ubjson(marker: marker, depth: depth + 1))
    }
  }

  private mutating func typedArray(_ type: UInt8, count: Int) throws(ModelFileError) -> ModelValue {
    var (numbers, integers) = ([Float](), [Int64]())
    switch type {
    case 0x64:
      guard count <= remaining / 4 else { throw truncated() }
      numbers.reserveCapacity(count)
      for _ in 0..<count { numbers.append(try float32()) }
      return .numbers(numbers)
    case 0x44:
      guard count <= remaining / 8 else { throw truncated() }
      for _ in 0..<count { numbers.append(Float(try float64())) }
      return .numbers(numbers)
    default:
      guard let width = Self.width(type) else { throw unexpected("an array of numbers") }
      guard count <= remaining / width else { throw truncated() }
      integers.reserveCapacity(count)
      for _ in 0..<count { integers.append(try whole(type, width)) }
      return .integers(integers)
    }
  }

  /// A row of numbers as one, where all elements are whole numbers.
  private static func compact(_ elements: [ModelValue]) -> ModelValue {
    var integers: [Int64] = []
    for element in elements {
      guard case .integer(let number) = element else { return .array(elements) }
      integers.append(number)
    }
    return .integers(integers)
  }
}
