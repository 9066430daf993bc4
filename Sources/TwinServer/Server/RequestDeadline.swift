package import NIOCore
package import NIOHTTPTypes

/// Cuts a connection whose request does not arrive whole in time, however many of its bytes do: a client that sends one
/// byte a second is never idle, and would hold its connection for as long as it likes.
///
/// The wait for a head is not counted here: the server cuts a connection that has not sent a whole one for too long.
package final class RequestDeadline: ChannelInboundHandler, RemovableChannelHandler {
  package typealias InboundIn = HTTPRequestPart
  package typealias InboundOut = HTTPRequestPart

  /// Time from a request's head to its end, unless said otherwise.
  package static let usual = TimeAmount.seconds(30)

  private let limit: TimeAmount
  private var cut: Scheduled<Void>?

  package init(_ limit: TimeAmount = RequestDeadline.usual) { self.limit = limit }

  package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head:
      let channel = context.channel
      cut?.cancel()
      cut = context.eventLoop.scheduleTask(in: limit) { channel.close(promise: nil) }
    case .body: break
    case .end: cut?.cancel()
    }
    context.fireChannelRead(data)
  }

  package func channelInactive(context: ChannelHandlerContext) {
    cut?.cancel()
    context.fireChannelInactive()
  }
}
