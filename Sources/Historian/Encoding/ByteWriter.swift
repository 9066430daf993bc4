/// Appends numbers to bytes: variable length, or little-endian.
package struct ByteWriter: Sendable {
  package private(set) var bytes: [UInt8] = []

  /// Nothing yet.
  package init(capacity: Int = 0) {
    bytes.reserveCapacity(capacity)
  }

  /// One byte.
  package mutating func byte(_ byte: UInt8) { bytes.append(byte) }

  /// Bytes as they are.
  package mutating func append(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

  /// Seven bits a byte, the lowest first; 1 … 10 bytes.
  package mutating func varint(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  /// A signed number of which small magnitudes are short.
  package mutating func zigzag(_ number: Int64) {
    varint(UInt64(bitPattern: number << 1 ^ number >> 63))
  }

  /// All bytes of a number, the lowest first.
  package mutating func fixed<Number: FixedWidthInteger>(_ number: Number) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// A text in UTF-8 after its length.
  package mutating func text(_ text: String) {
    varint(UInt64(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }
}

/// Takes numbers from bytes front to back; `nil` where the bytes end too early or make no number.
package struct ByteReader {
  private let bytes: UnsafeRawBufferPointer
  package private(set) var position = 0

  /// Reads `bytes`, which must outlive the reader.
  package init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  package var remaining: Int { bytes.count - position }

  /// One byte.
  package mutating func byte() -> UInt8? {
    guard position < bytes.count else { return nil }
    position += 1
    return bytes[position - 1]
  }

  /// What ``ByteWriter/varint(_:)`` wrote.
  package mutating func varint() -> UInt64? {
    var number: UInt64 = 0
    var shift: UInt64 = 0
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      // The tenth byte holds one bit.
      if shift == 63, byte > 1 { return nil }
      number |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return number }
      shift += 7
      if shift > 63 { return nil }
    }
    return nil
  }

  /// What ``ByteWriter/zigzag(_:)`` wrote.
  package mutating func zigzag() -> Int64? {
    guard let number = varint() else { return nil }
    return Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
  }

  /// What ``ByteWriter/fixed(_:)`` wrote.
  package mutating func fixed<Number: FixedWidthInteger>(_ type: Number.Type = Number.self) -> Number? {
    let size = MemoryLayout<Number>.size
    guard remaining >= size else { return nil }
    position += size
    return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: position - size, as: Number.self))
  }

  /// A count of things of which each takes at least one of the remaining bytes.
  package mutating func count() -> Int? {
    guard let count = varint(), count <= UInt64(remaining) else { return nil }
    return Int(count)
  }

  /// So many bytes as they are.
  package mutating func take(_ count: Int) -> UnsafeRawBufferPointer? {
    guard count >= 0, remaining >= count else { return nil }
    position += count
    return UnsafeRawBufferPointer(rebasing: bytes[position - count..<position])
  }

  /// What ``ByteWriter/text(_:)`` wrote; `nil` when it is no UTF-8.
  package mutating func text() -> String? {
    guard let count = count(), let bytes = take(count) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }
}
