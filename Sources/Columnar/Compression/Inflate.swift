/// Unpacks gzip members, as Parquet's codec GZIP has them.
///
/// - Reference: RFC 1951 (DEFLATE) and RFC 1952 (gzip).
struct Inflate {
  /// Most bytes that one byte of DEFLATE yields.
  static let expansionMaximum = 1032

  private var reader: ByteReader
  private var bits: UInt32 = 0
  private var held = 0
  private var output: [UInt8] = []
  private let size: Int

  /// What the members hold, which is exactly `size` bytes.
  static func gzip(_ reader: ByteReader, size: Int) throws(ColumnarError) -> [UInt8] {
    guard size <= reader.remaining * expansionMaximum else {
      throw reader.malformed("\(size) bytes from \(reader.remaining)", "at most \(expansionMaximum) times as many")
    }
    var inflate = Inflate(reader: reader, size: size)
    repeat { try inflate.member() } while inflate.reader.remaining > 0
    guard inflate.output.count == size else {
      throw reader.malformed("\(inflate.output.count) bytes unpacked", "\(size), as the page says")
    }
    return inflate.output
  }

  private init(reader: ByteReader, size: Int) {
    self.reader = reader
    self.size = size
    output.reserveCapacity(size)
  }

  private mutating func member() throws(ColumnarError) {
    let head = try reader.take(10, "the head of a gzip member")
    let bytes = reader.bytes
    guard bytes[head.lowerBound] == 0x1F, bytes[head.lowerBound + 1] == 0x8B, bytes[head.lowerBound + 2] == 8 else {
      throw reader.malformed("no gzip member", "bytes 1F 8B 08")
    }
    let flags = bytes[head.lowerBound + 3]
    if flags & 4 != 0 { _ = try reader.take(Int(try reader.number(UInt16.self)), "an extra field") }
    for flag in [UInt8(8), 16] where flags & flag != 0 { while try reader.byte("a text") != 0 {} }
    if flags & 2 != 0 { _ = try reader.take(2, "a check of the head") }
    let start = output.count
    (bits, held) = (0, 0)
    while try !block() {}
    let check = try reader.number(UInt32.self, "a check")
    let length = try reader.number(UInt32.self, "a length")
    guard check == CRC32.checksum(output[start...]), length == UInt32(truncatingIfNeeded: output.count - start) else {
      throw reader.malformed("a gzip member whose check fails", "the bytes as written")
    }
  }

  /// Unpacks a block; true when it was the last.
  private mutating func block() throws(ColumnarError) -> Bool {
    let isLast = try take(1) == 1
    switch try take(2) {
    case 0: try stored()
    case 1: try codes(Self.fixed.literals, Self.fixed.distances)
    case 2:
      let (literals, distances) = try tables()
      try codes(literals, distances)
    default: throw reader.malformed("a block of kind 3", "0 … 2")
    }
    return isLast
  }

  private mutating func take(_ count: Int) throws(ColumnarError) -> Int {
    while held < count {
      bits |= UInt32(try reader.byte("packed bits")) << UInt32(held)
      held += 8
    }
    defer {
      bits >>= UInt32(count)
      held -= count
    }
    return Int(bits & (UInt32(1) << UInt32(count) - 1))
  }

  private mutating func stored() throws(ColumnarError) {
    (bits, held) = (0, 0)
    let length = try reader.number(UInt16.self)
    guard try reader.number(UInt16.self) == ~length else { throw reader.malformed("a torn block", "a length twice") }
    try room(Int(length))
    output.append(contentsOf: reader.bytes[try reader.take(Int(length), "stored bytes")])
  }

  private func room(_ count: Int) throws(ColumnarError) {
    guard count <= size - output.count else {
      throw reader.malformed("more than \(size) bytes", "\(size), as the page says")
    }
  }

  private mutating func codes(_ literals: Huffman, _ distances: Huffman) throws(ColumnarError) {
    while true {
      let symbol = try self.symbol(literals)
      if symbol < 256 {
        try room(1)
        output.append(UInt8(symbol))
        continue
      }
      if symbol == 256 { return }
      guard symbol <= 285 else { throw reader.malformed("the length code \(symbol)", "at most 285") }
      let length = Self.lengths[symbol - 257] + (try take(Self.lengthBits[symbol - 257]))
      let code = try self.symbol(distances)
      guard code < 30 else { throw reader.malformed("the distance code \(code)", "at most 29") }
      let distance = Self.distances[code] + (try take(code < 2 ? 0 : code / 2 - 1))
      guard distance <= output.count else {
        throw reader.malformed("a copy from \(distance) bytes back", "at most \(output.count)")
      }
      try room(length)
      for _ in 0..<length { output.append(output[output.count - distance]) }
    }
  }

  private mutating func symbol(_ huffman: Huffman) throws(ColumnarError) -> Int {
    var code = 0
    var first = 0
    var index = 0
    for length in 1...15 {
      code |= try take(1)
      let count = huffman.counts[length]
      if code - first < count { return huffman.symbols[index + code - first] }
      index += count
      first = (first + count) << 1
      code <<= 1
    }
    throw reader.malformed("bits that are no code", "a code of the block")
  }

  private mutating func tables() throws(ColumnarError) -> (Huffman, Huffman) {
    let literalCount = try take(5) + 257
    let distanceCount = try take(5) + 1
    let orderCount = try take(4) + 4
    var lengths = [Int](repeating: 0, count: 19)
    for index in 0..<orderCount { lengths[Self.order[index]] = try take(3) }
    let meta = try Huffman(lengths, reader)
    var all: [Int] = []
    while all.count < literalCount + distanceCount {
      let symbol = try self.symbol(meta)
      switch symbol {
      case 0...15: all.append(symbol)
      case 16:
        guard let last = all.last else { throw reader.malformed("a repetition of nothing", "a length before it") }
        all += Array(repeating: last, count: 3 + (try take(2)))
      case 17: all += Array(repeating: 0, count: 3 + (try take(3)))
      default: all += Array(repeating: 0, count: 11 + (try take(7)))
      }
    }
    guard all.count == literalCount + distanceCount else {
      throw reader.malformed("\(all.count) code lengths", "\(literalCount + distanceCount)")
    }
    return (try Huffman(Array(all[..<literalCount]), reader), try Huffman(Array(all[literalCount...]), reader))
  }

  private static let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
  private static let lengthBits = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
  ]
  private static let lengths = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
  ]
  private static let distances = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
    8193, 12289, 16385, 24577,
  ]
  private static let fixed = (
    literals: Huffman(
      counted: Array(repeating: 8, count: 144) + Array(repeating: 9, count: 112) + Array(repeating: 7, count: 24)
        + Array(repeating: 8, count: 8)),
    distances: Huffman(counted: Array(repeating: 5, count: 30))
  )
}

/// A canonical prefix code by the number of codes of each length and the symbols in their order.
private struct Huffman {
  var counts = [Int](repeating: 0, count: 16)
  var symbols: [Int] = []

  /// The code of these lengths, 0 … 15, of which 0 means unused; whether it is a code is not checked.
  init(counted lengths: [Int]) {
    for length in lengths where length > 0 { counts[length] += 1 }
    for length in 1...15 { symbols += lengths.indices.filter { lengths[$0] == length } }
  }

  /// - Throws: when more codes are claimed than there are.
  init(_ lengths: [Int], _ reader: ByteReader) throws(ColumnarError) {
    self.init(counted: lengths)
    var free = 1
    for length in 1...15 {
      free = free << 1 - counts[length]
      guard free >= 0 else { throw reader.malformed("more codes than their lengths allow", "a prefix code") }
    }
  }
}
