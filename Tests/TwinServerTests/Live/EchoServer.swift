import NIOHTTP1
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import LiveFeed
import Logging
import NIOCore
import NIOWebSocket
import ServiceLifecycle
import Synchronization
import TwinServer

/// A server whose sockets say back what they hear, over the same channel and conversation as the live feed.
struct EchoServer {
  /// Runs a server, gives its port to `body`, and ends it in order.
  static func with<Result: Sendable>(
    limits: WebSocketLimits = roomy, _ body: @escaping @Sendable (Int) async throws -> Result
  ) async throws -> Result {
    let router = Router(context: BasicRequestContext.self)
    router.get("socket") { _, _ in Response(status: .upgradeRequired) }
    router.get("plain") { request, _ in
      "plain \(request.headers.contains { $0.name.rawName.lowercased() == "upgrade" })"
    }
    return try await serving(router, limits: limits, body)
  }

  /// Limits that no case of the protocol runs into.
  static let roomy = WebSocketLimits(messageMaximum: 1 << 22, rate: 1e6, burst: 1e6, silence: 60, farewell: 60)

  private static func serving<Result: Sendable>(
    _ router: Router<BasicRequestContext>, limits: WebSocketLimits,
    _ body: @escaping @Sendable (Int) async throws -> Result
  ) async throws -> Result {
    let server = HTTPServerBuilder { responder in
      WebSocketChannel(responder: responder, limits: limits) { head in
        head.uri.hasPrefix("/socket")
          ? .welcome(LiveGuest(principal: .anonymous, access: .everything), subprotocol: nil) : .refused("path")
      } talk: { connection, _ in
        try await WebSocketTalk(limits: limits) { event, voice in
          switch event {
          case .text(let text): try await voice.say([text])
          case .binary(let bytes): try await voice.say(bytes)
          default: break
          }
        } speak: { _ in
          try await gracefulShutdown()
        }.run(connection)
      }
    }
    return try await Running.with(body) { announce in
      var logger = Logger(label: "test")
      logger.logLevel = .critical
      return Application(
        router: router, server: server, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
        onServerRunning: { announce($0.localAddress?.port ?? 0) }, logger: logger)
    }
  }
}

/// Runs an application while a test talks to it, and ends it in order.
enum Running {
  /// - Parameter make: makes the application, which says its port once it listens.
  static func with<Result: Sendable>(
    _ body: @escaping @Sendable (Int) async throws -> Result,
    make: (_ announce: @escaping @Sendable (Int) -> Void) throws -> some ApplicationProtocol
  ) async throws -> Result {
    let (ports, announce) = AsyncStream.makeStream(of: Int.self)
    let application = try make { announce.yield($0) }
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let group = ServiceGroup(services: [application], logger: logger)
    return try await withThrowingTaskGroup(of: Result?.self) { tasks in
      tasks.addTask {
        try await group.run()
        announce.finish()
        return nil
      }
      tasks.addTask {
        for await port in ports {
          do {
            let result = try await body(port)
            await group.triggerGracefulShutdown()
            return result
          } catch {
            await group.triggerGracefulShutdown()
            throw error
          }
        }
        return nil
      }
      var result: Result?
      while let next = try await tasks.next() { result = next ?? result }
      guard let result else { throw CancellationError() }
      return result
    }
  }
}
