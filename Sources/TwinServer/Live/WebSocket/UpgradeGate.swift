import NIOCore
import NIOHTTP1
import Synchronization

/// What a request to become a WebSocket is answered.
package enum UpgradeDecision: Sendable {
  /// Goes on as a WebSocket of this protocol; of none where `nil`.
  case welcome(LiveGuest, subprotocol: String?)
  /// Goes to the router as a plain request, with the reason in the field ``UpgradeGate/refusalField``.
  case refused(String)
}

/// What one connection was allowed, on its way from the gate to the handler of the WebSocket.
final class UpgradePass: Sendable {
  private let state = Mutex<(guest: LiveGuest, subprotocol: String?)?>(nil)

  /// The guest and the protocol that were let through; `nil` before.
  var value: (guest: LiveGuest, subprotocol: String?)? {
    get { state.withLock { $0 } }
    set { state.withLock { $0 = newValue } }
  }
}

/// Decides on a connection's first request whether it becomes a WebSocket.
///
/// Stands before NIO's upgrader because that one loses the head of a request whose upgrade it refuses (swift-nio issue
/// 2632), so that the client would get no answer: a request that is not upgraded, for whatever reason, loses its
/// `Upgrade` field here and goes to the router.
final class UpgradeGate: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart

  /// Tells the router why a request was not upgraded; taken away from what clients send.
  static let refusalField = "pmt-upgrade-refused"

  private let decide: @Sendable (HTTPRequestHead) -> UpgradeDecision
  private let pass: UpgradePass
  private var isDecided = false

  init(pass: UpgradePass, decide: @escaping @Sendable (HTTPRequestHead) -> UpgradeDecision) {
    self.pass = pass
    self.decide = decide
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isDecided, case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
    isDecided = true
    head.headers.remove(name: Self.refusalField)
    if head.headers.contains(name: "upgrade") {
      switch Self.isWebSocket(head) ? decide(head) : .refused("version") {
      case .welcome(let guest, let subprotocol): pass.value = (guest, subprotocol)
      case .refused(let reason):
        for name in ["upgrade", "connection", "http2-settings"] { head.headers.remove(name: name) }
        head.headers.add(name: Self.refusalField, value: reason)
      }
    }
    context.fireChannelRead(wrapInboundOut(.head(head)))
  }

  private static func isWebSocket(_ head: HTTPRequestHead) -> Bool {
    let headers = head.headers
    return head.method == .GET && head.version == .http1_1
      && headers[canonicalForm: "upgrade"].contains { $0.lowercased() == "websocket" }
      && headers[canonicalForm: "connection"].contains { $0.lowercased() == "upgrade" }
      && headers["sec-websocket-version"] == ["13"] && headers["sec-websocket-key"].count == 1
  }
}
