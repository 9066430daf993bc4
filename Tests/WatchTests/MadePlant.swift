import Foundation
import Historian
import Plant
import Synchronization
import Testing
import Watch

/// A small plant with a clock that tests set.
final class MadePlant: Sendable {
  static let start: Int64 = 1_770_000_000_000_000

  static func time(_ seconds: Double) -> Instant {
    Instant(microseconds: start + Int64((seconds * 1e6).rounded())) ?? .earliest
  }

  /// Seconds after the start.
  private let seconds = Mutex(0.0)

  var now: Instant { Self.time(seconds.withLock { $0 }) }
  var clock: @Sendable () -> Instant { { self.now } }

  func set(_ time: Double) { seconds.withLock { $0 = time } }

  /// A pressure with a range and two alarms of one group, a temperature without limits, and an alarm of silence.
  static func plant() throws -> PlantDescription {
    func signal(_ name: String, _ quantity: SignalQuantity, _ limits: SignalLimits) throws -> SignalDescription {
      SignalDescription(
        id: try #require(SignalID(rawValue: "press.\(name)")), machine: "press", quantity: quantity, limits: limits,
        address: .none)
    }
    let (p, t) = (SignalIndex(rawValue: 0), SignalIndex(rawValue: 1))
    var hot = AlarmRule(id: "press.hot", signal: t, condition: .above(350, hysteresis: 5), onDelay: 2)
    hot.group = "trip"
    var high = AlarmRule(id: "press.high", signal: p, condition: .above(100, hysteresis: 10), priority: .critical)
    high.group = "trip"
    return PlantDescription(
      id: "made", machines: [MachineDescription(id: "press")],
      signals: [
        try signal("p", .pressure, SignalLimits(range: 0...200, gap: 5)), try signal("t", .temperature, SignalLimits()),
      ],
      alarms: [
        high, hot, AlarmRule(id: "press.silent", signal: p, condition: .unusable, priority: .low, onDelay: 1),
      ])
  }

  static func sample(_ signal: UInt32, _ value: Double, at seconds: Double, received: Double? = nil) -> Sample {
    Sample(
      SignalIndex(rawValue: signal), at: time(seconds), received: time(received ?? seconds), value: .number(value))
  }
}

/// Keeps what a watch tells.
final class Log: WatchListener {
  private let kept = Mutex<[WatchEvent]>([])

  func hear(_ event: WatchEvent) { kept.withLock { $0.append(event) } }

  var events: [WatchEvent] { kept.withLock { $0 } }

  var steps: [AlarmTransition] {
    events.flatMap { event -> [AlarmTransition] in
      if case .alarms(let steps) = event { steps } else { [] }
    }
  }

  var accepted: [Sample] {
    events.flatMap { event -> [Sample] in
      if case .accepted(let accepted) = event { accepted.samples } else { [] }
    }
  }
}

/// A folder that lives as long as a test needs it.
func withFolder(_ body: (String) async throws -> Void) async throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: "watch-\(UUID().uuidString)").path
  defer { try? FileManager.default.removeItem(atPath: folder) }
  try await body(folder)
}

/// A historian that can be away and comes back with what it had.
actor Moody: Historian {
  let inner = MemoryHistorian()
  nonisolated let place = "moody"
  private(set) var isAway = false

  func leave(_ isAway: Bool) { self.isAway = isAway }

  private func reach() throws(HistorianFailure) {
    if isAway { throw HistorianFailure(.away, at: place, doing: "asking", found: "nobody", remedy: "wait") }
  }

  func append(_ batch: SampleBatch) async throws(HistorianFailure) -> AppendReceipt {
    try reach()
    return try await inner.append(batch)
  }
  func flush() async throws(HistorianFailure) { try reach() }
  func samples(
    of signal: SignalID, in range: Range<Instant>, after cursor: SampleCursor?, limit: Int
  ) async throws(HistorianFailure) -> SamplePage {
    try reach()
    return try await inner.samples(of: signal, in: range, after: cursor, limit: limit)
  }
  func rollUps(
    of signal: SignalID, _ level: RollUpLevel, in range: Range<Instant>, after start: Int64?, limit: Int
  ) async throws(HistorianFailure) -> RollUpPage {
    try reach()
    return try await inner.rollUps(of: signal, level, in: range, after: start, limit: limit)
  }
  func signals() async throws(HistorianFailure) -> [StoredSignal] { await inner.signals() }
  func describe(_ signals: [StoredSignal]) async throws(HistorianFailure) {
    try reach()
    await inner.describe(signals)
  }
  func record(_ records: [HistorianRecord]) async throws(HistorianFailure) {
    try reach()
    await inner.record(records)
  }
  func records(_ query: RecordQuery, limit: Int) async throws(HistorianFailure) -> [HistorianRecord] {
    try reach()
    return await inner.records(query, limit: limit)
  }
  func keep(_ bytes: [UInt8], kind: String, created: Instant) async throws(HistorianFailure) -> String {
    await inner.keep(bytes, kind: kind, created: created)
  }
  func artifact(_ digest: String) async throws(HistorianFailure) -> [UInt8]? { await inner.artifact(digest) }
  func artifacts() async throws(HistorianFailure) -> [Artifact] { await inner.artifacts() }
  func ledger() async throws(HistorianFailure) -> SampleLedger {
    try reach()
    return await inner.ledger()
  }
  func lastDelivery(of spool: UInt64) async throws(HistorianFailure) -> UInt64? {
    try reach()
    return await inner.lastDelivery(of: spool)
  }
  func retention() async throws(HistorianFailure) -> Retention { await inner.retention() }
  func setRetention(_ retention: Retention) async throws(HistorianFailure) { await inner.setRetention(retention) }
  func retain(now: Instant) async throws(HistorianFailure) -> RetentionOutcome { await inner.retain(now: now) }
  func oldestSamples() async throws(HistorianFailure) -> Instant? { await inner.oldestSamples() }
  func restore(_ windows: [RollUp], _ level: RollUpLevel, of signal: SignalID) async throws(HistorianFailure) {
    await inner.restore(windows, level, of: signal)
  }
  func restore(_ ledger: SampleLedger, oldest: Instant?) async throws(HistorianFailure) {
    await inner.restore(ledger, oldest: oldest)
  }
  func close() async {}
}
