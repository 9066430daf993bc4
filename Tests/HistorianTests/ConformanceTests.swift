import Historian
import Plant
import Testing

/// What every historian must do. A new one adds a case to `TestPlace.Kind`.
@Suite("Every historian")
struct ConformanceTests {
  @Test("gives samples in the order of their time, bounds half open, in pages", arguments: TestPlace.all)
  func ordersSamples(_ place: TestPlace) async throws {
    try await place.withHistorian { historian, _ in
      let receipt = try await historian.append(batch([3, 1, 2, 4].map { sample(at: $0) }))
      #expect(receipt.stored == 4 && receipt.deduplicated == 0)
      let found = try await historian.samples(of: signal("press.p0"), in: moment(1)..<moment(4), after: nil, limit: 9)
      #expect(found.samples == [1, 2, 3].map { sample(at: $0) })
      #expect(found.next == nil)
      let first = try await historian.samples(of: signal("press.p0"), in: everAfter, after: nil, limit: 3)
      #expect(first.samples.map(\.time) == [1, 2, 3].map { moment($0) })
      let next = try #require(first.next.flatMap { SampleCursor($0.description) })
      let rest = try await historian.samples(of: signal("press.p0"), in: everAfter, after: next, limit: 3)
      #expect(rest.samples == [sample(at: 4)] && rest.next == nil)
      let unknown = try await historian.samples(of: signal("nobody"), in: everAfter, after: nil, limit: 3)
      #expect(unknown.samples.isEmpty)
    }
  }

  @Test("keeps a sample once, however often and in whatever order it is delivered", arguments: TestPlace.all)
  func neverDuplicates(_ place: TestPlace) async throws {
    try await place.withHistorian(headSamples: 300) { historian, _ in
      var dice = Dice(seed: 7)
      let samples = (0..<1_000).map { sample($0 % 2, at: Double($0 / 2), sequence: UInt16($0 % 4 / 2)) }
      _ = try await historian.append(batch(samples))
      let again = try await historian.append(batch(samples.shuffled(using: &dice)))
      #expect(again.stored == 0 && again.deduplicated == 1_000)
      try await historian.flush()
      let overlapping = samples[500...].map { $0 } + (500..<600).map { sample(0, at: Double($0)) }
      let receipt = try await historian.append(batch(overlapping.shuffled(using: &dice)))
      #expect(receipt.stored == 100 && receipt.deduplicated == 500)
      #expect(try await historian.everything(of: "press.p0", page: 77).count == 600)
      let twice = try await historian.append(batch([sample(3, at: 1), sample(3, at: 1, 99), sample(3, at: 0)]))
      #expect(twice.stored == 2 && twice.deduplicated == 1)
      #expect(try await historian.everything(of: "press.p3") == [sample(at: 0), sample(at: 1)])
    }
  }

  @Test("drops what it cannot keep, by reason, and its ledger balances", arguments: TestPlace.all)
  func dropsWithReason(_ place: TestPlace) async throws {
    try await place.withHistorian { historian, _ in
      var mixed = try batch([
        sample(at: 1), sample(at: 2, .nan), sample(at: 3, .infinity), sample(9, at: 4), sample(at: 1),
      ])
      mixed.samples.append(
        Sample(
          SignalIndex(rawValue: 1), at: moment(1), received: moment(1),
          value: .text(String(repeating: "x", count: 70_000))))
      mixed.quarantined = 5
      mixed.deduplicated = 2
      mixed.dropped = [.spoolFull: 4]
      let receipt = try await historian.append(mixed)
      #expect(receipt.dropped == [.notFinite: 2, .unknownSignal: 1, .tooLong: 1])
      _ = try await historian.append(batch([sample(at: 1), sample(at: 5)], source: "other"))
      let ledger = try await historian.ledger()
      #expect(ledger.isBalanced)
      let account = ledger["test"]
      #expect(account.received == 17 && account.stored == 1 && account.quarantined == 5 && account.deduplicated == 3)
      #expect(account.dropped == [.notFinite: 2, .unknownSignal: 1, .tooLong: 1, .spoolFull: 4])
      #expect(ledger["other"].stored == 1 && ledger["other"].deduplicated == 1)
    }
  }

