import HummingbirdCore
import HummingbirdHTTP2
import Logging
import NIOCore
import NIOHTTP2
import NIOSSL

/// Connections with TLS that choose between HTTP/2 and what is spoken on plain ones, by ALPN.
struct EncryptedChannel<Plain: ServerChildChannel>: ServerChildChannel {
  /// A connection whose protocol is being negotiated.
  struct Value: ServerChildChannelValue {
    let negotiated: EventLoopFuture<NIONegotiatedHTTPVersion<Plain.Value, HTTP2Channel.Value>>
    let channel: any Channel
  }

  let context: NIOSSLContext
  let plain: Plain
  let second: HTTP2Channel

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    do {
      try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
    } catch {
      return channel.eventLoop.makeFailedFuture(error)
    }
    return channel.configureHTTP2AsyncSecureUpgrade(
      http1ConnectionInitializer: { plain.setup(channel: $0, logger: logger) },
      http2ConnectionInitializer: { second.setup(channel: $0, logger: logger) }
    ).map { Value(negotiated: $0, channel: channel) }
  }

  func handle(value: Value, logger: Logger) async {
    do {
      switch try await value.negotiated.get() {
      case .http1_1(let connection): await plain.handle(value: connection, logger: logger)
      case .http2(let connection): await second.handle(value: connection, logger: logger)
      }
    } catch {
      logger.debug("connection refused", metadata: ["error": "\(error)"])
    }
  }
}
