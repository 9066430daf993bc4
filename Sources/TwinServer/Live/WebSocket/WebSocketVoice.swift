package import NIOCore
import NIOWebSocket
import Synchronization

/// The sending half of a WebSocket: may be used by several tasks; falls silent after the close frame.
package struct WebSocketVoice: Sendable {
  private final class State: Sendable {
    let isClosing = Mutex(false)
  }

  private let outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>
  private let channel: any Channel
  private let farewell: Double
  private let state = State()

  init(_ outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>, channel: any Channel, farewell: Double) {
    self.outbound = outbound
    self.channel = channel
    self.farewell = farewell
  }

  /// Whether the close frame has been sent.
  var isClosing: Bool { state.isClosing.withLock { $0 } }

  /// Sends texts, in order. Waits while the client takes nothing.
  package func say(_ texts: [String]) async throws {
    guard !isClosing, !texts.isEmpty else { return }
    try await outbound.write(
      contentsOf: texts.map { WebSocketFrame(fin: true, opcode: .text, data: ByteBuffer(string: $0)) })
  }

  /// Sends bytes.
  package func say(_ bytes: ByteBuffer) async throws {
    guard !isClosing else { return }
    try await outbound.write(WebSocketFrame(fin: true, opcode: .binary, data: bytes))
  }

  /// Asks whether the client is there.
  func ping() async throws {
    guard !isClosing else { return }
    try await outbound.write(WebSocketFrame(fin: true, opcode: .ping, data: ByteBuffer()))
  }

  /// Answers a ping.
  func pong(_ bytes: ByteBuffer) async throws {
    guard !isClosing else { return }
    try await outbound.write(WebSocketFrame(fin: true, opcode: .pong, data: bytes))
  }

  /// Sends the close frame, once; the connection is cut if the client does not answer it in time.
  package func close(_ code: UInt16?, _ reason: String = "") async throws {
    if let frame = goodbye(code, reason) { try await outbound.write(frame) }
  }

  /// The close frame, for the first who wants to send it; the connection is cut if the client does not answer in time.
  func goodbye(_ code: UInt16?, _ reason: String) -> WebSocketFrame? {
    let isFirst = state.isClosing.withLock { isClosing in
      defer { isClosing = true }
      return !isClosing
    }
    guard isFirst else { return nil }
    let channel = channel
    channel.eventLoop.scheduleTask(in: .nanoseconds(Int64(farewell * 1e9))) { channel.close(promise: nil) }
    var data = ByteBuffer()
    if let code {
      data.writeInteger(code)
      data.writeString(String(reason.prefix(100)))
    }
    return WebSocketFrame(fin: true, opcode: .connectionClose, data: data)
  }

  /// Lets somebody speak from the channel's own event loop, who writes texts behind the encoder of frames.
  func lend(to make: @escaping @Sendable (any EventLoop) -> any ChannelHandler) async throws {
    let channel = channel
    try await channel.eventLoop.submit {
      let pipeline = channel.pipeline.syncOperations
      let encoder = try pipeline.handler(type: WebSocketFrameEncoder.self)
      try pipeline.addHandler(make(channel.eventLoop), position: .before(encoder))
    }.get()
  }
}