  @Test("counts a numbered batch once, and nothing of an older one", arguments: TestPlace.all)
  func countsDeliveriesOnce(_ place: TestPlace) async throws {
    try await place.withHistorian { historian, _ in
      for (number, isRepetition) in [(1, false), (2, false), (2, true), (1, true), (3, false)] as [(UInt64, Bool)] {
        var numbered = try batch([sample(at: Double(number))])
        numbered.delivery = SampleBatch.Delivery(spool: 42, number: number)
        #expect(try await historian.append(numbered).isRepetition == isRepetition)
      }
      #expect(try await historian.lastDelivery(of: 42) == 3)
      #expect(try await historian.lastDelivery(of: 43) == nil)
      let ledger = try await historian.ledger()
      #expect(ledger["test"].received == 3 && ledger["test"].stored == 3 && ledger.isBalanced)
    }
  }

  @Test(
    "drops steps of alarms and decided reviews when they are too old, and no other record", arguments: TestPlace.all)
  func dropsRecords(_ place: TestPlace) async throws {
    try await place.withHistorian { historian, _ in
      let kinds: [(HistorianRecord.Kind, String)] = [
        (.alarmEvent, "raised"), (.quarantine, "waiting"), (.quarantine, "released"), (.alarm, "normal"), (.shot, ""),
        (.diagnosis, ""),
      ]
      for day in 0..<4 {
        try await historian.record(
          kinds.map { kind, state in
            HistorianRecord(
              kind, id: "\(state)\(day)", time: moment(Double(day) * 86_400), state: state, document: "{}")
          })
      }
      let rule = try #require(Retention(samples: nil, second: nil, minute: nil, hour: nil, records: 2))
      try await historian.setRetention(rule)
      #expect(try await historian.retain(now: moment(3 * 86_400 + 60)).records == 4)
      for (kind, count) in [(HistorianRecord.Kind.alarmEvent, 2), (.quarantine, 6), (.alarm, 4), (.shot, 4)] {
        let left = try await historian.records(RecordQuery(kind, in: Instant.earliest..<Instant.latest), limit: 99)
        #expect(left.count == count, "\(kind)")
      }
      #expect(try await historian.retain(now: moment(3 * 86_400 + 60)).records == 0)
    }
  }

  @Test("keeps every kind of value and quality, and is in all like memory", arguments: TestPlace.all, [1, 2, 3])
  func equalsMemory(_ place: TestPlace, seed: UInt64) async throws {
    try await place.withHistorian(headSamples: 2_000) { historian, _ in
      var dice = Dice(seed: seed)
      let model = MemoryHistorian()
      for _ in 0..<40 {
        let samples = (0..<Int.random(in: 0...900, using: &dice)).map { _ in anySample(&dice) }
        let some = try batch(samples, source: Bool.random(using: &dice) ? "a" : "b")
        #expect(try await historian.append(some) == model.append(some))
        if Int.random(in: 0..<8, using: &dice) == 0 { try await historian.flush() }
      }
      try await expectEqual(historian, model)
      for days in [3, 2, 1] {
        let rule = try #require(Retention(samples: days, second: days == 1 ? 2 : days, minute: 4, hour: nil))
        let now = moment(3 * 86_400 - 1)
        try await historian.setRetention(rule)
        await model.setRetention(rule)
        #expect(try await historian.retention() == rule)
        #expect(try await historian.retain(now: now) == model.retain(now: now))
        try await expectEqual(historian, model)
        // Late samples of days that are gone, and of days that are not.
        let late = try batch((0..<300).map { _ in anySample(&dice) })
        #expect(try await historian.append(late) == model.append(late))
        try await expectEqual(historian, model)
      }
    }
  }

  private func expectEqual(_ historian: any Historian, _ model: MemoryHistorian) async throws {
    for name in signalNames {
      #expect(try await historian.everything(of: name, page: 333) == model.everything(of: name))
      for level in RollUpLevel.allCases {
        let windows = try await historian.windows(of: name, level, page: 100)
        let expected = try await model.windows(of: name, level)
        #expect(windows.count == expected.count)
        for (window, other) in zip(windows, expected) where !window.isNearly(other) {
          Issue.record("\(name) \(level): \(window) instead of \(other)")
        }
      }
    }
    #expect(try await historian.ledger() == model.ledger())
    #expect(try await historian.ledger().isBalanced)
    #expect(try await historian.signals() == model.signals())
    #expect(try await historian.oldestSamples() == model.oldestSamples())
  }

