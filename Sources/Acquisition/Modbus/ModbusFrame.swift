package import NIOCore

/// One message on a Modbus TCP connection: transaction, unit, and the protocol data unit.
package struct ModbusFrame: Hashable, Sendable {
  /// Bytes of the header before the unit identifier.
  static let prefix = 6
  /// Most bytes of a protocol data unit.
  static let dataMaximum = 253

  package var transaction: UInt16
  package var unit: UInt8
  package var data: [UInt8]

  /// A message.
  package init(transaction: UInt16, unit: UInt8, data: [UInt8]) {
    self.transaction = transaction
    self.unit = unit
    self.data = data
  }

  /// The message as it goes over the wire.
  package func write(into buffer: inout ByteBuffer) {
    buffer.writeInteger(transaction)
    buffer.writeInteger(UInt16(0))
    buffer.writeInteger(UInt16(data.count + 1))
    buffer.writeInteger(unit)
    buffer.writeBytes(data)
  }
}

/// Cuts the bytes of a connection into messages, however they were split or joined on their way.
///
/// It holds at most one message: a length beyond the protocol or another protocol's number is an error, after which
/// nothing of the connection can be trusted.
package struct ModbusFrameDecoder: NIOSingleStepByteToMessageDecoder {
  package typealias InboundOut = ModbusFrame

  /// A decoder at the start of a connection.
  package init() {}

  package mutating func decode(buffer: inout ByteBuffer) throws(ModbusFailure) -> ModbusFrame? {
    let start = buffer.readerIndex
    guard let transaction = buffer.getInteger(at: start, as: UInt16.self),
      let number = buffer.getInteger(at: start + 2, as: UInt16.self),
      let length = buffer.getInteger(at: start + 4, as: UInt16.self)
    else { return nil }
    guard number == 0 else { throw ModbusFailure(.malformed("protocol number \(number) instead of 0")) }
    guard (2...ModbusFrame.dataMaximum + 1).contains(Int(length)) else {
      throw ModbusFailure(.malformed("a length of \(length) bytes, beyond 2 … \(ModbusFrame.dataMaximum + 1)"))
    }
    guard buffer.readableBytes >= ModbusFrame.prefix + Int(length),
      let unit = buffer.getInteger(at: start + 6, as: UInt8.self),
      let data = buffer.getBytes(at: start + 7, length: Int(length) - 1)
    else { return nil }
    buffer.moveReaderIndex(forwardBy: ModbusFrame.prefix + Int(length))
    return ModbusFrame(transaction: transaction, unit: unit, data: data)
  }

  package mutating func decodeLast(buffer: inout ByteBuffer, seenEOF: Bool) throws(ModbusFailure) -> ModbusFrame? {
    try decode(buffer: &buffer)
  }
}

/// Writes messages onto a connection.
struct ModbusFrameEncoder: MessageToByteEncoder {
  typealias OutboundIn = ModbusFrame

  func encode(data: ModbusFrame, out: inout ByteBuffer) { data.write(into: &out) }
}
