/// Small numbers of a fixed width as runs of equal ones and as packed groups of eight.
///
/// - Reference: Apache Parquet format 2.11, *Encodings*, RLE/bit-packing hybrid (RLE = 3).
enum HybridRuns {
  /// Decodes `count` numbers of `width` bits, 0 … 32, none above `maximum`.
  static func decode(
    _ reader: inout ByteReader, count: Int, width: Int, maximum: Int
  ) throws(ColumnarError) -> [Int32] {
    var numbers: [Int32] = []
    numbers.reserveCapacity(count)
    while numbers.count < count {
      let head = try reader.varint()
      let missing = count - numbers.count
      if head & 1 == 0 {
        let length = Int(clamping: head >> 1)
        var value: UInt32 = 0
        for index in 0..<((width + 7) / 8) {
          value |= UInt32(try reader.byte("the value of a run")) << UInt32(8 * index)
        }
        guard length > 0, length <= missing else {
          throw reader.malformed("a run of \(length)", "1 … \(missing), the numbers still missing")
        }
        guard Int(value) <= maximum else { throw reader.malformed("the number \(value)", "at most \(maximum)") }
        numbers.append(contentsOf: repeatElement(Int32(truncatingIfNeeded: value), count: length))
      } else {
        let groups = Int(clamping: head >> 1)
        guard groups > 0, groups <= (missing + 7) / 8 else {
          throw reader.malformed("\(groups) groups of eight", "1 … \((missing + 7) / 8)")
        }
        let packed = try reader.take(groups * width, "groups of eight packed numbers")
        try unpack(reader, packed, count: min(groups * 8, missing), width: width, maximum: maximum, into: &numbers)
      }
    }
    return numbers
  }

  private static func unpack(
    _ reader: ByteReader, _ packed: Range<Int>, count: Int, width: Int, maximum: Int, into numbers: inout [Int32]
  ) throws(ColumnarError) {
    let mask = width == 0 ? 0 : UInt64(1) << UInt64(width) - 1
    var bits: UInt64 = 0
    var held = 0
    var next = packed.lowerBound
    for _ in 0..<count {
      while held < width {
        bits |= UInt64(reader.bytes[next]) << UInt64(held)
        next += 1
        held += 8
      }
      let value = bits & mask
      bits >>= UInt64(width)
      held -= width
      guard value <= UInt64(maximum) else { throw reader.malformed("the number \(value)", "at most \(maximum)") }
      numbers.append(Int32(truncatingIfNeeded: value))
    }
  }

  /// Encodes numbers of `width` bits, 0 … 32.
  static func encode(_ numbers: [Int32], width: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    var literals = 0
    var place = 0
    while place < numbers.count {
      var end = place + 1
      while end < numbers.count, numbers[end] == numbers[place] { end += 1 }
      // Packed groups before a run are filled up from the run.
      let borrowed = (8 - (place - literals) % 8) % 8
      if end - place >= borrowed + 8 {
        pack(numbers[literals..<place + borrowed], width, into: &bytes)
        bytes.append(varint: UInt64(end - place - borrowed) << 1)
        var value = UInt32(bitPattern: numbers[place])
        for _ in 0..<((width + 7) / 8) {
          bytes.append(UInt8(truncatingIfNeeded: value))
          value >>= 8
        }
        literals = end
      }
      place = end
    }
    pack(numbers[literals...], width, into: &bytes)
    return bytes
  }

  /// Packs numbers into groups of eight, the last filled up with zeros.
  private static func pack(_ numbers: ArraySlice<Int32>, _ width: Int, into bytes: inout [UInt8]) {
    guard !numbers.isEmpty else { return }
    let groups = (numbers.count + 7) / 8
    bytes.append(varint: UInt64(groups) << 1 | 1)
    var bits: UInt64 = 0
    var held = 0
    func value(_ index: Int) -> Int32 { index < numbers.endIndex ? numbers[index] : 0 }
    for index in numbers.startIndex..<numbers.startIndex + groups * 8 {
      bits |= UInt64(UInt32(bitPattern: value(index))) << UInt64(held)
      held += width
      while held >= 8 {
        bytes.append(UInt8(truncatingIfNeeded: bits))
        bits >>= 8
        held -= 8
      }
    }
  }

  /// Bits of the numbers 0 … `maximum`.
  static func width(_ maximum: Int) -> Int { Int.bitWidth - max(maximum, 0).leadingZeroBitCount }
}