  @Test("rolls late samples up as if they had come in time", arguments: TestPlace.all)
  func rollsUpLateSamples(_ place: TestPlace) async throws {
    try await place.withHistorian(headSamples: 1) { historian, _ in
      for time in [61.0, 1, 3_601, 2, 62, 0.5] { _ = try await historian.append(batch([sample(at: time)])) }
      _ = try await historian.append(
        batch([Sample(SignalIndex(rawValue: 0), at: moment(3), received: moment(9), missing: .timedOut)]))
      let minutes = try await historian.windows(of: "press.p0", .minute, page: 2)
      #expect(minutes.map(\.start) == [0, 60, 3_600].map { newYear + $0 * 1_000_000 })
      let first = try #require(minutes.first)
      #expect(first.count == 4 && first.good == 3 && first.bad == 1 && first.numbers == 3)
      #expect(first.minimum == 0.5 && first.maximum == 2 && first.mean == 3.5 / 3)
      #expect(try await historian.windows(of: "press.p0", .hour).map(\.count) == [6, 1])
      let seconds = try await historian.rollUps(
        of: signal("press.p0"), .second, in: moment(0)..<moment(3), after: nil, limit: 2)
      #expect(seconds.windows.map(\.count) == [1, 1])
      #expect(seconds.next == newYear + 1_000_000)
    }
  }

  @Test("keeps records by kind, replaces them unless they are later, and finds them", arguments: TestPlace.all)
  func keepsRecords(_ place: TestPlace) async throws {
    try await place.withHistorian { historian, _ in
      func record(_ id: String, _ time: Double, _ state: String = "", machine: String = "press") -> HistorianRecord {
        HistorianRecord(
          .alarm, id: id, time: moment(time), machine: machine, state: state, document: "{\"t\":\(time),\"é\":\"'\"}")
      }
      try await historian.record([record("a", 1, "raised"), record("b", 2, "raised"), record("c", 2, machine: "mill")])
      try await historian.record([record("a", 3, "cleared"), record("b", 1, "cleared")])
      try await historian.record([HistorianRecord(.shot, id: "a", time: moment(1), document: "{}")])
      let all = try await historian.records(RecordQuery(.alarm, in: everAfter), limit: 10)
      #expect(all == [record("b", 2, "raised"), record("c", 2, machine: "mill"), record("a", 3, "cleared")])
      let page = try await historian.records(RecordQuery(.alarm, in: everAfter, after: all[0]), limit: 1)
      #expect(page == [all[1]])
      let raised = RecordQuery(.alarm, in: moment(0)..<moment(3), machine: "press", state: "raised")
      #expect(try await historian.records(raised, limit: 10) == [all[0]])
    }
  }

  @Test("keeps artifacts once by what they contain", arguments: TestPlace.all)
  func keepsArtifacts(_ place: TestPlace) async throws {
    try await place.withHistorian { historian, _ in
      let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      let digest = try await historian.keep(bytes, kind: "model", created: moment(0))
      #expect(try await historian.keep(bytes, kind: "run", created: moment(9)) == digest)
      #expect(try await historian.artifact(digest) == bytes)
      #expect(try await historian.artifact(String(repeating: "0", count: 64)) == nil)
      // SHA-256 of nothing, FIPS 180-4.
      let empty = try await historian.keep([], kind: "run", created: moment(0))
      #expect(empty == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
      let kept = try await historian.artifacts()
      #expect(kept.count == 2 && kept.contains { $0.kind == "model" && $0.size == 100_000 })
    }
  }

  @Test("remembers words about signals", arguments: TestPlace.all)
  func describesSignals(_ place: TestPlace) async throws {
    try await place.withHistorian { historian, _ in
      _ = try await historian.append(batch([sample(1, at: 0)]))
      let words = [
        StoredSignal(id: try signal("press.p1"), unit: "bar", name: "Pump pressure"),
        StoredSignal(id: try signal("a.new-one"), unit: nil, name: nil),
      ]
      try await historian.describe(words)
      #expect(try await historian.signals() == [words[1], words[0]])
      _ = try await historian.append(SampleBatch(source: "x", signals: [words[1].id], samples: [sample(0, at: 1)]))
      #expect(try await historian.everything(of: "a.new-one").count == 1)
    }
  }
}

extension RollUp {
  /// Equal but for the last digits of the sum, which depend on the order of its terms: 1e-9 of the largest term is far
  /// above the round-off of a hundred thousand terms and far below any single one.
  func isNearly(_ other: RollUp) -> Bool {
    guard start == other.start, good == other.good, uncertain == other.uncertain, bad == other.bad,
      numbers == other.numbers, minimum == other.minimum, maximum == other.maximum
    else { return false }
    guard let mean, let theirs = other.mean, let minimum, let maximum else { return mean == other.mean }
    if mean == theirs || !mean.isFinite || !theirs.isFinite {
      return mean == theirs || mean.isFinite == theirs.isFinite
    }
    return abs(mean - theirs) <= 1e-9 * max(abs(minimum), abs(maximum))
  }
}
