import Plant

/// Samples as compact bytes: in blocks of one signal, in batches of many, and in records of the spool.
///
/// Column by column. Times are differences of differences, arrival is the lag behind the time, numbers are the bytes
/// that changed since the number before, qualities and kinds of value are runs. Regular samples of a noisy number take
/// about ten bytes. The layout is in Documentation/Historian.md.
package enum SampleCodec {
  private static let version: UInt8 = 1
  private static let hasSignals: UInt8 = 1
  private static let hasSequences: UInt8 = 2
  /// Longest text [bytes].
  package static let longestText = 65_535

  private enum Kind: UInt8 {
    case none, number, whole, flag, text

    init(_ value: SampleValue?) {
      switch value {
      case nil: self = .none
      case .number: self = .number
      case .whole: self = .whole
      case .flag: self = .flag
      case .text: self = .text
      }
    }
  }

  /// The bytes of samples; `signals` gives the number of each one's signal where they have several.
  package static func encode(_ samples: [StoredSample], signals: [UInt32]? = nil) -> [UInt8] {
    var writer = ByteWriter(capacity: 16 + samples.count * 14)
    writer.byte(version)
    let isSequenced = samples.contains { $0.key.sequence != 0 }
    writer.byte((signals == nil ? 0 : hasSignals) | (isSequenced ? hasSequences : 0))
    writer.varint(UInt64(samples.count))
    if let signals { encode(signals, into: &writer) }
    var (last, step, lag) = (Int64(0), Int64(0), Int64(0))
    for sample in samples {
      let next = sample.key.time &- last
      writer.zigzag(next &- step)
      (last, step) = (sample.key.time, next)
    }
    for sample in samples {
      let next = sample.received &- sample.key.time
      writer.zigzag(next &- lag)
      lag = next
    }
    if isSequenced { for sample in samples { writer.varint(UInt64(sample.key.sequence)) } }
    encodeRuns(samples, into: &writer) { UInt16($0.quality.level) << 8 | UInt16($0.quality.reason?.rawValue ?? 0) }
    encodeRuns(samples, into: &writer) { UInt16(Kind($0.value).rawValue) }
    encodeValues(samples, into: &writer)
    return writer.bytes
  }

  /// The samples, and the numbers of their signals where they were given; `nil` when the bytes are not of this form.
  package static func decode(_ bytes: [UInt8]) -> (samples: [StoredSample], signals: [UInt32]?)? {
    bytes.withUnsafeBytes { decode($0) }
  }

  /// The samples, and the numbers of their signals where they were given; `nil` when the bytes are not of this form.
  package static func decode(_ bytes: UnsafeRawBufferPointer) -> (samples: [StoredSample], signals: [UInt32]?)? {
    var reader = ByteReader(bytes)
    guard reader.byte() == version, let flags = reader.byte(), flags & ~(hasSignals | hasSequences) == 0,
      let count = reader.count()
    else { return nil }
    var signals: [UInt32]?
    if flags & hasSignals != 0 {
      guard let read = decodeSignals(count, &reader) else { return nil }
      signals = read
    }
    guard let times = decodeTimes(count, &reader), let received = decodeLags(times, &reader),
      let sequences = flags & hasSequences == 0 ? [] : decodeSequences(count, &reader),
      let qualities = decodeRuns(count, &reader, quality), let kinds = decodeRuns(count, &reader, kind),
      let values = decodeValues(kinds, &reader), reader.remaining == 0
    else { return nil }
    var samples: [StoredSample] = []
    samples.reserveCapacity(count)
    var (quality, run) = (0, 0)
    for index in 0..<count {
      if qualities[quality].count == run { (quality, run) = (quality + 1, 0) }
      run += 1
      if values[index] == nil, qualities[quality].of.level != 2 { return nil }
      samples.append(
        StoredSample(
          key: SampleKey(time: times[index], sequence: sequences.isEmpty ? 0 : sequences[index]),
          received: received[index], value: values[index], quality: qualities[quality].of))
    }
    return (samples, signals)
  }

  // MARK: Columns

  private static func encode(_ signals: [UInt32], into writer: inout ByteWriter) {
    var last: Int64 = 0
    for signal in signals {
      writer.zigzag(Int64(signal) - last)
      last = Int64(signal)
    }
  }

  private static func decodeSignals(_ count: Int, _ reader: inout ByteReader) -> [UInt32]? {
    var signals: [UInt32] = []
    signals.reserveCapacity(count)
    var last: Int64 = 0
    for _ in 0..<count {
      guard let step = reader.zigzag(), let signal = UInt32(exactly: last &+ step) else { return nil }
      signals.append(signal)
      last = Int64(signal)
    }
    return signals
  }

  private static func decodeTimes(_ count: Int, _ reader: inout ByteReader) -> [Int64]? {
    var times: [Int64] = []
    times.reserveCapacity(count)
    var (last, step) = (Int64(0), Int64(0))
    for _ in 0..<count {
      guard let change = reader.zigzag() else { return nil }
      step &+= change
      last &+= step
      guard isInstant(last) else { return nil }
      times.append(last)
    }
    return times
  }

  private static func decodeLags(_ times: [Int64], _ reader: inout ByteReader) -> [Int64]? {
    var received: [Int64] = []
    received.reserveCapacity(times.count)
    var lag: Int64 = 0
    for time in times {
      guard let change = reader.zigzag() else { return nil }
      lag &+= change
      guard isInstant(time &+ lag) else { return nil }
      received.append(time &+ lag)
    }
    return received
  }

  private static func isInstant(_ time: Int64) -> Bool {
    time >= Instant.earliest.microseconds && time <= Instant.latest.microseconds
  }

  private static func decodeSequences(_ count: Int, _ reader: inout ByteReader) -> [UInt16]? {
    var sequences: [UInt16] = []
    sequences.reserveCapacity(count)
    for _ in 0..<count {
      guard let number = reader.varint(), let sequence = UInt16(exactly: number) else { return nil }
      sequences.append(sequence)
    }
    return sequences
  }

  private static func encodeRuns(
    _ samples: [StoredSample], into writer: inout ByteWriter, _ code: (StoredSample) -> UInt16
  ) {
    var index = 0
    while index < samples.count {
      let of = code(samples[index])
      var end = index + 1
      while end < samples.count, code(samples[end]) == of { end += 1 }
      writer.varint(UInt64(end - index))
      writer.fixed(of)
      index = end
    }
  }

  private static func decodeRuns<Element>(
    _ count: Int, _ reader: inout ByteReader, _ element: (UInt16) -> Element?
  ) -> [(count: Int, of: Element)]? {
    var runs: [(count: Int, of: Element)] = []
    var rest = count
    while rest > 0 {
      guard let length = reader.varint(), length > 0, length <= UInt64(rest), let code: UInt16 = reader.fixed(),
        let of = element(code)
      else { return nil }
      runs.append((Int(length), of))
      rest -= Int(length)
    }
    return runs
  }

  private static func quality(_ code: UInt16) -> SampleQuality? {
    SampleQuality(level: UInt8(code >> 8), reason: UInt8(code & 0xff))
  }

  private static func kind(_ code: UInt16) -> Kind? {
    UInt8(exactly: code).flatMap { Kind(rawValue: $0) }
  }

  private static func encodeValues(_ samples: [StoredSample], into writer: inout ByteWriter) {
    var (bits, whole) = (UInt64(0), Int64(0))
    for sample in samples {
      switch sample.value {
      case nil: break
      case .number(let number):
        encode(number.bitPattern ^ bits, into: &writer)
        bits = number.bitPattern
      case .whole(let number):
        writer.zigzag(number &- whole)
        whole = number
      case .flag(let flag): writer.byte(flag ? 1 : 0)
      case .text(let text): writer.text(text)
      }
    }
  }

  /// The bytes of a change that are not 0 at either end, after their count and the count of those behind.
  private static func encode(_ change: UInt64, into writer: inout ByteWriter) {
    guard change != 0 else { return writer.byte(0) }
    let behind = change.trailingZeroBitCount / 8
    let count = 8 - change.leadingZeroBitCount / 8 - behind
    writer.byte(UInt8(count << 4 | behind))
    var rest = change >> UInt64(8 * behind)
    for _ in 0..<count {
      writer.byte(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
  }

  private static func decodeChange(_ reader: inout ByteReader) -> UInt64? {
    guard let head = reader.byte() else { return nil }
    if head == 0 { return 0 }
    let (count, behind) = (Int(head >> 4), Int(head & 15))
    guard count > 0, count + behind <= 8, let bytes = reader.take(count) else { return nil }
    var change: UInt64 = 0
    for byte in bytes.reversed() { change = change << 8 | UInt64(byte) }
    return change << UInt64(8 * behind)
  }

  private static func decodeValues(
    _ kinds: [(count: Int, of: Kind)], _ reader: inout ByteReader
  ) -> [SampleValue?]? {
    var values: [SampleValue?] = []
    values.reserveCapacity(kinds.reduce(0) { $0 + $1.count })
    var (bits, whole) = (UInt64(0), Int64(0))
    for run in kinds {
      for _ in 0..<run.count {
        switch run.of {
        case .none: values.append(nil)
        case .number:
          guard let change = decodeChange(&reader) else { return nil }
          bits ^= change
          values.append(.number(Double(bitPattern: bits)))
        case .whole:
          guard let change = reader.zigzag() else { return nil }
          whole &+= change
          values.append(.whole(whole))
        case .flag:
          guard let byte = reader.byte(), byte <= 1 else { return nil }
          values.append(.flag(byte == 1))
        case .text:
          guard let text = reader.text(), text.utf8.count <= longestText else { return nil }
          values.append(.text(text))
        }
      }
    }
    return values
  }
}
