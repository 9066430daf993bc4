import NIOCore

/// Closes a connection so that the last words reach the client: writes what is left, says that no more follows, passes
/// over what the client still sends, and cuts when it has hung up or its time is over.
///
/// A connection that is simply closed loses what is not written yet. One that is closed while bytes of the client lie
/// unread is reset, which may take away from the client what it has not read yet: an answer (RFC 9112, 9.6) or a close
/// frame (RFC 6455, 7.1.1).
final class LingeringClose: ChannelDuplexHandler {
  typealias InboundIn = NIOAny
  typealias OutboundIn = NIOAny

  /// How long the client may take to hear the last words and to hang up.
  private var patience: TimeAmount
  private var deadline: Scheduled<Void>?
  private var isInputClosed = false
  private var isOutputClosed = false

  /// - Parameter patience: how long the client may take to hear the last words and to hang up [s].
  init(patience: Double) { self.patience = .nanoseconds(Int64(patience * 1e9)) }

  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    guard mode == .all, context.channel.isActive, !isInputClosed else {
      return context.close(mode: mode, promise: promise)
    }
    context.channel.closeFuture.cascade(to: promise)
    guard deadline == nil else { return }
    let cut = NIOLoopBound(context, eventLoop: context.eventLoop)
    deadline = context.eventLoop.scheduleTask(in: patience) { cut.value.close(mode: .all, promise: nil) }
    context.close(mode: .output).whenFailure { error in
      // A conversation may have closed its own half before.
      if error as? ChannelError != .outputClosed { cut.value.close(mode: .all, promise: nil) }
    }
    context.read()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if deadline == nil { context.fireChannelRead(data) }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    deadline == nil ? context.fireChannelReadComplete() : context.read()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    context.fireUserInboundEventTriggered(event)
    // Nobody waits for the end of a service because an idle client keeps its connections.
    if event is ChannelShouldQuiesceEvent { patience = min(patience, .seconds(1)) }
    switch event as? ChannelEvent {
    case .inputClosed: isInputClosed = true
    case .outputClosed: isOutputClosed = true
    case nil: return
    }
    if deadline != nil, isInputClosed, isOutputClosed { context.close(mode: .all, promise: nil) }
  }

  func channelInactive(context: ChannelHandlerContext) {
    deadline?.cancel()
    context.fireChannelInactive()
  }
}
