package import NIOCore
package import NIOWebSocket

/// A conversation over one WebSocket: keeps the rules of the protocol, and hands messages to those who have something
/// to say.
package struct WebSocketTalk: Sendable {
  let limits: WebSocketLimits
  /// Is told each message of the client.
  let hear: @Sendable (WebSocketAssembly.Event, WebSocketVoice) async throws -> Void
  /// Speaks by itself, or has somebody speak; the connection is over when it has returned and the client has said
  /// goodbye.
  let speak: @Sendable (WebSocketVoice) async throws -> Void

  package init(
    limits: WebSocketLimits, hear: @escaping @Sendable (WebSocketAssembly.Event, WebSocketVoice) async throws -> Void,
    speak: @escaping @Sendable (WebSocketVoice) async throws -> Void
  ) {
    self.limits = limits
    self.hear = hear
    self.speak = speak
  }

  /// Talks until both sides have said goodbye or the connection is cut.
  package func run(_ connection: NIOAsyncChannel<WebSocketFrame, WebSocketFrame>) async throws {
    try await connection.executeThenClose { inbound, outbound in
      let voice = WebSocketVoice(outbound, channel: connection.channel, farewell: limits.farewell)
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await speak(voice) }
        // The client's last word ends the conversation, whatever there is still to say.
        do {
          try await listen(inbound, voice)
        } catch {
          group.cancelAll()
          throw error
        }
        group.cancelAll()
      }
    }
  }

  private func listen(_ inbound: NIOAsyncChannelInboundStream<WebSocketFrame>, _ voice: WebSocketVoice) async throws {
    var assembly = WebSocketAssembly(maximum: limits.messageMaximum)
    var allowance = MessageAllowance(limits)
    for try await frame in inbound {
      // After a goodbye of our own only the client's is of interest.
      if voice.isClosing {
        if frame.opcode == .connectionClose { return }
        continue
      }
      if frame.opcode != .continuation, !allowance.take(at: .now) {
        try await voice.close(4029, "too many messages")
        return
      }
      switch assembly.take(frame) {
      case .nothing, .pong: break
      case .ping(let bytes): try await voice.pong(bytes)
      case .close(let code):
        try await voice.close(code)
        return
      case .breach(let code, let words):
        try await voice.close(code, words)
        return
      case let message: try await hear(message, voice)
      }
    }
  }
}
