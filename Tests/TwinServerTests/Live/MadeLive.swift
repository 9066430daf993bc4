import Twin
import HTTPTypes
import Foundation
import HummingbirdCore
import LiveFeed
import Logging
import Plant
import Synchronization
import Testing
import TwinServer
import Watch

/// A service with a live feed and one alarm that stands.
struct MadeLive {
  let hub: LiveHub
  let desk = MadeDesk()
  let made: MadeService

  init(
    limits: LiveLimits = LiveLimits(heartbeat: 3600), page: LivePage? = nil, origins: [String] = [],
    with parts: (inout TwinService.Parts) -> Void = { _ in }
  ) throws {
    let hub = LiveHub(epoch: "e1", limits: limits)
    let desk = desk
    self.hub = hub
    made = try MadeService(
      { $0.port = 0 },
      added: { keys, sessions, clock in
        [
          LivePart(
            hub: hub, desk: desk, page: page, keys: keys, sessions: sessions, origins: origins, version: "0.0.0",
            now: { clock.now }
          ).part
        ]
      }, with: parts)
  }

  /// Runs the service while `body` talks to it.
  func serving<Result: Sendable>(_ body: @escaping @Sendable (Int) async throws -> Result) async throws -> Result {
    try await Running.with(body) { announce in
      var logger = Logger(label: "test")
      logger.logLevel = .critical
      return try made.service.application(logger: logger) { announce($0) }
    }
  }

  /// A ticket for a role.
  func ticket(as role: Role = .viewer) async throws -> String {
    try await made.call(.post, "/api/v1/live/tickets", as: role) { response in
      guard case .string(let text)? = try response.json["ticket"] else {
        throw MadeError(words: "no ticket in \(response.status)")
      }
      return text
    }
  }

  /// The head of a request for the socket.
  static func upgrade(_ ticket: String, _ more: String = "") -> String {
    """
    GET /live HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r
    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
    Sec-WebSocket-Protocol: pur-mold-twin.live.1, ticket.\(ticket)\r\n\(more)\r\n
    """
  }

  /// A sample of a made-up signal.
  static func sample(_ number: Int) -> LiveSample {
    guard let id = SignalID(rawValue: "rig.ps1") else { preconditionFailure("rig.ps1 is a name") }
    let time = Instant(secondsSince1970: 1_800_000_000 + Double(number)) ?? .earliest
    return LiveSample(
      Sample(SignalIndex(rawValue: 0), at: time, received: time, value: .number(Double(number))),
      of: SignalDescription(id: id, machine: "rig", address: .none), source: "test")
  }

  static func shot(_ number: Int, by source: String = "test") -> LiveShot {
    LiveShot(machine: "line", shot: number, phase: .began, time: .earliest, source: source)
  }

  static let time = Instant(secondsSince1970: 1_800_000_000) ?? .earliest
}

/// Something a test could not do.
struct MadeError: Error {
  let words: String
}

/// A desk over a board with one alarm, which stands.
final class MadeDesk: AlarmDesk {
  private let board: Mutex<AlarmBoard>
  private let steps = StepCounter()

  init() {
    let signal = SignalIndex(rawValue: 0)
    var board = AlarmBoard([
      AlarmRule(id: "hot", signal: signal, condition: .above(1, hysteresis: 0)),
      AlarmRule(id: "cold", signal: signal, condition: .below(0, hysteresis: 0)),
    ])
    _ = board.take(Sample(signal, at: MadeLive.time, received: MadeLive.time, value: .number(2)))
    self.board = Mutex(board)
  }

  func alarm(_ id: String) async -> StandingAlarm? {
    board.withLock { board in
      board.alarm(id).flatMap { found in
        SignalID(rawValue: "rig.ps1").map { signal in
          StandingAlarm(
            rule: found.rule, stage: found.state.stage, shelvedUntil: found.state.shelvedUntil, signal: signal,
            machine: "rig", version: "1.\(steps.value)")
        }
      }
    }
  }

  func obey(
    _ command: AlarmCommand, alarm: String, by actor: String, seen version: String?
  ) async throws -> AlarmReply {
    if let version, version != "1.\(steps.value)" { throw StaleVersion(seen: version, current: "1.\(steps.value)") }
    let answer = board.withLock { $0.obey(command, alarm: alarm, at: MadeLive.time.advanced(by: 1), by: actor) }
    if answer.refusal == nil { _ = steps.next() }
    return AlarmReply(answer)
  }
}
