package import NIOCore
import NIOPosix
import Synchronization

/// A Modbus TCP server that shows a register image: the wire of the simulated plant. It answers what reads and refuses
/// the rest.
public final class ModbusServer: Sendable {
  /// The most connections at a time; one more is closed at once.
  public static let connectionMaximum = 64
  /// A connection that asks nothing for so long is closed.
  static let idleMaximum = TimeAmount.minutes(10)

  private let image: RegisterImage
  private let group: any EventLoopGroup
  private let host: String
  private let state = Mutex(State())

  private struct State {
    var listener: (any Channel)?
    var clients: [ObjectIdentifier: any Channel] = [:]
    var port = 0
  }

  /// A server that does not listen yet.
  public convenience init(_ image: RegisterImage, host: String = "127.0.0.1") {
    self.init(image, host: host, on: MultiThreadedEventLoopGroup.singleton)
  }

  package init(_ image: RegisterImage, host: String, on group: any EventLoopGroup) {
    self.image = image
    self.host = host
    self.group = group
  }

  /// Listens, on a free port for 0, and says on which.
  @discardableResult
  public func start(port: Int) async throws -> Int {
    let listener = try await ServerBootstrap(group: group)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { [self] channel in
        guard enter(channel) else { return channel.close() }
        return channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandlers([
            IdleStateHandler(readTimeout: Self.idleMaximum), ByteToMessageHandler(ModbusFrameDecoder()),
            MessageToByteHandler(ModbusFrameEncoder()), ModbusResponder(image: image),
          ])
        }
      }
      .bind(host: host, port: port).get()
    let bound = listener.localAddress?.port ?? port
    state.withLock { state in
      state.listener = listener
      state.port = bound
    }
    return bound
  }

  /// Stops listening and closes all connections, as a network that is cut does.
  public func stop() async {
    let channels = state.withLock { state in
      let channels = (state.listener.map { [$0] } ?? []) + state.clients.values
      state.listener = nil
      state.clients = [:]
      return channels
    }
    for channel in channels { _ = try? await channel.close() }
  }

  /// Listens again on the port it had.
  public func resume() async throws { try await start(port: state.withLock(\.port)) }

  /// Connections open at the moment.
  public var connections: Int { state.withLock(\.clients.count) }

  private func enter(_ channel: any Channel) -> Bool {
    let isWelcome = state.withLock { state in
      guard state.clients.count < Self.connectionMaximum else { return false }
      state.clients[ObjectIdentifier(channel)] = channel
      return true
    }
    if isWelcome { channel.closeFuture.whenComplete { [self] _ in leave(channel) } }
    return isWelcome
  }

  private func leave(_ channel: any Channel) {
    state.withLock { _ = $0.clients.removeValue(forKey: ObjectIdentifier(channel)) }
  }
}

/// Answers the questions of one connection.
private final class ModbusResponder: ChannelInboundHandler {
  typealias InboundIn = ModbusFrame
  typealias OutboundOut = ModbusFrame

  private let image: RegisterImage

  init(image: RegisterImage) { self.image = image }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var frame = unwrapInboundIn(data)
    frame.data = image.answer(unit: frame.unit, frame.data)
    context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is IdleStateHandler.IdleStateEvent { context.close(promise: nil) }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
