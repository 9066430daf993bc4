import Glibc

/// What a spool remembers besides its records, in two slots of a file that are written in turn.
///
/// A slot that is torn leaves the other one.
struct SpoolState: Hashable, Sendable {
  /// Names the spool for ever.
  var spool: UInt64
  /// Numbers up to here may have been used.
  var reserved: UInt64 = 0
  /// Samples that the spool ever took.
  var accepted: UInt64 = 0
  /// Samples that it took and that have left it again, or are known to be gone.
  var drained: UInt64 = 0
  /// Number of the last record that has left it.
  var lastDrained: UInt64 = 0
  private var turn: UInt64 = 0

  private static let version: UInt64 = 0x5055_5253_504C_0001
  private static let slotBytes = 64

  /// A new spool.
  init(spool: UInt64) {
    self.spool = spool
  }

  /// The newer slot of the file that is whole; `nil` when neither is.
  init?(_ bytes: [UInt8]) {
    let slots = [0, Self.slotBytes].compactMap { Self.slot(bytes, at: $0) }
    guard let newest = slots.max(by: { $0.turn < $1.turn }) else { return nil }
    self = newest
  }

  private static func slot(_ bytes: [UInt8], at offset: Int) -> SpoolState? {
    guard bytes.count >= offset + slotBytes else { return nil }
    return bytes[offset..<offset + slotBytes].withUnsafeBytes { slot in
      var reader = ByteReader(slot)
      guard reader.fixed() == version, let spool: UInt64 = reader.fixed(), let reserved: UInt64 = reader.fixed(),
        let accepted: UInt64 = reader.fixed(), let drained: UInt64 = reader.fixed(),
        let last: UInt64 = reader.fixed(), let turn: UInt64 = reader.fixed(), let checksum: UInt32 = reader.fixed(),
        checksum == CRC32C.checksum(UnsafeRawBufferPointer(rebasing: slot[..<56]))
      else { return nil }
      var state = SpoolState(spool: spool)
      (state.reserved, state.accepted, state.drained) = (reserved, accepted, drained)
      (state.lastDrained, state.turn) = (last, turn)
      return state
    }
  }

  /// Writes the slot whose turn it is; 0, or the error of the system.
  mutating func write(to file: Int32, forced: Bool) -> Int32 {
    turn += 1
    var writer = ByteWriter(capacity: Self.slotBytes)
    for word in [Self.version, spool, reserved, accepted, drained, lastDrained, turn] { writer.fixed(word) }
    writer.fixed(CRC32C.checksum(writer.bytes))
    writer.fixed(UInt32(0))
    let written = pwrite(file, writer.bytes, Self.slotBytes, off_t(turn % 2) * off_t(Self.slotBytes))
    guard written == Self.slotBytes else { return written < 0 ? errno : ENOSPC }
    return forced && fdatasync(file) != 0 ? errno : 0
  }
}
