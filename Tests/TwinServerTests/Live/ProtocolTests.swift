import NIOCore
import Testing
import TwinServer

/// Cases after those of the Autobahn test suite, in small: groups 1 to 7, 9 and 10. Each talks to a socket that says
/// back what it hears.
@Suite("A WebSocket keeps RFC 6455")
struct ProtocolTests {
  typealias Frame = RawSocket.Frame

  /// What is sent, and what has to come back.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let sent: [Frame]
    /// Frames that come back before the connection is closed.
    let expected: [Frame]
    /// The code of the close frame that ends it.
    let code: Int
    /// Sizes of the pieces in which the bytes are sent; all at once where `nil`.
    var pieces: Int?

    var testDescription: String { name }
  }

  @Test("in each case", arguments: all)
  func keeps(_ one: Case) async throws {
    try await EchoServer.with { port in
      let (frames, hungUp) = try await Self.talk(port, one)
      let code = frames.last?.code
      #expect(code == one.code, "closed with the code \(one.code)")
      let answers = code == nil ? frames : frames.dropLast()
      #expect(answers.map(\.opcode) == one.expected.map(\.opcode))
      #expect(answers.map(\.payload) == one.expected.map(\.payload))
      #expect(frames.allSatisfy { !$0.isMasked && $0.rsv == 0 && $0.fin })
      #expect(hungUp, "the server hangs up first")
    }
  }

  private static func talk(_ port: Int, _ one: Case) async throws -> ([Frame], Bool) {
    try await RawSocket.with(port: port) { talk in
      try await talk.send(upgrade)
      let head = try await talk.head()
      #expect(head.hasPrefix("HTTP/1.1 101"))
      #expect(head.lowercased().contains("sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo="))
      await talk.send(one.sent.flatMap(\.bytes), in: one.pieces)
      var frames: [Frame] = []
      while let frame = try await talk.frame() { frames.append(frame) }
      return (frames, true)
    }
  }

  static let upgrade = """
    GET /socket HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r
    Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n
    """

  private static func bytes(_ count: Int, _ byte: UInt8 = 0xFE) -> [UInt8] { Array(repeating: byte, count: count) }
  private static func letters(_ count: Int) -> [UInt8] { Array(repeating: UInt8(ascii: "*"), count: count) }

  static let all = framing + pings + reserved + opcodes + fragments + utf8 + closes + sizes

  /// Group 1: texts and bytes of all lengths of length, whole and in pieces.
  private static let framing: [Case] =
    [0, 125, 126, 127, 128, 65_535, 65_536].flatMap { count in
      [
        Case(
          name: "1.1 a text of \(count)", sent: [Frame(opcode: 1, payload: letters(count)), .close()],
          expected: [Frame(opcode: 1, payload: letters(count))], code: 1000),
        Case(
          name: "1.2 \(count) bytes", sent: [.binary(bytes(count)), .close()], expected: [.binary(bytes(count))],
          code: 1000),
      ]
    } + [
      Case(
        name: "1.1.8 a text of 65536 in pieces of 997", sent: [Frame(opcode: 1, payload: letters(65_536)), .close()],
        expected: [Frame(opcode: 1, payload: letters(65_536))], code: 1000, pieces: 997)
    ]

  /// Group 2: pings and pongs.
  private static let pings: [Case] = [
    Case(name: "2.1 a ping", sent: [.ping(), .close()], expected: [.pong()], code: 1000),
    Case(
      name: "2.2 a ping with text", sent: [.ping(Array("Hello, world!".utf8)), .close()],
      expected: [.pong(Array("Hello, world!".utf8))], code: 1000),
    Case(
      name: "2.3 a ping with bytes", sent: [.ping([0, 255, 254, 253, 252, 251, 0, 255]), .close()],
      expected: [.pong([0, 255, 254, 253, 252, 251, 0, 255])], code: 1000),
    Case(name: "2.4 a ping of 125", sent: [.ping(bytes(125)), .close()], expected: [.pong(bytes(125))], code: 1000),
    Case(name: "2.5 a ping of 126", sent: [.ping(bytes(126)), .close()], expected: [], code: 1002),
    Case(
      name: "2.6 a ping in single bytes", sent: [.ping(bytes(125)), .close()], expected: [.pong(bytes(125))],
      code: 1000, pieces: 1),
    Case(name: "2.7 a pong nobody asked for", sent: [.pong(), .close()], expected: [], code: 1000),
    Case(
      name: "2.9 a pong nobody asked for, then a ping", sent: [.pong([1]), .ping([2]), .close()],
      expected: [.pong([2])], code: 1000),
    Case(
      name: "2.10 ten pings", sent: (0..<10).map { .ping([$0]) } + [.close()], expected: (0..<10).map { .pong([$0]) },
      code: 1000),
  ]

  /// Group 3: bits that mean nothing.
  private static let reserved: [Case] =
    (1...7).map { rsv in
      Case(
        name: "3.\(rsv) reserved bits \(rsv)",
        sent: [.text("Hello"), Frame(rsv: UInt8(rsv), opcode: 1, payload: Array("Hello".utf8)), .ping()],
        expected: [.text("Hello")], code: 1002)
    } + [
      Case(
        name: "3.8 a frame that is not masked", sent: [Frame(opcode: 1, payload: [65], isMasked: false), .ping()],
        expected: [], code: 1002)
    ]

  /// Group 4: opcodes that mean nothing.
  private static let opcodes: [Case] = [3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map { opcode in
    Case(
      name: "4 opcode \(opcode)", sent: [.text("Hello"), Frame(opcode: opcode, payload: [65]), .ping()],
      expected: [.text("Hello")], code: 1002)
  }

  /// Group 5: messages in fragments.
  private static let fragments: [Case] = [
    Case(
      name: "5.1 a ping in fragments", sent: [Frame(fin: false, opcode: 9, payload: [1]), .more([2])], expected: [],
      code: 1002),
    Case(
      name: "5.2 a pong in fragments", sent: [Frame(fin: false, opcode: 10, payload: [1]), .more([2])], expected: [],
      code: 1002),
    Case(
      name: "5.3 a text in fragments", sent: [.text("frag", fin: false), .more(Array("ment".utf8)), .close()],
      expected: [.text("fragment")], code: 1000),
    Case(
      name: "5.5 a text in fragments, in single bytes",
      sent: [.text("frag", fin: false), .more(Array("ment".utf8)), .close()], expected: [.text("fragment")],
      code: 1000, pieces: 1),
    Case(
      name: "5.6 a ping between fragments",
      sent: [.text("frag", fin: false), .ping([7]), .more(Array("ment".utf8)), .close()],
      expected: [.pong([7]), .text("fragment")], code: 1000),
    Case(name: "5.9 nothing to be continued", sent: [.more([65]), .text("Hello")], expected: [], code: 1002),
    Case(
      name: "5.10 nothing to be continued, unfinished", sent: [.more([65], fin: false), .text("Hello")], expected: [],
      code: 1002),
    Case(
      name: "5.15 continued after the end",
      sent: [.text("frag", fin: false), .more(Array("ment".utf8)), .more([65], fin: false), .text("Hello")],
      expected: [.text("fragment")], code: 1002),
    Case(
      name: "5.18 a text within a text", sent: [.text("frag", fin: false), .text("ment")], expected: [], code: 1002),
    Case(
      name: "5.19 pings between many fragments",
      sent: [.text("a", fin: false), .more([66], fin: false), .ping([1]), .more([67], fin: false), .ping([2])]
        + [.more([68]), .close()], expected: [.pong([1]), .pong([2]), .text("aBCD")], code: 1000),
    Case(
      name: "5.20 fragments without bytes", sent: [.text("", fin: false), .more([], fin: false), .more([]), .close()],
      expected: [.text("")], code: 1000),
  ]

  /// Group 6: texts that are UTF-8 and texts that are not.
  private static let utf8: [Case] = {
    let good: [[UInt8]] = [
      Array("Hello-µ@ßöäüàá-UTF-8!!".utf8), [0xCE, 0xBA, 0xE1, 0xBD, 0xB9, 0xCF, 0x83, 0xCE, 0xBC, 0xCE, 0xB5],
      [0x00], [0x7F], [0xC2, 0x80], [0xDF, 0xBF], [0xE0, 0xA0, 0x80], [0xEF, 0xBF, 0xBF], [0xF0, 0x90, 0x80, 0x80],
      [0xF4, 0x8F, 0xBF, 0xBF], [0xED, 0x9F, 0xBF], [0xEE, 0x80, 0x80], [0xEF, 0xBF, 0xBD],
    ]
    let bad: [[UInt8]] = [
      [0xCE, 0xBA, 0xE1, 0xBD, 0xB9, 0xED, 0xA0, 0x80, 0x65], [0xF4, 0x90, 0x80, 0x80], [0x80], [0xBF], [0xC0],
      [0xC1, 0xBF], [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF], [0xC0, 0xAF], [0xE0, 0x80, 0xAF],
      [0xF0, 0x80, 0x80, 0xAF], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xED, 0xBF, 0xBF], [0xE2, 0x82], [0xF0, 0x9F, 0x98],
    ]
    let whole = good.enumerated().map { place, bytes in
      Case(
        name: "6 UTF-8 \(place)", sent: [Frame(opcode: 1, payload: bytes), .close()],
        expected: [Frame(opcode: 1, payload: bytes)], code: 1000)
    }
    let split = good.enumerated().filter { $1.count > 1 }.map { place, bytes in
      Case(
        name: "6.2 UTF-8 \(place), each byte a frame",
        sent: bytes.enumerated().map {
          Frame(fin: $0 == bytes.count - 1, opcode: $0 == 0 ? 1 : 0, payload: [$1])
        } + [.close()], expected: [Frame(opcode: 1, payload: bytes)], code: 1000)
    }
    let broken = bad.enumerated().map { place, bytes in
      Case(
        name: "6.3 not UTF-8 \(place)", sent: [Frame(opcode: 1, payload: bytes), .ping()], expected: [], code: 1007)
    }
    return whole + split + broken
  }()

  /// Group 7: goodbyes.
  private static let closes: [Case] = {
    let rules = [
      Case(
        name: "7.1.1 a text, then goodbye", sent: [.text("Hello"), .close()], expected: [.text("Hello")], code: 1000),
      Case(name: "7.1.2 two goodbyes", sent: [.close(), .close()], expected: [], code: 1000),
      Case(name: "7.1.3 a ping after goodbye", sent: [.close(), .ping()], expected: [], code: 1000),
      Case(name: "7.1.4 a text after goodbye", sent: [.close(), .text("Hello")], expected: [], code: 1000),
      Case(
        name: "7.1.5 goodbye amid a message", sent: [.text("frag", fin: false), .close(), .more([65])], expected: [],
        code: 1000),
      Case(name: "7.3.1 goodbye without a code", sent: [.close(nil)], expected: [], code: 0),
      Case(name: "7.3.2 half a code", sent: [Frame(opcode: 8, payload: [3])], expected: [], code: 1002),
      Case(name: "7.3.4 a reason", sent: [.close(1000, Array("done".utf8))], expected: [], code: 1000),
      Case(name: "7.3.5 the longest reason", sent: [.close(1000, letters(123))], expected: [], code: 1000),
      Case(name: "7.3.6 a reason too long", sent: [.close(1000, letters(124))], expected: [], code: 1002),
      Case(
        name: "7.5.1 a reason that is not UTF-8", sent: [.close(1000, [0xCE, 0xED, 0xA0])], expected: [], code: 1007),
    ]
    let may: [UInt16] = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999]
    let mayNot: [UInt16] = [0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999, 5000, 65_535]
    return rules + may.map { Case(name: "7.7 code \($0)", sent: [.close($0)], expected: [], code: Int($0)) }
      + mayNot.map { Case(name: "7.9 code \($0)", sent: [.close($0)], expected: [], code: 1002) }
  }()

  /// Groups 9 and 10: long messages, whole, in fragments, in pieces.
  private static let sizes: [Case] =
    [65_536, 262_144, 1 << 20, 1 << 22].flatMap { count in
      [
        Case(
          name: "9.1 a text of \(count)", sent: [Frame(opcode: 1, payload: letters(count)), .close()],
          expected: [Frame(opcode: 1, payload: letters(count))], code: 1000),
        Case(
          name: "9.2 \(count) bytes", sent: [.binary(bytes(count)), .close()], expected: [.binary(bytes(count))],
          code: 1000),
      ]
    }
    + [4096, 65_536].map { size in
      Case(
        name: "9.3 1 MiB in fragments of \(size)",
        sent: (0..<(1 << 20) / size).map {
          Frame(fin: $0 == (1 << 20) / size - 1, opcode: $0 == 0 ? 2 : 0, payload: bytes(size))
        } + [.close()], expected: [.binary(bytes(1 << 20))], code: 1000)
    } + [
      Case(
        name: "9.5 128 KiB in pieces of 64", sent: [.binary(bytes(1 << 17)), .close()],
        expected: [.binary(bytes(1 << 17))],
        code: 1000, pieces: 64),
      Case(
        name: "9.7 five hundred messages", sent: (0..<500).map { .text("\($0)") } + [.close()],
        expected: (0..<500).map { .text("\($0)") }, code: 1000),
      Case(
        name: "10.1 64 KiB in fragments of 1300",
        sent: (0..<51).map { Frame(fin: $0 == 50, opcode: $0 == 0 ? 1 : 0, payload: letters($0 == 50 ? 536 : 1300)) }
          + [.close()], expected: [Frame(opcode: 1, payload: letters(65_536))], code: 1000),
      Case(
        name: "1009 a message beyond the limit", sent: [.binary(bytes((1 << 22) + 1)), .ping()], expected: [],
        code: 1009),
      Case(
        name: "1009 fragments beyond the limit",
        sent: [.binary(bytes(1 << 21), fin: false), .more(bytes(1 << 21), fin: false), .more([1]), .ping()],
        expected: [],
        code: 1009),
    ]

  @Test(
    "answers what it does not upgrade like any request",
    arguments: [
      ("GET /plain", "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAA\r\n", "plain false"),
      ("GET /plain", asking(version: 13), "plain false"), ("GET /plain", "", "plain false"),
      ("GET /socket", asking(version: 12), "426"),
      ("POST /socket", asking(version: 13) + "Content-Length: 0\r\n", "404"),
    ])
  func plain(line: String, fields: String, word: String) async throws {
    try await EchoServer.with { port in
      let answer = try await RawSocket.with(port: port) { talk in
        try await talk.send("\(line) HTTP/1.1\r\nHost: here\r\n\(fields)\r\n")
        return try await talk.text(until: word)
      }
      #expect(answer.contains(word))
    }
  }

  /// The fields of a request to become a WebSocket.
  private static func asking(version: Int) -> String {
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: \(version)\r\n"
      + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
  }

  @Test("ends a client that floods it", .timeLimit(.minutes(10)))
  func flood() async throws {
    var limits = EchoServer.roomy
    (limits.rate, limits.burst) = (0.01, 20)
    try await EchoServer.with(limits: limits) { port in
      let frames = try await RawSocket.with(port: port) { talk in
        try await talk.send(Self.upgrade)
        _ = try await talk.head()
        for _ in 0..<100 { await talk.send(Frame.ping().bytes) }
        var frames: [Frame] = []
        while let frame = try await talk.frame() { frames.append(frame) }
        return frames
      }
      #expect(frames.last?.code == 4029)
      #expect(frames.count == 21)
    }
  }

  @Test("leaves no last word unsaid to a client that is slow to listen and talks on", .timeLimit(.minutes(10)))
  func slow() async throws {
    let message = Frame.binary(Self.bytes(1 << 22))
    try await EchoServer.with { port in
      let frames = try await RawSocket.with(port: port) { talk in
        try await talk.send(Self.upgrade)
        _ = try await talk.head()
        let sent = [message, message, message, .close(), .ping(), .ping()]
        let outbound = talk.outbound
        async let sending: Void = outbound.write(contentsOf: sent.map { ByteBuffer(bytes: $0.bytes) })
        try await Task.sleep(for: .seconds(1))
        var frames: [Frame] = []
        while let frame = try await talk.frame() { frames.append(frame) }
        try await sending
        return frames
      }
      #expect(frames.map(\.opcode) == [2, 2, 2, 8])
      #expect(frames.dropLast().allSatisfy { $0.payload == message.payload })
      #expect(frames.last?.code == 1000)
    }
  }

  @Test("cuts a client that is silent", .timeLimit(.minutes(10)))
  func silence() async throws {
    var limits = EchoServer.roomy
    limits.silence = 1
    try await EchoServer.with(limits: limits) { port in
      let frame = try await RawSocket.with(port: port) { talk in
        try await talk.send(Self.upgrade)
        _ = try await talk.head()
        return try await talk.frame()
      }
      #expect(frame == nil, "cut without a word")
    }
  }
}
