import Plant

/// A batch as it lies in the spool: complete in itself, with a checksum.
///
/// `mark length number before samples checksum payload`, all little-endian; the checksum covers all that follows the
/// mark. `before` counts the samples that the spool ever took before this record, so that a gap says how many are gone.
package struct SpoolRecord: Hashable, Sendable {
  /// Number of the batch; grows from record to record.
  package let number: UInt64
  /// Samples that the spool took before.
  package let before: UInt64
  package let batch: SampleBatch

  package init(number: UInt64, before: UInt64, batch: SampleBatch) {
    self.number = number
    self.before = before
    self.batch = batch
  }

  private static let mark: UInt32 = 0xA7_52_55_50
  /// Bytes before the payload.
  package static let headBytes = 32
  /// Largest payload.
  package static let longest = 1 << 28

  /// The bytes of the record.
  package var bytes: [UInt8] {
    let payload = Self.payload(batch)
    var covered = ByteWriter(capacity: payload.count + Self.headBytes)
    covered.fixed(UInt32(payload.count))
    covered.fixed(number)
    covered.fixed(before)
    covered.fixed(UInt32(clamping: batch.received))
    var check = CRC32C()
    covered.bytes.withUnsafeBytes { check.update($0) }
    payload.withUnsafeBytes { check.update($0) }
    var writer = ByteWriter(capacity: payload.count + Self.headBytes)
    writer.fixed(Self.mark)
    writer.append(covered.bytes)
    writer.fixed(check.value)
    writer.append(payload)
    return writer.bytes
  }

  /// What stands at a place of a segment.
  package enum Scan: Hashable, Sendable {
    case record(SpoolRecord, end: Int)
    /// Bytes that are no record, up to the next one or the end.
    case damage(end: Int)
    case end
  }

  /// Looks at the bytes from `offset` on.
  package static func scan(_ bytes: UnsafeRawBufferPointer, from offset: Int) -> Scan {
    guard offset < bytes.count else { return .end }
    if let (record, end) = read(bytes, at: offset) { return .record(record, end: end) }
    var next = offset + 1
    while next + headBytes <= bytes.count {
      if bytes[next] == UInt8(truncatingIfNeeded: mark), read(bytes, at: next) != nil { return .damage(end: next) }
      next += 1
    }
    return .damage(end: bytes.count)
  }

  private static func read(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> (SpoolRecord, end: Int)? {
    var reader = ByteReader(UnsafeRawBufferPointer(rebasing: bytes[offset...]))
    guard reader.fixed() == mark, let length: UInt32 = reader.fixed(), length <= longest,
      let number: UInt64 = reader.fixed(), let before: UInt64 = reader.fixed(), let samples: UInt32 = reader.fixed(),
      let checksum: UInt32 = reader.fixed(), let payload = reader.take(Int(length))
    else { return nil }
    var check = CRC32C()
    check.update(UnsafeRawBufferPointer(rebasing: bytes[offset + 4..<offset + headBytes - 4]))
    check.update(payload)
    guard check.value == checksum, let batch = batch(payload), batch.received == Int(samples) else { return nil }
    return (SpoolRecord(number: number, before: before, batch: batch), offset + headBytes + Int(length))
  }

  // MARK: Payload

  private static func payload(_ batch: SampleBatch) -> [UInt8] {
    var writer = ByteWriter(capacity: batch.samples.count * 14 + 256)
    writer.text(batch.source)
    for count in [batch.quarantined, batch.deduplicated] { writer.varint(UInt64(max(0, count))) }
    writer.varint(UInt64(batch.dropped.count))
    for (reason, count) in batch.dropped.sorted(by: { $0.key < $1.key }) {
      writer.text(reason.rawValue)
      writer.varint(UInt64(max(0, count)))
    }
    // Only signals that occur; places that are in no list stay so.
    var places: [UInt32: UInt32] = [:]
    var names: [String] = []
    let signals = batch.samples.map { sample -> UInt32 in
      let place = sample.signal.rawValue
      if let known = places[place] { return known }
      guard Int(place) < batch.signals.count else { return UInt32.max }
      places[place] = UInt32(names.count)
      names.append(batch.signals[Int(place)].rawValue)
      return UInt32(names.count - 1)
    }
    writer.varint(UInt64(names.count))
    for name in names { writer.text(name) }
    writer.append(SampleCodec.encode(batch.samples.map { StoredSample($0) }, signals: signals))
    return writer.bytes
  }

  /// A batch from its payload; `nil` when the bytes are none.
  package static func batch(_ payload: UnsafeRawBufferPointer) -> SampleBatch? {
    var reader = ByteReader(payload)
    guard let source = reader.text(), let quarantined = count(&reader), let deduplicated = count(&reader),
      let reasons = reader.count()
    else { return nil }
    var dropped: [DropReason: Int] = [:]
    for _ in 0..<reasons {
      guard let reason = reader.text().flatMap({ DropReason(rawValue: $0) }), let count = count(&reader),
        dropped.updateValue(count, forKey: reason) == nil
      else { return nil }
    }
    guard let names = reader.count() else { return nil }
    var signals: [SignalID] = []
    for _ in 0..<names {
      guard let id = reader.text().flatMap({ SignalID(rawValue: $0) }) else { return nil }
      signals.append(id)
    }
    guard let rest = reader.take(reader.remaining), let decoded = SampleCodec.decode(rest),
      let places = decoded.signals
    else { return nil }
    var samples: [Sample] = []
    samples.reserveCapacity(places.count)
    for (stored, place) in zip(decoded.samples, places) {
      guard let sample = stored.sample(of: SignalIndex(rawValue: place)) else { return nil }
      samples.append(sample)
    }
    let batch = SampleBatch(
      source: source, signals: signals, samples: samples, quarantined: quarantined, deduplicated: deduplicated,
      dropped: dropped)
    // The head of a record has 32 bits for all samples together.
    return batch.received <= Int(UInt32.max) ? batch : nil
  }

  /// A count of samples.
  private static func count(_ reader: inout ByteReader) -> Int? {
    reader.varint().flatMap { $0 <= UInt64(UInt32.max) ? Int($0) : nil }
  }
}
