/// Windows of one signal as compact bytes.
package enum RollUpCodec {
  private static let version: UInt8 = 1

  /// The bytes of windows, the earliest first.
  package static func encode(_ windows: [RollUp]) -> [UInt8] {
    var writer = ByteWriter(capacity: 8 + windows.count * 32)
    writer.byte(version)
    writer.varint(UInt64(windows.count))
    var last: Int64 = 0
    for window in windows {
      writer.zigzag(window.start &- last)
      last = window.start
      for count in [window.good, window.uncertain, window.bad, window.numbers] { writer.varint(UInt64(count)) }
      guard let minimum = window.minimum, let maximum = window.maximum else { continue }
      for number in [minimum, maximum, window.total] { writer.fixed(number.bitPattern) }
    }
    return writer.bytes
  }

  /// The windows; `nil` when the bytes are not of this form.
  package static func decode(_ bytes: [UInt8]) -> [RollUp]? {
    bytes.withUnsafeBytes { bytes in
      var reader = ByteReader(bytes)
      guard reader.byte() == version, let count = reader.count() else { return nil }
      var windows: [RollUp] = []
      windows.reserveCapacity(count)
      var start: Int64 = 0
      for _ in 0..<count {
        guard let step = reader.zigzag(), let window = window(start &+ step, &reader) else { return nil }
        start &+= step
        windows.append(window)
      }
      return reader.remaining == 0 ? windows : nil
    }
  }

  private static func window(_ start: Int64, _ reader: inout ByteReader) -> RollUp? {
    var counts: [Int] = []
    for _ in 0..<4 {
      guard let count = reader.varint(), count < 1 << 48 else { return nil }
      counts.append(Int(count))
    }
    var numbers: [Double] = []
    if counts[3] > 0 {
      for _ in 0..<3 {
        guard let bits: UInt64 = reader.fixed() else { return nil }
        numbers.append(Double(bitPattern: bits))
      }
    } else {
      numbers = [0, 0, 0]
    }
    return RollUp(
      start: start, good: counts[0], uncertain: counts[1], bad: counts[2], numbers: counts[3], minimum: numbers[0],
      maximum: numbers[1], total: numbers[2])
  }
}
