import Foundation
import Historian
import Plant
import Testing
import Watch

@Suite("The watch")
struct PlantWatchTests {
  private typealias Made = MadePlant

  @Test("A reading that breaks a limit is stored, becomes an alarm with the time of every stage, and is told in order")
  func raises() async throws {
    let (made, log, historian) = (MadePlant(), Log(), MemoryHistorian())
    let (watch, found) = try await PlantWatch.start(
      try Made.plant(), historian, folder: nil, listener: log, now: made.clock)
    #expect(found.findings.isEmpty && found.alarms == 0)
    made.set(1)
    await watch.take([Made.sample(0, 50, at: 0.9, received: 0.95), Made.sample(1, 300, at: 0.9)], from: "plc")
    #expect(log.steps.isEmpty)
    made.set(2)
    await watch.take([Made.sample(0, 120, at: 1.8, received: 1.9)], from: "plc")
    let step = try #require(log.steps.first)
    #expect(log.steps.count == 1 && step.alarm == "press.high" && step.cause == .raised && step.isFirstOut)
    let evidence = try #require(step.evidence)
    #expect(evidence.value == 120 && evidence.limit == 100)
    let stages = evidence.stages
    #expect(stages.sensed == Made.time(1.8) && stages.received == Made.time(1.9))
    for stage in [stages.validated, stages.stored, stages.judged, stages.published] { #expect(stage == Made.time(2)) }
    // The sample is told before the alarm that rests on it.
    guard case .accepted(let samples)? = log.events.dropLast().last else {
      Issue.record("\(log.events)")
      return
    }
    #expect(samples.stored == Made.time(2) && samples.samples.count == 1)
    let records = await historian.records(RecordQuery(.alarmEvent, in: WatchRecords.ever), limit: 10)
    #expect(records.count == 1 && records[0].state == "raised" && records[0].machine == "press")
    let summary = await watch.close()
    #expect(summary.findings.isEmpty && summary.after?.total.stored == 3)
  }

  @Test("What is in quarantine reaches neither the store nor a rule, and makes the signal unknown")
  func quarantines() async throws {
    let (made, log, historian) = (MadePlant(), Log(), MemoryHistorian())
    let (watch, _) = try await PlantWatch.start(
      try Made.plant(), historian, folder: nil, listener: log, now: made.clock)
    await watch.take([Made.sample(0, 50, at: 0)], from: "plc")
    for second in 1...4 {
      made.set(Double(second))
      await watch.take([Made.sample(0, 5_000, at: Double(second))], from: "plc")
      await watch.tick()
    }
    // 5,000 Pa would be far above the limit of the alarm; the only alarm is that nothing is known.
    #expect(log.steps.map(\.alarm) == ["press.silent"])
    #expect(log.accepted.count == 1)
    let counts = await watch.counts
    #expect(counts.total.quarantined == 4 && counts.total.passed == 1 && counts.review.waiting == 1)
    let record = try #require(
      await historian.records(RecordQuery(.quarantine, in: WatchRecords.ever), limit: 9).first)
    let entry = try WatchRecords.entry(record)
    #expect(entry.rule == .range && entry.count == 4 && entry.samples.map(\.number) == [5_000, 5_000, 5_000, 5_000])
    let summary = await watch.close()
    #expect(summary.findings.isEmpty)
    #expect(summary.after?["plc"].quarantined == 4 && summary.after?["plc"].stored == 1)
  }

  @Test("A signal that says nothing is silent once, and an alarm with a delay rises when it is due, not when looked at")
  func passesTime() async throws {
    let (made, log) = (MadePlant(), Log())
    let (watch, _) = try await PlantWatch.start(
      try Made.plant(), MemoryHistorian(), folder: nil, listener: log, now: made.clock)
    await watch.take([Made.sample(0, 50, at: 0), Made.sample(1, 400, at: 0)], from: "plc")
    made.set(10)
    await watch.tick()
    await watch.tick()
    #expect(log.steps.map(\.alarm) == ["press.hot"])
    #expect(log.steps.first?.time == Made.time(2))
    made.set(12)
    await watch.tick()
    #expect(log.steps.map(\.alarm) == ["press.hot", "press.silent"])
    #expect(log.steps.last?.time == Made.time(11))
  }

