import HTTPTypes
package import HummingbirdCore
package import Logging
package import NIOCore
package import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
package import NIOWebSocket

/// A connection of HTTP/1.1 that may become a WebSocket.
package struct WebSocketChannel: HTTPChannelHandler {
  /// What a connection has become after the head of its first request.
  enum Result: Sendable {
    case http(NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>)
    case webSocket(NIOAsyncChannel<WebSocketFrame, WebSocketFrame>)
  }

  package struct Value: ServerChildChannelValue {
    let result: EventLoopFuture<Result>
    let pass: UpgradePass
    package let channel: any Channel
  }

  package let responder: Responder
  let limits: WebSocketLimits
  /// How long a connection of HTTP may be idle, the wait for its first request included.
  private let idle = Duration.seconds(75)
  let decide: @Sendable (HTTPRequestHead) -> UpgradeDecision
  let talk: @Sendable (NIOAsyncChannel<WebSocketFrame, WebSocketFrame>, LiveGuest) async throws -> Void

  /// - Parameters:
  ///   - decide: whether a request becomes a WebSocket; asked once for each connection.
  ///   - talk: what is done with one.
  package init(
    responder: @escaping Responder, limits: WebSocketLimits,
    decide: @escaping @Sendable (HTTPRequestHead) -> UpgradeDecision,
    talk: @escaping @Sendable (NIOAsyncChannel<WebSocketFrame, WebSocketFrame>, LiveGuest) async throws -> Void
  ) {
    self.responder = responder
    self.limits = limits
    self.decide = decide
    self.talk = talk
  }

  package func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    channel.eventLoop.makeCompletedFuture {
      let pass = UpgradePass()
      let encoder = HTTPResponseEncoder()
      let decoder = ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes))
      let gate = UpgradeGate(pass: pass, decide: decide)
      let idleState = IdleStateHandler(readTimeout: .seconds(idle.components.seconds))
      let idleCut = IdleCut()
      let upgrade = NIOTypedHTTPServerUpgradeHandler(
        httpEncoder: encoder, extraHTTPHandlers: [decoder, gate, idleState, idleCut],
        upgradeConfiguration: configuration(pass, logger))
      try channel.pipeline.syncOperations.addHandlers(
        [LingeringClose(patience: limits.farewell), idleState, idleCut, encoder, decoder, gate, upgrade]
          as [any ChannelHandler])
      // A head that comes a byte at a time is never idle.
      let cut = channel.eventLoop.scheduleTask(in: .seconds(idle.components.seconds)) { channel.close(promise: nil) }
      upgrade.upgradeResultFuture.whenComplete { _ in cut.cancel() }
      return Value(result: upgrade.upgradeResultFuture, pass: pass, channel: channel)
    }
  }

  package func handle(value: Value, logger: Logger) async {
    do {
      switch try await value.result.get() {
      case .http(let connection): await handleHTTP(asyncChannel: connection, logger: logger)
      case .webSocket(let connection):
        guard let guest = value.pass.value?.guest else { return }
        try await withTaskCancellationHandler {
          try await talk(connection, guest)
        } onCancel: {
          connection.channel.close(promise: nil)
        }
      }
    } catch {
      logger.debug("a connection ended", metadata: ["error": "\(error)"])
    }
  }

  private func configuration(
    _ pass: UpgradePass, _ logger: Logger
  ) -> NIOTypedHTTPServerUpgradeConfiguration<Result> {
    let limits = limits
    let idle = idle
    let upgrader = NIOTypedWebSocketServerUpgrader<Result>(
      maxFrameSize: limits.messageMaximum,
      shouldUpgrade: { channel, _ in
        var headers = HTTPHeaders()
        if let subprotocol = pass.value?.subprotocol {
          headers.add(name: "sec-websocket-protocol", value: subprotocol)
        }
        return channel.eventLoop.makeSucceededFuture(pass.value == nil ? nil : headers)
      },
      upgradePipelineHandler: { channel, _ in
        channel.eventLoop.makeCompletedFuture {
          let silence = TimeAmount.nanoseconds(Int64(limits.silence * 1e9))
          try channel.pipeline.syncOperations.addHandlers([IdleStateHandler(readTimeout: silence), IdleCut()])
          return .webSocket(try NIOAsyncChannel(wrappingChannelSynchronously: channel))
        }
      })
    return NIOTypedHTTPServerUpgradeConfiguration(upgraders: [upgrader]) { channel in
      channel.eventLoop.makeCompletedFuture {
        try channel.pipeline.syncOperations.addHandlers([
          HTTP1ToHTTPServerCodec(secure: false), RequestDeadline(),
          HTTPConnectionStateHandler(idleTimeout: idle, logger: logger),
        ])
        return .http(
          try NIOAsyncChannel(
            wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true)))
      }
    }
  }
}
