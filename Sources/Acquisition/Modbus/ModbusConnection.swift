import Glibc
import NIOCore
import NIOPosix
import Plant

/// One connection to a Modbus device. Questions and answers are matched by their transaction number.
struct ModbusConnection: Sendable {
  private let channel: any Channel
  private let timeout: TimeAmount

  /// Connects, or says why it could not.
  static func open(_ device: DeviceDescription, on group: any EventLoopGroup) async throws(ModbusFailure) -> Self {
    let timeout = TimeAmount.nanoseconds(Int64(device.timeout * 1e9))
    let quirks = device.quirks
    var bootstrap = ClientBootstrap(group: group)
      .connectTimeout(timeout)
      .channelOption(.socketOption(.tcp_nodelay), value: 1)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandlers([
            ByteToMessageHandler(ModbusFrameDecoder()), MessageToByteHandler(ModbusFrameEncoder()),
            ModbusExchange(quirks: quirks),
          ])
        }
      }
    if let idle = device.keepAlive {
      bootstrap = bootstrap.channelOption(.socketOption(.so_keepalive), value: 1)
      for (name, value) in [(TCP_KEEPIDLE, max(1, Int(idle))), (TCP_KEEPINTVL, 5), (TCP_KEEPCNT, 3)] {
        bootstrap = bootstrap.channelOption(
          ChannelOptions.Types.SocketOption(level: .tcp, name: .init(rawValue: name)), value: value)
      }
    }
    do {
      let channel = try await bootstrap.connect(host: device.host, port: Int(device.port)).get()
      return ModbusConnection(channel: channel, timeout: timeout)
    } catch {
      throw ModbusFailure(.notConnected(words(error)), place: device.id)
    }
  }

  private static func words(_ error: any Error) -> String {
    switch error {
    case let error as NIOConnectionError:
      if let first = error.connectionErrors.first { return words(first.error) }
      return "no address for \(error.host)"
    case let error as IOError: return String(cString: strerror(error.errnoCode))
    case ChannelError.connectTimeout: return "no answer in time"
    default: return "\(error)"
    }
  }

  /// Asks and waits for the answer.
  func read(_ request: ModbusRequest) async throws(ModbusFailure) -> ModbusAnswer {
    let promise = channel.eventLoop.makePromise(of: [UInt8].self)
    let question = ModbusExchange.Question(request: request, timeout: timeout, promise: promise)
    // A connection that is closed already has nobody left who would answer: then the write itself says so.
    let written = channel.eventLoop.makePromise(of: Void.self)
    written.futureResult.whenFailure { _ in promise.fail(ModbusFailure(.connectionLost)) }
    channel.writeAndFlush(question, promise: written)
    let bytes: [UInt8]
    do {
      bytes = try await promise.futureResult.get()
    } catch let failure as ModbusFailure {
      throw failure
    } catch {
      throw ModbusFailure(.connectionLost)
    }
    return try ModbusAnswer(bytes, to: request)
  }

  /// False once the connection is known to be gone.
  var isOpen: Bool { channel.isActive }

  /// Closes the connection and waits until it is.
  func close() async {
    // Closed already is closed too.
    _ = try? await channel.close()
  }

  /// True for two values of one connection.
  static func === (lhs: Self, rhs: Self) -> Bool { lhs.channel === rhs.channel }
}

/// Matches answers to questions on one connection. Belongs to the connection's event loop.
final class ModbusExchange: ChannelDuplexHandler {
  typealias InboundIn = ModbusFrame
  typealias OutboundIn = Question
  typealias OutboundOut = ModbusFrame

  /// A question on its way out and who waits for the answer.
  struct Question: Sendable {
    let request: ModbusRequest
    let timeout: TimeAmount
    let promise: EventLoopPromise<[UInt8]>
  }

  private struct Pending {
    let question: Question
    let timer: Scheduled<Void>
  }

  private let quirks: Set<ModbusQuirk>
  private var pending: [UInt16: Pending] = [:]
  private var latest: UInt16 = 0
  private var isBroken = false

  init(quirks: Set<ModbusQuirk>) { self.quirks = quirks }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let question = unwrapOutboundIn(data)
    guard context.channel.isActive, !isBroken else {
      promise?.fail(ChannelError.ioOnClosedChannel)
      return question.promise.fail(ModbusFailure(.connectionLost))
    }
    repeat { latest &+= 1 } while pending[latest] != nil
    let transaction = latest
    let loopBound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    let timer = context.eventLoop.scheduleTask(in: question.timeout) {
      let (exchange, context) = loopBound.value
      exchange.expire(transaction, context)
    }
    pending[transaction] = Pending(question: question, timer: timer)
    let frame = ModbusFrame(transaction: transaction, unit: question.request.unit, data: question.request.bytes)
    context.write(wrapOutboundOut(frame), promise: promise)
  }

  private func expire(_ transaction: UInt16, _ context: ChannelHandlerContext) {
    guard let late = pending.removeValue(forKey: transaction) else { return }
    late.question.promise.fail(ModbusFailure(.timedOut))
    // Where answers are taken in order, a late one would be taken for the next.
    if quirks.contains(.anyTransaction) { breakOff(ModbusFailure(.connectionLost), context) }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let frame = unwrapInboundIn(data)
    let transaction = quirks.contains(.anyTransaction) ? pending.keys.first : frame.transaction
    // An answer to nobody is late or was never asked for; either way nobody waits for it.
    guard let transaction, let found = pending[transaction] else { return }
    guard frame.unit == found.question.request.unit || quirks.contains(.anyUnit) else {
      let words = "an answer from unit \(frame.unit) to a question to unit \(found.question.request.unit)"
      return breakOff(ModbusFailure(.malformed(words)), context)
    }
    pending[transaction] = nil
    found.timer.cancel()
    found.question.promise.succeed(frame.data)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    breakOff(error as? ModbusFailure ?? ModbusFailure(.connectionLost), context)
  }

  func channelInactive(context: ChannelHandlerContext) {
    fail(ModbusFailure(.connectionLost))
    context.fireChannelInactive()
  }

  /// Gives up the connection: everything that waits fails, and nothing that still arrives is taken for an answer.
  private func breakOff(_ failure: ModbusFailure, _ context: ChannelHandlerContext) {
    isBroken = true
    fail(failure)
    context.close(promise: nil)
  }

  private func fail(_ failure: ModbusFailure) {
    let waiting = pending.values
    pending = [:]
    for each in waiting {
      each.timer.cancel()
      each.question.promise.fail(failure)
    }
  }
}
