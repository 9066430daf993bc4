/// Reads numbers from bytes; never beyond its end.
struct ByteReader {
  let bytes: [UInt8]
  private(set) var position: Int
  let end: Int
  /// What errors give as their place: byte 0 of `bytes` in the file, or of a page its start.
  let origin: Int
  /// True when `bytes` were unpacked, so that places inside say nothing about the file.
  let isUnpacked: Bool

  init(_ bytes: [UInt8], from start: Int = 0, to end: Int? = nil, origin: Int = 0, isUnpacked: Bool = false) {
    self.bytes = bytes
    position = start
    self.end = min(end ?? bytes.count, bytes.count)
    self.origin = origin
    self.isUnpacked = isUnpacked
  }

  var remaining: Int { end - position }
  var offset: Int { isUnpacked ? origin : origin + position }

  func malformed(_ found: String, _ expected: String) -> ColumnarError {
    ColumnarError(.malformed, offset: offset, found: found, expected: expected)
  }

  /// - Throws: unless `count` more bytes are there.
  func require(_ count: Int, _ what: String) throws(ColumnarError) {
    guard count >= 0, count <= remaining else {
      throw malformed("\(remaining) bytes left", count < 0 ? "a length that is not negative" : "\(count) for \(what)")
    }
  }

  mutating func byte(_ what: String = "a byte") throws(ColumnarError) -> UInt8 {
    try require(1, what)
    defer { position += 1 }
    return bytes[position]
  }

  /// The range of the next `count` bytes, which are passed over.
  mutating func take(_ count: Int, _ what: String) throws(ColumnarError) -> Range<Int> {
    try require(count, what)
    defer { position += count }
    return position..<position + count
  }

  /// A number in little-endian order.
  mutating func number<Number: FixedWidthInteger & BitwiseCopyable>(
    _ type: Number.Type, _ what: String = "a number"
  ) throws(ColumnarError) -> Number {
    try require(MemoryLayout<Number>.size, what)
    defer { position += MemoryLayout<Number>.size }
    return unchecked(type, at: position)
  }

  /// As many numbers in little-endian order.
  mutating func numbers<Number: FixedWidthInteger & BitwiseCopyable, Value>(
    _ type: Number.Type, count: Int, _ value: (Number) -> Value
  ) throws(ColumnarError) -> [Value] {
    let size = MemoryLayout<Number>.size
    guard count <= remaining / size else {
      throw malformed("\(remaining) bytes of values", "\(count) values of \(size) bytes")
    }
    var result: [Value] = []
    result.reserveCapacity(count)
    for _ in 0..<count {
      result.append(value(unchecked(type, at: position)))
      position += size
    }
    return result
  }

  /// The caller has checked that the bytes are there.
  private func unchecked<Number: FixedWidthInteger & BitwiseCopyable>(_ type: Number.Type, at place: Int) -> Number {
    Number(littleEndian: unsafe bytes.span.bytes.unsafeLoadUnaligned(fromByteOffset: place, as: type))
  }

  /// An unsigned number of 7 bits a byte, the lowest first (ULEB128).
  mutating func varint() throws(ColumnarError) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 64, by: 7) {
      let next = try byte("a number of variable length")
      let bits = UInt64(next & 0x7F)
      guard shift < 63 || bits <= 1 else { break }
      value |= bits << UInt64(shift)
      if next < 0x80 { return value }
    }
    throw malformed("a number of more than 64 bits", "at most 64")
  }

  /// A signed number folded into an unsigned one.
  mutating func zigzag() throws(ColumnarError) -> Int64 {
    let folded = try varint()
    return Int64(bitPattern: folded >> 1) ^ -Int64(bitPattern: folded & 1)
  }
}

extension [UInt8] {
  /// Appends a number in little-endian order.
  mutating func append(littleEndian number: some FixedWidthInteger) {
    var rest = number.littleEndian
    for _ in 0..<(rest.bitWidth / 8) {
      append(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
  }

  /// Appends an unsigned number of 7 bits a byte, the lowest first (ULEB128).
  mutating func append(varint number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(rest))
  }
}
