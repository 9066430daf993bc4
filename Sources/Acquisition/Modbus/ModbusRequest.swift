public import Plant

/// A question to a Modbus device: so many registers or bits of one table. There are no others; nothing is ever written.
public struct ModbusRequest: Hashable, Sendable {
  public let unit: UInt8
  public let table: ModbusAddress.Table
  /// First register or bit, counted from 0.
  public let offset: UInt16
  public let count: UInt16

  /// `nil` when the protocol does not allow the count, or the last address lies beyond 65535.
  public init?(unit: UInt8, table: ModbusAddress.Table, offset: UInt16, count: Int) {
    let maximum = table.isBits ? ModbusLimits.bits : ModbusLimits.registers
    guard (1...maximum).contains(count), Int(offset) + count <= 65_536 else { return nil }
    self.unit = unit
    self.table = table
    self.offset = offset
    self.count = UInt16(count)
  }

  /// Function code, offset, count: the protocol data unit of the question.
  var bytes: [UInt8] {
    [
      table.functionCode, UInt8(offset >> 8), UInt8(truncatingIfNeeded: offset), UInt8(count >> 8),
      UInt8(truncatingIfNeeded: count),
    ]
  }
}

extension ModbusRequest: CustomStringConvertible {
  /// `"unit 1, input 100 … 109"`, addresses counted from 0.
  public var description: String { "unit \(unit), \(table.rawValue) \(offset) … \(Int(offset) + Int(count) - 1)" }
}

/// What a device answered: registers, or bits.
public enum ModbusAnswer: Hashable, Sendable {
  case registers([UInt16])
  case bits([Bool])

  /// Reads the protocol data unit of the answer to `request`, from function code to last byte.
  public init(_ bytes: some Collection<UInt8>, to request: ModbusRequest) throws(ModbusFailure) {
    let data = Array(bytes)
    guard let function = data.first else { throw ModbusFailure(.malformed("an empty answer")) }
    if function == request.table.functionCode | 0x80 {
      guard data.count == 2 else { throw ModbusFailure(.malformed("an exception of \(data.count) bytes")) }
      throw ModbusFailure(.exception(data[1]))
    }
    guard function == request.table.functionCode else {
      throw ModbusFailure(.malformed("function \(function) in answer to \(request.table.functionCode)"))
    }
    let size = request.table.isBits ? (Int(request.count) + 7) / 8 : 2 * Int(request.count)
    guard data.count == size + 2, Int(data[1]) == size else {
      let stated = data.count > 1 ? "\(data[1])" : "no"
      throw ModbusFailure(.malformed("\(stated) bytes announced, \(data.count - 2) sent, \(size) asked for"))
    }
    if request.table.isBits {
      self = .bits((0..<Int(request.count)).map { data[2 + $0 / 8] >> UInt8($0 % 8) & 1 == 1 })
    } else {
      self = .registers((0..<Int(request.count)).map { UInt16(data[2 + 2 * $0]) << 8 | UInt16(data[3 + 2 * $0]) })
    }
  }
}
