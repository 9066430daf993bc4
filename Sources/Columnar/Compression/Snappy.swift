/// Snappy's block format.
///
/// - Reference: google/snappy, *Snappy compressed format description*, 2011-10-05.
enum Snappy {
  /// Longest copy of an element; no element of `n` bytes yields more than this.
  static let expansionMaximum = 64

  /// What a block holds, which is exactly `size` bytes.
  static func decompress(_ input: ByteReader, size: Int) throws(ColumnarError) -> [UInt8] {
    var reader = input
    let stated = try reader.varint()
    guard stated == UInt64(size) else { throw reader.malformed("\(stated) bytes packed", "\(size), as the page says") }
    guard size <= reader.remaining * expansionMaximum else {
      throw reader.malformed("\(size) bytes from \(reader.remaining)", "at most \(expansionMaximum) times as many")
    }
    var output: [UInt8] = []
    output.reserveCapacity(size)
    while reader.remaining > 0 {
      let tag = Int(try reader.byte())
      if tag & 3 == 0 {
        try literal(tag >> 2, &reader, &output, size)
        continue
      }
      var length = tag >> 2 + 1
      let distance: Int
      switch tag & 3 {
      case 1:
        length = (tag >> 2 & 7) + 4
        distance = (tag >> 5) << 8 | Int(try reader.byte())
      case 2: distance = Int(try reader.number(UInt16.self))
      default: distance = Int(try reader.number(UInt32.self))
      }
      guard distance > 0, distance <= output.count else {
        throw reader.malformed("a copy from \(distance) bytes back", "1 … \(output.count)")
      }
      guard length <= size - output.count else { throw reader.malformed("more than \(size) bytes", "\(size)") }
      let start = output.count - distance
      if distance >= length {
        output.append(contentsOf: output[start..<start + length])
      } else {
        for index in 0..<length { output.append(output[start + index]) }
      }
    }
    guard output.count == size else { throw reader.malformed("\(output.count) bytes unpacked", "\(size)") }
    return output
  }

  private static func literal(
    _ code: Int, _ reader: inout ByteReader, _ output: inout [UInt8], _ size: Int
  ) throws(ColumnarError) {
    var length = code
    if code >= 60 {
      length = 0
      for index in 0..<(code - 59) { length |= Int(try reader.byte()) << (8 * index) }
    }
    length += 1
    guard length <= size - output.count else { throw reader.malformed("more than \(size) bytes", "\(size)") }
    output.append(contentsOf: reader.bytes[try reader.take(length, "literal bytes")])
  }

  /// A block holding `input`; greedy search by hashes of four bytes within blocks of 64 KiB.
  static func compress(_ input: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(input.count / 2 + 16)
    output.append(varint: UInt64(input.count))
    var table = [Int32](repeating: -1, count: 1 << 14)
    func word(_ at: Int) -> UInt32 {
      UInt32(input[at]) | UInt32(input[at + 1]) << 8 | UInt32(input[at + 2]) << 16 | UInt32(input[at + 3]) << 24
    }
    var literals = 0
    var place = 0
    while place + 4 <= input.count {
      let key = word(place)
      let slot = Int((key &* 0x1E35_A7BD) >> 18)
      let candidate = Int(table[slot])
      table[slot] = Int32(truncatingIfNeeded: place)
      guard candidate >= 0, place - candidate < 1 << 16, word(candidate) == key else {
        // Where nothing matched for long, little will: look less often.
        place += 1 + ((place - literals) >> 5)
        continue
      }
      var length = 4
      while place + length < input.count, input[candidate + length] == input[place + length] { length += 1 }
      appendLiteral(input[literals..<place], to: &output)
      appendCopy(place - candidate, length, to: &output)
      place += length
      literals = place
    }
    appendLiteral(input[literals...], to: &output)
    return output
  }

  private static func appendLiteral(_ bytes: ArraySlice<UInt8>, to output: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    let length = bytes.count - 1
    if length < 60 {
      output.append(UInt8(length << 2))
    } else {
      let count = (Int.bitWidth - length.leadingZeroBitCount + 7) / 8
      output.append(UInt8((59 + count) << 2))
      for index in 0..<count { output.append(UInt8(truncatingIfNeeded: length >> (8 * index))) }
    }
    output.append(contentsOf: bytes)
  }

  private static func appendCopy(_ distance: Int, _ length: Int, to output: inout [UInt8]) {
    var rest = length
    while rest > 0 {
      let part = min(rest, 64)
      output.append(UInt8((part - 1) << 2 | 2))
      output.append(littleEndian: UInt16(distance))
      rest -= part
    }
  }
}
