/// The cyclic redundancy check of Castagnoli, by which the historian notices damaged blocks and records.
///
/// Polynomial 0x1EDC6F41, bits reversed. Finds every burst of up to 32 bits.
/// - Reference: RFC 3720 (iSCSI), section 12.1 and appendix B.4.
package struct CRC32C: Sendable {
  private var rest: UInt32 = ~0

  /// The check of nothing so far.
  package init() {}

  /// The check of `bytes`.
  package static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    var check = CRC32C()
    check.update(bytes)
    return check.value
  }

  /// The check of `bytes`.
  package static func checksum(_ bytes: [UInt8]) -> UInt32 {
    bytes.withUnsafeBytes { checksum($0) }
  }

  /// The check of all bytes so far.
  package var value: UInt32 { ~rest }

  /// Takes further bytes.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    var rest = rest
    var index = 0
    Self.tables.withUnsafeBufferPointer { tables in
      // Eight bytes at a time, each through the table of what it does from its place.
      while index + 8 <= bytes.count {
        let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
        let mixed = word ^ UInt64(rest)
        rest = 0
        for place in 0..<8 {
          let byte = Int(truncatingIfNeeded: mixed >> UInt64(8 * place)) & 0xff
          rest ^= tables[(7 - place) * 256 + byte]
        }
        index += 8
      }
      while index < bytes.count {
        rest = rest >> 8 ^ tables[Int(UInt8(truncatingIfNeeded: rest) ^ bytes[index])]
        index += 1
      }
    }
    self.rest = rest
  }

  /// Table `n` in places `256 n …`: what a byte followed by `n` zero bytes leaves.
  private static let tables: [UInt32] = {
    var tables: [UInt32] = (0..<256).map { (index: UInt32) -> UInt32 in
      (0..<8).reduce(index) { rest, _ in rest & 1 == 1 ? rest >> 1 ^ 0x82F6_3B78 : rest >> 1 }
    }
    for index in 256..<2_048 {
      let before: UInt32 = tables[index - 256]
      let place = Int(before & 0xff)
      tables.append(before >> 8 ^ tables[place])
    }
    return tables
  }()
}
