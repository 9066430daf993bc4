import Acquisition
import NIOCore
import Plant

/// Feeds random bytes to everything that reads what a Modbus peer sends: whatever it is, it ends in messages, values or
/// errors, and never holds more than one message.
enum FuzzModbus {
  /// Bytes of the longest message on the wire.
  private static let messageMaximum = 260
  private static let forms: [ModbusAddress.Form] = [
    .int16, .uint16, .int32, .uint32, .int64, .uint64, .float16, .float32, .float64, .bit(15),
    .bits(first: 3, count: 13), .text(bytes: 7),
  ]
  private static let image: RegisterImage = {
    let image = RegisterImage()
    for table in ModbusAddress.Table.allCases {
      image.put(Array(repeating: 0xA5A5, count: 200), unit: 1, table: table, offset: 0)
    }
    return image
  }()

  static func check(_ bytes: [UInt8]) {
    guard bytes.count > 4 else { return }
    let tables = ModbusAddress.Table.allCases
    let table = tables[Int(bytes[0]) % tables.count]
    let request = ModbusRequest(unit: 1, table: table, offset: UInt16(bytes[1]), count: Int(bytes[2]) % 125 + 1)
    let size = Int(bytes[3]) + 1
    var decoder = ModbusFrameDecoder()
    var buffer = ByteBuffer()
    do {
      for start in stride(from: 4, to: bytes.count, by: size) {
        buffer.writeBytes(bytes[start..<min(start + size, bytes.count)])
        while let frame = try decoder.decode(buffer: &buffer) { take(frame, request) }
        precondition(buffer.readableBytes < messageMaximum + size, "a decoder holds one message at most")
      }
    } catch {
      precondition(!error.found.isEmpty && !error.remedy.isEmpty)
    }
  }

  private static func take(_ frame: ModbusFrame, _ request: ModbusRequest?) {
    let reply = image.answer(unit: frame.unit, frame.data)
    precondition((2...253).contains(reply.count), "an answer fits into a message")
    guard let request else { return }
    do throws(ModbusFailure) {
      switch try ModbusAnswer(frame.data, to: request) {
      case .bits(let bits): precondition(bits.count == Int(request.count))
      case .registers(let registers):
        precondition(registers.count == Int(request.count))
        for form in forms { read(registers, form) }
      }
    } catch {
      precondition(!error.found.isEmpty && error.reason.rawValue > 0)
    }
  }

  private static func read(_ registers: [UInt16], _ form: ModbusAddress.Form) {
    guard registers.count >= form.registerCount, let id = SignalID(rawValue: "x") else { return }
    let words = Array(registers.prefix(form.registerCount))
    for order in ModbusAddress.Order.allCases {
      for type in SignalType.allCases {
        let address = ModbusAddress(device: "d", table: .holdingRegister, offset: 0, form: form, order: order)
        let signal = SignalDescription(
          id: id, machine: "m", type: type, scaling: SignalScaling(factor: 0.1, offset: 5), address: .modbus(address))
        if case .value(.number(let number)) = signal.reading(words, at: address) { precondition(number.isFinite) }
      }
    }
  }
}
