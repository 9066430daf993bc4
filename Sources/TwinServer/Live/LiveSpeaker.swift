import LiveFeed
import NIOCore
import NIOWebSocket
import Plant

/// Says to one client what the feed has for it, on the event loop of its connection; waits while it takes nothing.
///
/// Stands behind the encoder of frames: what it says is framed already.
final class LiveSpeaker: ChannelInboundHandler {
  typealias InboundIn = NIOAny
  typealias OutboundOut = ByteBuffer

  private let client: LiveClient
  private let voice: WebSocketVoice
  private let turns: LiveTurns
  private var context: ChannelHandlerContext?

  init(_ client: LiveClient, _ voice: WebSocketVoice, _ turns: LiveTurns) {
    self.client = client
    self.voice = voice
    self.turns = turns
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    let (turns, speaker) = (turns, NIOLoopBound(self, eventLoop: context.eventLoop))
    client.call { turns.call(speaker) }
    // What it may have been called for before.
    turns.call(speaker)
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
    client.leave()
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if context.channel.isWritable { speak(at: Instant(clock: turns.now())) }
    context.fireChannelWritabilityChanged()
  }

  /// Says what there is to be said, as long as the client takes it.
  func speak(at now: Instant) {
    guard let context else { return }
    var hasMore = true
    while hasMore, context.channel.isWritable, !voice.isClosing {
      let output = client.take(at: now)
      for message in output.messages { say(turns.frame(message), context) }
      if output.isHeartbeat { say(ByteBuffer(serverFrame: .ping, ByteBuffer()), context) }
      if let reason = output.closing, let frame = voice.goodbye(reason.code, reason.rawValue) {
        say(ByteBuffer(serverFrame: .connectionClose, frame.data), context)
      }
      hasMore = output.hasMore
    }
    context.flush()
  }

  private func say(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
    context.write(wrapOutboundOut(bytes), promise: nil)
  }
}
