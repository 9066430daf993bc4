import FuzzDriver
import Historian
import Plant

/// Reads random bytes as what the spool and the historian keep: a segment, the payload of a record, a block of samples,
/// a block of roll-ups. Whatever was read must survive being written and read again.
@main enum FuzzSpool {
  static func main() { fuzz { check($0) } }

  private static func check(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { segment($0) }
    // A checksum keeps random bytes out of what lies behind it: those are read on their own.
    if let batch = bytes.withUnsafeBytes({ SpoolRecord.batch($0) }) {
      precondition(batch.samples.count <= bytes.count, "a sample takes at least a byte")
      let record = SpoolRecord(number: 1, before: 0, batch: batch)
      let scan = record.bytes.withUnsafeBytes { SpoolRecord.scan($0, from: 0) }
      guard case .record(let again, let end) = scan else { preconditionFailure("a record reads back") }
      precondition(end == record.bytes.count && isSame(again.batch, batch), "a batch reads back")
    }
    if let found = SampleCodec.decode(bytes) {
      let written = SampleCodec.encode(found.samples, signals: found.signals)
      let again = SampleCodec.decode(written)
      precondition(again.map { same($0.samples, found.samples) && $0.signals == found.signals } ?? false, "a block")
    }
    if let windows = RollUpCodec.decode(bytes) {
      precondition(RollUpCodec.decode(RollUpCodec.encode(windows))?.count == windows.count, "roll-ups read back")
    }
  }

  /// Every byte of a segment belongs to a record or to damage, and looking at it ends.
  private static func segment(_ bytes: UnsafeRawBufferPointer) {
    var offset = 0
    while true {
      switch SpoolRecord.scan(bytes, from: offset) {
      case .record(_, let end), .damage(let end):
        precondition(end > offset && end <= bytes.count, "a scan goes on, and not too far")
        offset = end
      case .end:
        precondition(offset == bytes.count, "a scan ends at the end")
        return
      }
    }
  }

  /// The same batch though its signals may be listed in another order.
  private static func isSame(_ left: SampleBatch, _ right: SampleBatch) -> Bool {
    func signal(_ sample: Sample, _ batch: SampleBatch) -> SignalID? {
      let place = Int(sample.signal.rawValue)
      return place < batch.signals.count ? batch.signals[place] : nil
    }
    return left.source == right.source && left.quarantined == right.quarantined && left.dropped == right.dropped
      && left.samples.map { signal($0, left) } == right.samples.map { signal($0, right) }
      && same(left.samples.map { StoredSample($0) }, right.samples.map { StoredSample($0) })
  }

  /// The same bits: a number that is none equals itself here.
  private static func same(_ left: [StoredSample], _ right: [StoredSample]) -> Bool {
    left.count == right.count
      && zip(left, right).allSatisfy { left, right in
        if case .number(let a) = left.value, case .number(let b) = right.value {
          return a.bitPattern == b.bitPattern && left.key == right.key && left.received == right.received
            && left.quality == right.quality
        }
        return left == right
      }
  }
}
