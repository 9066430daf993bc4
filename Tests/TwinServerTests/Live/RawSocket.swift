import Foundation
import NIOCore
import NIOPosix

/// A client that writes bytes and frames of its own making, right or wrong.
struct RawSocket: Sendable {
  /// A frame as it stands on the wire.
  struct Frame: Hashable, Sendable {
    var fin = true
    var rsv: UInt8 = 0
    var opcode: UInt8
    var payload: [UInt8] = []
    var isMasked = true

    static func text(_ text: String, fin: Bool = true) -> Frame {
      Frame(fin: fin, opcode: 1, payload: Array(text.utf8))
    }
    static func binary(_ bytes: [UInt8], fin: Bool = true) -> Frame { Frame(fin: fin, opcode: 2, payload: bytes) }
    static func more(_ bytes: [UInt8], fin: Bool = true) -> Frame { Frame(fin: fin, opcode: 0, payload: bytes) }
    static func ping(_ bytes: [UInt8] = []) -> Frame { Frame(opcode: 9, payload: bytes) }
    static func pong(_ bytes: [UInt8] = []) -> Frame { Frame(opcode: 10, payload: bytes) }
    static func close(_ code: UInt16? = 1000, _ reason: [UInt8] = []) -> Frame {
      Frame(opcode: 8, payload: (code.map { [UInt8($0 >> 8), UInt8($0 & 255)] } ?? []) + reason)
    }

    /// The code of a close frame; `nil` for another frame, 0 for one without code.
    var code: Int? {
      guard opcode == 8 else { return nil }
      return payload.count < 2 ? 0 : Int(payload[0]) << 8 | Int(payload[1])
    }

    /// The bytes on the wire.
    var bytes: [UInt8] {
      var bytes: [UInt8] = [(fin ? 0x80 : 0) | rsv << 4 | opcode]
      let mask: UInt8 = isMasked ? 0x80 : 0
      switch payload.count {
      case ..<126: bytes.append(mask | UInt8(payload.count))
      case ..<65_536: bytes += [mask | 126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
      default: bytes += [mask | 127] + (0..<8).reversed().map { UInt8(truncatingIfNeeded: payload.count >> (8 * $0)) }
      }
      guard isMasked else { return bytes + payload }
      let key: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]
      return bytes + key + payload.enumerated().map { $1 ^ key[$0 & 3] }
    }
  }

  private let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>

  /// Connects, does the work, and cuts the connection.
  static func with<Result: Sendable>(
    port: Int, _ body: @Sendable (inout Talk) async throws -> Result
  ) async throws -> Result {
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connect(host: "127.0.0.1", port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
        }
      }
    return try await channel.executeThenClose { inbound, outbound in
      var talk = Talk(outbound: outbound, inbound: inbound.makeAsyncIterator())
      return try await body(&talk)
    }
  }

  /// A conversation.
  struct Talk {
    let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private var pending = ByteBuffer()

    init(
      outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>,
      inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    ) {
      self.outbound = outbound
      self.inbound = inbound
    }

    func send(_ text: String) async throws { try await outbound.write(ByteBuffer(string: text)) }

    /// Sends bytes in pieces; all at once where `nil`. A server that has hung up is no failure of the test.
    func send(_ bytes: [UInt8], in size: Int? = nil) async {
      var rest = bytes[...]
      while !rest.isEmpty {
        let piece = rest.prefix(size ?? rest.count)
        rest = rest.dropFirst(piece.count)
        do { try await outbound.write(ByteBuffer(bytes: piece)) } catch { return }
      }
    }

    /// The head of an answer with its lines, and whatever came behind it stays for frames.
    mutating func head() async throws -> String {
      while true {
        let view = pending.readableBytesView
        if let end = view.firstRange(of: Array("\r\n\r\n".utf8)) {
          let count = view.distance(from: view.startIndex, to: end.upperBound)
          return pending.readString(length: count) ?? ""
        }
        guard try await more() else { return pending.readString(length: pending.readableBytes) ?? "" }
      }
    }

    /// The next bytes as text, `count` at most; what came before the end where there are fewer.
    mutating func text(until word: String) async throws -> String {
      while true {
        let text = String(decoding: pending.readableBytesView, as: UTF8.self)
        if text.contains(word) {
          pending.clear()
          return text
        }
        guard try await more() else { return text }
      }
    }

    /// The next frame; `nil` when the server has hung up.
    mutating func frame() async throws -> Frame? {
      while true {
        if let frame = take() { return frame }
        guard try await more() else { return nil }
      }
    }

    private mutating func more() async throws -> Bool {
      do {
        guard var buffer = try await inbound.next() else { return false }
        pending.writeBuffer(&buffer)
        return true
      } catch {
        return false
      }
    }

    private mutating func take() -> Frame? {
      let start = pending.readerIndex
      guard let first = pending.getInteger(at: start, as: UInt8.self),
        let second = pending.getInteger(at: start + 1, as: UInt8.self)
      else { return nil }
      var (length, offset) = (Int(second & 0x7F), 2)
      if length == 126 {
        guard let value = pending.getInteger(at: start + 2, as: UInt16.self) else { return nil }
        (length, offset) = (Int(value), 4)
      } else if length == 127 {
        guard let value = pending.getInteger(at: start + 2, as: UInt64.self) else { return nil }
        (length, offset) = (Int(value), 10)
      }
      guard let payload = pending.getBytes(at: start + offset, length: length) else { return nil }
      pending.moveReaderIndex(forwardBy: offset + length)
      return Frame(
        fin: first & 0x80 != 0, rsv: first >> 4 & 7, opcode: first & 15, payload: payload, isMasked: second & 0x80 != 0)
    }
  }
}
