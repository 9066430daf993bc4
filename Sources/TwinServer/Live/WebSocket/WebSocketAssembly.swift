package import NIOCore
package import NIOWebSocket

/// Makes messages of frames and finds every breach of RFC 6455 that the decoder of frames lets pass.
///
/// Pure: what to send is said, not sent.
package struct WebSocketAssembly: Sendable {
  /// What a frame means.
  package enum Event: Hashable, Sendable {
    /// The message goes on.
    case nothing
    case text(String)
    case binary(ByteBuffer)
    /// To be answered by a pong with the same bytes.
    case ping(ByteBuffer)
    case pong
    /// To be answered by a close frame with the same code; without one where `nil`.
    case close(UInt16?)
    /// To be answered by a close frame with this code.
    case breach(UInt16, String)
  }

  private let maximum: Int
  private var pending: ByteBuffer?
  private var isText = false

  /// - Parameter maximum: longest message [bytes].
  package init(maximum: Int) { self.maximum = maximum }

  /// Takes the next frame of a client.
  package mutating func take(_ frame: WebSocketFrame) -> Event {
    guard !frame.rsv1, !frame.rsv2, !frame.rsv3 else { return .breach(1002, "a reserved bit is set") }
    guard frame.maskKey != nil else { return .breach(1002, "a frame of a client is masked") }
    let data = frame.unmaskedData
    switch frame.opcode {
    case .ping: return control(frame, .ping(data))
    case .pong: return control(frame, .pong)
    case .connectionClose: return control(frame, close(data))
    case .text, .binary:
      guard pending == nil else { return .breach(1002, "a message begins within another") }
      isText = frame.opcode == .text
      return gather(data, isLast: frame.fin)
    case .continuation:
      guard pending != nil else { return .breach(1002, "nothing is there to be continued") }
      return gather(data, isLast: frame.fin)
    default: return .breach(1002, "the opcode is reserved")
    }
  }

  private func control(_ frame: WebSocketFrame, _ event: Event) -> Event {
    guard frame.fin, frame.length <= 125 else {
      return .breach(1002, "a control frame is whole and of 125 bytes at most")
    }
    return event
  }

  private mutating func gather(_ data: ByteBuffer, isLast: Bool) -> Event {
    var data = data
    guard (pending?.readableBytes ?? 0) + data.readableBytes <= maximum else {
      pending = nil
      return .breach(1009, "a message has \(maximum) bytes at most")
    }
    if pending == nil { pending = data } else { pending?.writeBuffer(&data) }
    guard isLast, let whole = pending else { return .nothing }
    pending = nil
    guard isText else { return .binary(whole) }
    guard let text = String(validating: whole.readableBytesView, as: UTF8.self) else {
      return .breach(1007, "a text is UTF-8")
    }
    return .text(text)
  }

  private func close(_ data: ByteBuffer) -> Event {
    guard data.readableBytes > 0 else { return .close(nil) }
    guard let code = data.getInteger(at: data.readerIndex, as: UInt16.self), Self.isAllowed(code) else {
      return .breach(1002, "the code of a close frame is not one that may be sent")
    }
    guard String(validating: data.readableBytesView.dropFirst(2), as: UTF8.self) != nil else {
      return .breach(1007, "a reason is UTF-8")
    }
    return .close(code)
  }

  /// Codes that may stand in a frame (RFC 6455, 7.4, and the registry of IANA).
  private static func isAllowed(_ code: UInt16) -> Bool {
    switch code {
    case 1000...1003, 1007...1014, 3000...4999: true
    default: false
    }
  }
}
