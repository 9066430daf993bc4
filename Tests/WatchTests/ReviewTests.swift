import Foundation
import Historian
import Plant
import Testing
import Watch

@Suite("The review queue of the quarantine")
struct ReviewTests {
  private typealias Made = MadePlant

  /// A watch with three samples beyond the range of their signal, from 1 s to 3 s, and the entry that holds them.
  private func watch(
    _ made: MadePlant, _ historian: some Historian, _ log: Log
  ) async throws -> (PlantWatch, QuarantineEntry) {
    let (watch, _) = try await PlantWatch.start(
      try Made.plant(), historian, folder: nil, listener: log, now: made.clock)
    await watch.take([Made.sample(0, 50, at: 0)], from: "plc")
    for second in 1...3 { await watch.take([Made.sample(0, 210, at: Double(second))], from: "plc") }
    made.set(10)
    let records = try await historian.records(RecordQuery(.quarantine, in: WatchRecords.ever), limit: 9)
    return (watch, try WatchRecords.entry(try #require(records.first)))
  }

  private func stored(_ historian: some Historian) async throws -> [Sample] {
    let id = try #require(SignalID(rawValue: "press.p"))
    return try await historian.samples(of: id, in: WatchRecords.ever, after: nil, limit: 99).samples
  }

  @Test("Released samples are stored with their times, judged by rules, and move on the ledger")
  func releases() async throws {
    let (made, historian, log) = (MadePlant(), MemoryHistorian(), Log())
    let (watch, entry) = try await watch(made, historian, log)
    #expect(entry.id == "press.p@\(Made.start + 1_000_000)-range" && entry.state == .waiting)
    let released = try await watch.decide(entry.id, .release, by: "ann", note: "the range is too narrow")
    #expect(released.state == .released && released.stored == 3 && released.actor == "ann")
    #expect(released.decided == Made.time(10))
    #expect(try await stored(historian).map(\.time) == (0...3).map { Made.time(Double($0)) })
    let raised = try #require(log.steps.first { $0.alarm == "press.high" })
    // The rules had let time pass until 3 s, and it never runs back; what was sensed keeps its time.
    #expect(raised.time == Made.time(3))
    #expect(raised.evidence?.stages.sensed == Made.time(1))
    let account = await historian.ledger()["plc"]
    #expect(account.received == 4 && account.stored == 4 && account.quarantined == 0 && account.isBalanced)
    await #expect(throws: ReviewRefusal.self) { try await watch.decide(entry.id, .reject, by: "bob") }
    #expect(await watch.close().findings.isEmpty)
    let kept = try #require(try await QuarantineEntry.find(entry.id, in: historian))
    #expect(kept == released)
  }

  @Test("What is fixed is stored as put in by hand")
  func fixes() async throws {
    let (made, historian, log) = (MadePlant(), MemoryHistorian(), Log())
    let (watch, entry) = try await watch(made, historian, log)
    let fix = QuarantineFix(factor: 0.1, offset: 1)
    let fixed = try await watch.decide(entry.id, .fix(fix), by: "ann")
    #expect(fixed.state == .fixed && fixed.fix == fix)
    let samples = try await stored(historian)
    #expect(samples.map(\.value) == [.number(50)] + Array(repeating: .number(22), count: 3))
    #expect(samples.dropFirst().allSatisfy { $0.quality == .uncertain(.substituted) })
    #expect(await watch.close().findings.isEmpty)
  }

  @Test("What is rejected stays out, and an entry that came true in the meantime does not change the present")
  func rejects() async throws {
    let (made, historian, log) = (MadePlant(), MemoryHistorian(), Log())
    let (watch, entry) = try await watch(made, historian, log)
    // A newer sample passes: what is released later says nothing about now.
    await watch.take([Made.sample(0, 60, at: 9)], from: "plc")
    _ = try await watch.decide(entry.id, .release, by: "ann")
    #expect(!log.steps.contains { $0.alarm == "press.high" })
    for second in 11...12 { await watch.take([Made.sample(0, -5, at: Double(second))], from: "plc") }
    let records = await historian.records(
      RecordQuery(.quarantine, in: WatchRecords.ever, state: "waiting"), limit: 9)
    let other = try WatchRecords.entry(try #require(records.first))
    #expect(try await watch.decide(other.id, .reject, by: "bob").state == .rejected)
    let account = await historian.ledger()["plc"]
    #expect(account.received == 7 && account.stored == 5 && account.quarantined == 2)
    #expect(await watch.counts.review.waiting == 0)
    #expect(await watch.close().findings.isEmpty)
  }

  @Test("A decision that was cut short behind the storing can be made again, and counts once")
  func decidesTwice() async throws {
    let (made, historian, log) = (MadePlant(), MemoryHistorian(), Log())
    let (watch, entry) = try await watch(made, historian, log)
    let before = try #require(
      await historian.records(RecordQuery(.quarantine, in: WatchRecords.ever), limit: 9).first)
    _ = try await watch.decide(entry.id, .release, by: "ann")
    // The process was killed before the entry was written down.
    await historian.record([before])
    #expect(try await watch.decide(entry.id, .release, by: "ann").stored == 0)
    let account = await historian.ledger()["plc"]
    #expect(account.stored == 4 && account.quarantined == 0 && account.isBalanced)
  }

  @Test("Failed reads are counted in one entry that cannot be released; the queue has a bound")
  func countsFailedReads() async throws {
    let (made, historian) = (MadePlant(), MemoryHistorian())
    let (watch, _) = try await PlantWatch.start(
      try Made.plant(), historian, folder: nil, settings: WatchSettings(reviewEntries: 1), now: made.clock)
    let place = SignalIndex(rawValue: 0)
    for second in 0..<200 {
      let time = Made.time(Double(second))
      await watch.take([Sample(place, at: time, received: time, missing: .timedOut)], from: "plc")
    }
    await watch.take([Made.sample(0, 50, at: 200), Made.sample(0, 900, at: 201)], from: "plc")
    let counts = await watch.counts
    #expect(counts.review.waiting == 1 && counts.review.unkept == 1 && counts.total.quarantined == 201)
    let records = await historian.records(RecordQuery(.quarantine, in: WatchRecords.ever), limit: 9)
    let entry = try WatchRecords.entry(try #require(records.first))
    #expect(records.count == 1 && entry.count == 200 && entry.samples.isEmpty && entry.detail == "timed_out")
    await #expect(throws: ReviewRefusal.self) { try await watch.decide(entry.id, .release, by: "ann") }
    await #expect(throws: ReviewRefusal.self) { try await watch.decide("press.p@1-range", .reject, by: "ann") }
    #expect(await watch.close().findings.isEmpty)
  }

  @Test("A command of another process reaches the watch through its mailbox, and is carried out once")
  func servesMailbox() async throws {
    try await withFolder { folder in
      let (made, historian, log) = (MadePlant(), MemoryHistorian(), Log())
      let (watch, entry) = try await watch(made, historian, log)
      #expect(!Mailbox.isServed(folder))
      let mailbox = try #require(Mailbox(serving: folder))
      #expect(Mailbox.isServed(folder) && Mailbox(serving: folder) == nil)
      let serving = Task { await watch.serve(mailbox, clock: ContinuousClock()) }
      let reply = await Mailbox.ask(.review(id: entry.id, decision: .reject, note: nil), by: "ann", in: folder)
      #expect(reply?.entry?.state == .rejected && reply?.entry?.actor == "ann" && reply?.refusal == nil)
      let again = await Mailbox.ask(.review(id: entry.id, decision: .release, note: nil), by: "bob", in: folder)
      #expect(again?.refusal?.found == "rejected by ann")
      let alarm = await Mailbox.ask(.alarm(id: "press.high", command: .acknowledge), by: "ann", in: folder)
      #expect(alarm?.refusal != nil && alarm?.stage == .normal)
      #expect(await Mailbox.ask(.waiting, by: "ann", in: folder)?.waiting == 0)
      serving.cancel()
      await serving.value
      #expect(await Mailbox.ask(.waiting, by: "ann", in: folder, limit: 0.2) == nil)
    }
  }
}