  @Test("Alarms go on after a restart: raised, acknowledged, shelved until its time, first of its group")
  func survivesRestart() async throws {
    let (made, historian) = (MadePlant(), MemoryHistorian())
    let plant = try Made.plant()
    do {
      let (watch, _) = try await PlantWatch.start(plant, historian, folder: nil, now: made.clock)
      await watch.take([Made.sample(0, 120, at: 0), Made.sample(1, 300, at: 0)], from: "plc")
      made.set(1)
      #expect(await watch.obey(.acknowledge, alarm: "press.high", by: "ann").refusal == nil)
      #expect(
        await watch.obey(.shelve(until: Made.time(100)), alarm: "press.hot", by: "ann").transitions.map(\.to)
          == [.shelved])
      // No close: the process was killed. What follows the last step is known from stored samples alone.
      made.set(3)
      await watch.take([Made.sample(1, 400, at: 3)], from: "plc")
    }
    made.set(50)
    let log = Log()
    let (watch, found) = try await PlantWatch.start(plant, historian, folder: nil, listener: log, now: made.clock)
    #expect(found.alarms == 2)
    let states = Dictionary(uniqueKeysWithValues: await watch.alarms.map { ($0.rule.id, $0.state) })
    #expect(states["press.high"]?.stage == .acknowledged && states["press.hot"]?.stage == .shelved)
    made.set(101)
    await watch.tick()
    // The condition stood since 3 s, seen only by the process that is gone; the shelf ran out at 100 s.
    let expired = try #require(log.steps.first { $0.cause == .shelfExpired })
    #expect(expired.time == Made.time(100) && expired.to == .unacknowledged)
    #expect(await watch.obey(.acknowledge, alarm: "press.nine", by: "ann").refusal?.found == "no such alarm")
    #expect(await watch.close().findings.isEmpty)
  }

  @Test("While the historian is away samples and alarms wait on the disk, and are there when it is back")
  func outlastsAbsence() async throws {
    try await withFolder { folder in
      let (made, historian, log) = (MadePlant(), Moody(), Log())
      do {
        let (watch, _) = try await PlantWatch.start(
          try Made.plant(), historian, folder: folder, listener: log, now: made.clock)
        await watch.take([Made.sample(0, 50, at: 0)], from: "plc")
        await historian.leave(true)
        for second in 1...20 {
          made.set(Double(second))
          await watch.take([Made.sample(0, second > 10 ? 120 : 60, at: Double(second))], from: "plc")
        }
        #expect(log.steps.map(\.cause) == [.raised])
        let counts = await watch.counts
        #expect(counts.store.inSpool == 20 && counts.store.imbalance == 0 && counts.records.waiting >= 2)
      }
      await historian.leave(false)
      let (watch, found) = try await PlantWatch.start(try Made.plant(), historian, folder: folder, now: made.clock)
      #expect(found.inSpool == 20 && found.alarms == 1)
      #expect(await watch.alarms.first?.state.stage == .unacknowledged)
      let summary = await watch.close()
      #expect(summary.findings.isEmpty && summary.after?["plc"].stored == 21)
      #expect(try await historian.records(RecordQuery(.alarmEvent, in: WatchRecords.ever), limit: 9).count == 1)
    }
  }

  @Test("Samples that neither historian nor spool took are on the books of the next watch")
  func remembersGivenUp() async throws {
    try await withFolder { folder in
      let (made, historian, plant) = (MadePlant(), Moody(), try Made.plant())
      let lost: Int
      do {
        let (watch, _) = try await PlantWatch.start(
          plant, historian, folder: folder, settings: WatchSettings(spoolBytes: 400), now: made.clock)
        await historian.leave(true)
        for second in 0..<50 { await watch.take([Made.sample(0, 50, at: Double(second))], from: "plc") }
        let summary = await watch.close()
        lost = try #require(summary.counts.store.dropped[.spoolFull])
        #expect(lost > 30 && summary.forgotten == 0 && summary.findings.isEmpty, "\(summary.findings)")
      }
      await historian.leave(false)
      let (next, found) = try await PlantWatch.start(plant, historian, folder: folder, now: made.clock)
      #expect(found.inSpool == 50 - lost)
      let end = await next.close()
      #expect(end.findings.isEmpty && end.after?["plc"].dropped == [.spoolFull: lost])
      #expect(end.after?["plc"].received == 50 && end.after?["plc"].stored == 50 - lost)
    }
  }

  @Test("A slow historian holds sources back; what waits never exceeds the bound")
  func holdsBack() async throws {
    let (made, historian) = (MadePlant(), MemoryHistorian())
    let (watch, _) = try await PlantWatch.start(
      try Made.plant(), historian, folder: nil, settings: WatchSettings(queueSamples: 20), now: made.clock)
    await withTaskGroup { group in
      for source in 0..<50 {
        group.addTask {
          await watch.take((0..<10).map { Made.sample(1, 300, at: Double(source * 10 + $0)) }, from: "s\(source)")
        }
      }
    }
    let counts = await watch.counts
    #expect(counts.total.received == 500 && counts.queue.waiting == 0 && counts.queue.maximum <= 20)
    #expect(await watch.close().findings.isEmpty)
  }

  @Test("A feed that nobody reads forgets the oldest and says how many")
  func feedIsBounded() async {
    let feed = WatchFeed(bound: 3)
    for _ in 0..<5 { feed.hear(.counts(WatchCounts())) }
    feed.finish()
    var seen = 0
    for await _ in feed { seen += 1 }
    #expect(seen == 3 && feed.dropped == 2)
  }

  @Test("A ledger that does not add up is found at the start and at the end")
  func findsImbalance() async throws {
    let (made, historian) = (MadePlant(), MemoryHistorian())
    var wrong = SampleLedger()
    wrong["former"].received = 7
    wrong["former"].stored = 5
    await historian.restore(wrong, oldest: nil)
    let (watch, found) = try await PlantWatch.start(try Made.plant(), historian, folder: nil, now: made.clock)
    #expect(found.findings == ["the account of former misses 2 samples"])
    await watch.take([Made.sample(0, 50, at: 0)], from: "plc")
    // Somebody else writes behind the back of the watch.
    _ = try await historian.append(
      SampleBatch(source: "plc", signals: [], samples: [], quarantined: 3))
    let findings = await watch.close().findings
    #expect(findings.count == 2 && findings.last == "1 samples were received, 4 are on the books", "\(findings)")
  }
}
