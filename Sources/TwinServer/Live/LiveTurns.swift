import LiveFeed
import NIOCore
import NIOWebSocket
import Plant
import Synchronization

/// The turns at which the clients of one event loop are spoken to.
///
/// News that concern thousands of clients cost one job on each loop instead of a task's turn and a hop for each client,
/// and the bytes of a message are made once for all of them.
final class LiveTurns: Sendable {
  private struct State {
    var called = CircularBuffer<NIOLoopBound<LiveSpeaker>>()
    var isComing = false
  }

  /// What was framed last. Most clients are told the same.
  private final class Wording {
    var text = ""
    var frame = ByteBuffer()
  }

  /// Clients that are spoken to before others on the loop have their turn.
  private static let clientsPerTurn = 32

  let loop: any EventLoop
  let now: @Sendable () -> Double
  private let state = Mutex(State())
  private let wording: NIOLoopBound<Wording>

  /// To be made on the loop.
  init(loop: any EventLoop, now: @escaping @Sendable () -> Double) {
    self.loop = loop
    self.now = now
    wording = NIOLoopBound(Wording(), eventLoop: loop)
  }

  /// Has a client spoken to at the next turn.
  func call(_ speaker: NIOLoopBound<LiveSpeaker>) {
    let isFirst = state.withLock { state in
      state.called.append(speaker)
      defer { state.isComing = true }
      return !state.isComing
    }
    if isFirst { loop.execute { self.turn() } }
  }

  /// The bytes of a text as one frame of a server.
  func frame(_ text: String) -> ByteBuffer {
    let wording = wording.value
    if wording.text != text {
      wording.text = text
      wording.frame = ByteBuffer(serverFrame: .text, ByteBuffer(string: text))
    }
    return wording.frame
  }

  private func turn() {
    let (speakers, isMore) = state.withLock { state in
      let speakers = Array(state.called.prefix(Self.clientsPerTurn))
      state.called.removeFirst(speakers.count)
      state.isComing = !state.called.isEmpty
      return (speakers, state.isComing)
    }
    let time = Instant(clock: now())
    for speaker in speakers { speaker.value.speak(at: time) }
    if isMore { loop.execute { self.turn() } }
  }
}

/// The turns of each event loop, made when its first client comes.
final class LiveTurnsOfLoops: Sendable {
  private let now: @Sendable () -> Double
  private let turns = Mutex<[ObjectIdentifier: LiveTurns]>([:])

  init(now: @escaping @Sendable () -> Double) { self.now = now }

  /// The turns of a loop, asked for on it.
  func callAsFunction(_ loop: any EventLoop) -> LiveTurns {
    turns.withLock { turns in
      if let known = turns[ObjectIdentifier(loop)] { return known }
      let new = LiveTurns(loop: loop, now: now)
      turns[ObjectIdentifier(loop)] = new
      return new
    }
  }
}

extension ByteBuffer {
  /// A whole message in one frame, as a server sends it: without a mask (RFC 6455, 5.2).
  init(serverFrame opcode: WebSocketOpcode, _ payload: ByteBuffer) {
    self.init()
    reserveCapacity(payload.readableBytes + 10)
    writeInteger(0x80 | UInt8(webSocketOpcode: opcode))
    switch payload.readableBytes {
    case ..<126: writeInteger(UInt8(payload.readableBytes))
    case ...Int(UInt16.max):
      writeInteger(UInt8(126))
      writeInteger(UInt16(payload.readableBytes))
    default:
      writeInteger(UInt8(127))
      writeInteger(UInt64(payload.readableBytes))
    }
    writeImmutableBuffer(payload)
  }
}
