import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing
import TwinServer

@Suite("A request that does not end is cut")
struct RequestDeadlineTests {
  private static let head = HTTPRequestPart.head(
    HTTPRequest(method: .post, scheme: "http", authority: "x", path: "/api/v1/simulate"))

  private func made() throws -> EmbeddedChannel {
    let channel = EmbeddedChannel(handler: RequestDeadline(.seconds(30)))
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    return channel
  }

  @Test("A body that comes a byte at a time has as long as one that does not come")
  func slowBody() throws {
    let channel = try made()
    try channel.writeInbound(Self.head)
    for _ in 0..<29 {
      channel.embeddedEventLoop.advanceTime(by: .seconds(1))
      try channel.writeInbound(HTTPRequestPart.body(ByteBuffer(string: "[")))
    }
    #expect(channel.isActive)
    channel.embeddedEventLoop.advanceTime(by: .seconds(2))
    #expect(!channel.isActive)
  }

  @Test("A request that has arrived may be answered for as long as it takes, and others may follow")
  func whole() throws {
    let channel = try made()
    for _ in 0..<3 {
      try channel.writeInbound(Self.head)
      channel.embeddedEventLoop.advanceTime(by: .seconds(20))
      try channel.writeInbound(HTTPRequestPart.end(nil))
      channel.embeddedEventLoop.advanceTime(by: .seconds(100))
    }
    #expect(channel.isActive)
    _ = try channel.finish()
  }
}
