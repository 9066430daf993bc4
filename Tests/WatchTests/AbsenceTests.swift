import Foundation
import Historian
import Plant
import Testing
import Watch

@Suite("A watch and the absence of its historian")
struct AbsenceTests {
  private typealias Made = MadePlant

  @Test("A watch starts without its historian, goes on with its alarms, and brings home what waited when it comes")
  func startsAlone() async throws {
    try await withFolder { folder in
      let (made, historian, log, plant) = (MadePlant(), Moody(), Log(), try Made.plant())
      do {
        let (watch, _) = try await PlantWatch.start(plant, historian, folder: folder, now: made.clock)
        await watch.take([Made.sample(0, 120, at: 0)], from: "plc")
        made.set(1)
        _ = await watch.obey(.acknowledge, alarm: "press.high", by: "ann")
        #expect(await watch.close().findings.isEmpty)
      }
      await historian.leave(true)
      let (watch, found) = try await PlantWatch.start(
        plant, historian, folder: folder, settings: WatchSettings(meeting: 0.1), listener: log, now: made.clock)
      #expect(found.absence != nil && found.ledger == nil && found.alarms == 1)
      // Known from the state folder: nobody has to acknowledge it again.
      #expect(await watch.alarms.first?.state.stage == .acknowledged)
      let running = Task { await watch.run(clock: ContinuousClock()) }
      for second in 2...20 {
        made.set(Double(second))
        await watch.take([Made.sample(0, second > 10 ? 50 : 120, at: Double(second))], from: "plc")
        await watch.take([Made.sample(0, 5_000, at: Double(second) + 0.5)], from: "plc")
      }
      #expect(log.steps.map(\.cause) == [.returned])
      #expect(await watch.counts.store.inSpool == 38)
      await historian.leave(false)
      var ledger = SampleLedger()
      for _ in 0..<3_000 where ledger["plc"].received < 39 {
        ledger = try await historian.ledger()
        try await Task.sleep(for: .milliseconds(10))
      }
      #expect(ledger["plc"].received == 39 && ledger["plc"].stored == 20 && ledger["plc"].quarantined == 19)
      running.cancel()
      await running.value
      let summary = await watch.close()
      #expect(summary.findings.isEmpty && summary.before?["plc"].received == 1, "\(summary.findings)")
      #expect(summary.counts.review.waiting == 19)
      let steps = try await historian.records(RecordQuery(.alarmEvent, in: WatchRecords.ever), limit: 9)
      #expect(steps.map(\.state) == ["raised", "acknowledged", "returned"])
    }
  }

  @Test("A watch that ends while its historian is still away leaves all to the next one")
  func endsAlone() async throws {
    try await withFolder { folder in
      let (made, historian, plant) = (MadePlant(), Moody(), try Made.plant())
      await historian.leave(true)
      do {
        let (watch, _) = try await PlantWatch.start(plant, historian, folder: folder, now: made.clock)
        for second in 0..<5 { await watch.take([Made.sample(0, 120, at: Double(second))], from: "plc") }
        let summary = await watch.close()
        #expect(summary.findings.isEmpty && summary.before == nil && summary.after == nil)
      }
      await historian.leave(false)
      let (watch, found) = try await PlantWatch.start(plant, historian, folder: folder, now: made.clock)
      #expect(found.absence == nil && found.inSpool == 5)
      #expect(await watch.alarms.first?.state.stage == .unacknowledged)
      let summary = await watch.close()
      #expect(summary.findings.isEmpty && summary.after?["plc"].stored == 5, "\(summary.findings)")
    }
  }

  @Test("Without a folder, or for what waiting does not cure, a watch does not start")
  func refuses() async throws {
    let (made, historian) = (MadePlant(), Moody())
    await historian.leave(true)
    let failure = await #expect(throws: HistorianFailure.self) {
      try await PlantWatch.start(try Made.plant(), historian, folder: nil, now: made.clock)
    }
    #expect(failure?.kind == .away)
  }

  @Test("While the historian is away, states of alarms do not crowd out their steps")
  func keepsRoomForSteps() async throws {
    try await withFolder { folder in
      let (made, historian) = (MadePlant(), Moody())
      let (watch, _) = try await PlantWatch.start(
        try Made.plant(), historian, folder: folder, settings: WatchSettings(recordBound: 60), now: made.clock)
      await historian.leave(true)
      for second in 0..<100 {
        made.set(Double(second))
        await watch.tick()
      }
      // One alarm, that of silence, was raised; all else waits for nothing.
      let counts = await watch.counts
      #expect(counts.records.dropped == 0 && counts.records.waiting < 10, "\(counts.records)")
    }
  }

  @Test("What was given up comes onto the books once, though the process was killed before the note was removed")
  func booksOnce() async throws {
    try await withFolder { folder in
      let (made, historian, plant) = (MadePlant(), Moody(), try Made.plant())
      let note = folder + "/given-up"
      do {
        let (watch, _) = try await PlantWatch.start(
          plant, historian, folder: folder, settings: WatchSettings(spoolBytes: 400), now: made.clock)
        await historian.leave(true)
        for second in 0..<50 { await watch.take([Made.sample(0, 50, at: Double(second))], from: "plc") }
        #expect(await watch.close().findings.isEmpty)
      }
      let kept = try #require(FileManager.default.contents(atPath: note))
      // Still away: the note stays as it is.
      do {
        let (watch, _) = try await PlantWatch.start(plant, historian, folder: folder, now: made.clock)
        _ = await watch.close()
        #expect(FileManager.default.contents(atPath: note) == kept)
      }
      await historian.leave(false)
      for _ in 0..<3 {
        try kept.write(to: URL(filePath: note))
        let (watch, _) = try await PlantWatch.start(plant, historian, folder: folder, now: made.clock)
        #expect(!FileManager.default.fileExists(atPath: note))
        let summary = await watch.close()
        #expect(summary.findings.isEmpty && summary.after?["plc"].received == 50, "\(summary.findings)")
        #expect(summary.after?.isBalanced == true && summary.after?["plc"].dropped[.spoolFull] ?? 0 > 30)
      }
    }
  }

  @Test("What lies within a dead band is judged by alarm rules, told, counted, and not stored")
  func appliesDeadBands() async throws {
    let (made, log, historian) = (MadePlant(), Log(), MemoryHistorian())
    var plant = try Made.plant()
    plant.signals[0].deadband = 30
    let (watch, _) = try await PlantWatch.start(plant, historian, folder: nil, listener: log, now: made.clock)
    for second in 0..<100 {
      made.set(Double(second))
      await watch.take([Made.sample(0, second == 50 ? 105 : 80, at: Double(second))], from: "plc")
    }
    #expect(log.accepted.count == 100)
    let raised = try #require(log.steps.first)
    #expect(raised.cause == .raised && raised.evidence?.value == 105 && raised.evidence?.stages.stored == nil)
    let counts = await watch.counts.total
    #expect(counts.passed == 100 && counts.unchanged == 98 && counts.isBalanced)
    let summary = await watch.close()
    // The first, and one after a minute of silence.
    #expect(summary.findings.isEmpty && summary.after?["plc"].stored == 2, "\(summary.findings)")
    #expect(summary.after?["plc"].dropped == [.deadBand: 98] && summary.after?.isBalanced == true)
  }
}
