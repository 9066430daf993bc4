public import Plant
import Synchronization

/// The registers and bits that a Modbus server shows, by unit and table. What was never put there has no address.
public final class RegisterImage: Sendable {
  private struct Key: Hashable {
    let unit: UInt8
    let table: ModbusAddress.Table
  }

  private let cells = Mutex<[Key: [UInt16: UInt16]]>([:])

  /// An image without a single address.
  public init() {}

  /// Shows `words` from `offset` on; in a table of bits anything but 0 is on.
  public func put(_ words: [UInt16], unit: UInt8, table: ModbusAddress.Table, offset: UInt16) {
    cells.withLock { cells in
      for (step, word) in words.enumerated() where Int(offset) + step <= Int(UInt16.max) {
        cells[Key(unit: unit, table: table), default: [:]][offset + UInt16(step)] = word
      }
    }
  }

  /// Changes some bits of a register that several signals share.
  func put(_ word: UInt16, mask: UInt16, unit: UInt8, table: ModbusAddress.Table, offset: UInt16) {
    cells.withLock { cells in
      let before = cells[Key(unit: unit, table: table)]?[offset] ?? 0
      cells[Key(unit: unit, table: table), default: [:]][offset] = before & ~mask | word & mask
    }
  }

  /// Shows the value [SI] of a signal where its address says; false where the value does not fit its registers.
  @discardableResult
  public func put(_ value: SampleValue, of signal: SignalDescription) -> Bool {
    guard case .modbus(let address) = signal.address, let words = signal.registers(for: value, at: address) else {
      return false
    }
    switch address.form {
    case .bit(let place) where !address.table.isBits:
      put(words[0], mask: address.word(1 << UInt16(place)), address)
    case .bits(let first, let count):
      put(words[0], mask: address.word(UInt16(truncatingIfNeeded: ((1 << count) - 1) << first)), address)
    default: put(words, unit: address.unit, table: address.table, offset: address.offset)
    }
    return true
  }

  /// Shows that the sensor of a signal is broken, as its controller would: by the failure mark, by a number that is
  /// none, or by all bits set. Bits and texts stay as they are.
  public func putFailure(of signal: SignalDescription) {
    guard case .modbus(let address) = signal.address, !address.table.isBits else { return }
    let words: [UInt16]
    switch address.form {
    case .bit, .bits, .text: return
    case .float16: words = address.registers(bits: UInt64(Float16.nan.bitPattern))
    case .float32: words = address.registers(bits: UInt64(Float.nan.bitPattern))
    case .float64: words = address.registers(bits: Double.nan.bitPattern)
    default:
      let mark = address.failureMark.flatMap { Int64(exactly: $0) }.flatMap { address.registers(whole: $0) }
      words = mark ?? Array(repeating: .max, count: address.form.registerCount)
    }
    put(words, unit: address.unit, table: address.table, offset: address.offset)
  }

  private func put(_ word: UInt16, mask: UInt16, _ address: ModbusAddress) {
    put(word, mask: mask, unit: address.unit, table: address.table, offset: address.offset)
  }

  /// The protocol data unit of the answer to that of a question.
  package func answer(unit: UInt8, _ data: [UInt8]) -> [UInt8] {
    guard let function = data.first else { return [0x80, 1] }
    func refuse(_ code: UInt8) -> [UInt8] { [function | 0x80, code] }
    guard let table = ModbusAddress.Table.allCases.first(where: { $0.functionCode == function }) else {
      return refuse(1)
    }
    guard data.count == 5 else { return refuse(3) }
    let offset = UInt16(data[1]) << 8 | UInt16(data[2])
    let count = Int(data[3]) << 8 | Int(data[4])
    let maximum = table.isBits ? ModbusLimits.bits : ModbusLimits.registers
    guard (1...maximum).contains(count) else { return refuse(3) }
    guard Int(offset) + count <= 65_536 else { return refuse(2) }
    let words = cells.withLock { cells -> [UInt16]? in
      guard let known = cells[Key(unit: unit, table: table)] else { return nil }
      var words: [UInt16] = []
      for step in 0..<count {
        guard let word = known[offset + UInt16(step)] else { return nil }
        words.append(word)
      }
      return words
    }
    guard let words else { return refuse(2) }
    return table.isBits ? Self.bits(function, words) : Self.registers(function, words)
  }

  private static func registers(_ function: UInt8, _ words: [UInt16]) -> [UInt8] {
    [function, UInt8(2 * words.count)] + words.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
  }

  private static func bits(_ function: UInt8, _ words: [UInt16]) -> [UInt8] {
    var bytes = Array(repeating: UInt8(0), count: (words.count + 7) / 8)
    for (place, word) in words.enumerated() where word != 0 { bytes[place / 8] |= 1 << UInt8(place % 8) }
    return [function, UInt8(bytes.count)] + bytes
  }
}
