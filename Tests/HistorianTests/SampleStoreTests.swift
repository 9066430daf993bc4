import Foundation
import Historian
import Plant
import Synchronization
import Testing

@Suite("The stage that stores samples")
struct SampleStoreTests {
  /// A historian that can be away, also in the very moment between storing and saying so.
  private actor Moody: SampleSink {
    enum Mood { case well, away, forgetful, slow }

    let inner = MemoryHistorian()
    private(set) var mood = Mood.well
    private var gates: [CheckedContinuation<Void, Never>] = []

    func become(_ mood: Mood) {
      self.mood = mood
      for gate in gates { gate.resume() }
      gates = []
    }

    func append(_ batch: SampleBatch) async throws(HistorianFailure) -> AppendReceipt {
      if mood == .slow { await withCheckedContinuation { gates.append($0) } }
      if mood == .away { throw away }
      let receipt = try await inner.append(batch)
      if mood == .forgetful { throw away }
      return receipt
    }

    private var away: HistorianFailure {
      HistorianFailure(.away, at: "moody", doing: "appending", found: "nobody", remedy: "wait")
    }

    func flush() async {}
  }

  private func withFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "store-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await body(folder)
  }

  private func some(_ number: Int) throws -> SampleBatch {
    var some = try batch((0..<10).map { sample($0 % 5, at: Double(number * 10 + $0)) }, source: "s\(number % 3)")
    some.quarantined = number % 2
    return some
  }

  @Test("While the historian is away batches wait on the disk, in order, and the ledger balances", arguments: 0..<8)
  func bridgesAbsence(_ seed: UInt64) async throws {
    try await withFolder { folder in
      var dice = Dice(seed: seed)
      let historian = Moody()
      var given = 0
      var number = 0
      for _ in 0..<3 {
        // A new process each time; the last one was simply gone.
        let store = SampleStore(historian, spool: try DiskSpool(folder, limits: .init(segmentBytes: 900)))
        for _ in 0..<60 {
          switch Int.random(in: 0..<10, using: &dice) {
          case 0: await historian.become(.away)
          case 1: await historian.become(.forgetful)
          case 2, 3: await historian.become(.well)
          case 4: _ = await store.drain()
          default:
            let batch = try some(number)
            number += 1
            given += batch.received
            let outcome = await store.store(batch)
            #expect(outcome != .dropped(.shutdown))
          }
          #expect(await store.counters.imbalance == 0)
        }
      }
      await historian.become(.well)
      let store = SampleStore(historian, spool: try DiskSpool(folder))
      while await store.drain() != .empty {}
      let end = await store.close()
      #expect(end.imbalance == 0 && end.inSpool == 0)
      let ledger = await historian.inner.ledger()
      #expect(ledger.isBalanced && ledger.total.received == given)
      #expect(ledger.total.stored == number * 10 && ledger.total.deduplicated == 0)
      #expect(try await historian.inner.everything(of: "press.p0").count == number * 2)
    }
  }

  @Test("Without room on the disk samples are dropped, counted, and on the books once the historian is back")
  func booksDrops() async throws {
    try await withFolder { folder in
      let historian = Moody()
      await historian.become(.away)
      let events = Mutex<[SampleStoreEvent]>([])
      let store = SampleStore(historian, spool: try DiskSpool(folder, limits: .init(bytes: 1_200))) { event in
        events.withLock { $0.append(event) }
      }
      for number in 0..<12 { _ = await store.store(try some(number)) }
      let counters = await store.counters
      #expect(counters.imbalance == 0 && (counters.dropped[.spoolFull] ?? 0) > 0)
      await historian.become(.well)
      while await store.drain() != .empty {}
      for number in 12..<15 { _ = await store.store(try some(number)) }
      #expect(await store.close().imbalance == 0)
      let ledger = await historian.inner.ledger()
      let given = try (0..<15).reduce(0) { try $0 + some($1).received }
      #expect(ledger.isBalanced && ledger.total.received == given)
      #expect(ledger.total.dropped[.spoolFull] == counters.dropped[.spoolFull])
      let seen = events.withLock { $0 }
      #expect(seen.contains(.spool(.full)) && seen.contains(.back) && seen.contains(.spool(.normal)))
    }
  }

  @Test("Losses of a damaged spool are booked once")
  func booksDamage() async throws {
    try await withFolder { folder in
      let historian = Moody()
      await historian.become(.away)
      do {
        let store = SampleStore(historian, spool: try DiskSpool(folder))
        for number in 0..<6 { _ = await store.store(try some(number)) }
      }
      let name = try #require(
        try FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasSuffix(".spool") })
      var bytes = try Data(contentsOf: URL(filePath: folder + "/" + name))
      for place in [100, bytes.count - 3] { bytes[place] ^= 0x10 }
      try bytes.write(to: URL(filePath: folder + "/" + name))
      await historian.become(.forgetful)
      for _ in 0..<3 {
        let store = SampleStore(historian, spool: try DiskSpool(folder))
        _ = await store.drain()
      }
      await historian.become(.well)
      let store = SampleStore(historian, spool: try DiskSpool(folder))
      while await store.drain() != .empty {}
      #expect(await store.counters.imbalance == 0)
      let ledger = await historian.inner.ledger()
      let given = try (0..<6).reduce(0) { try $0 + some($1).received }
      #expect(ledger.isBalanced && ledger.total.received == given && ledger.total.stored == 40)
      #expect(ledger["spool"].dropped == [.spoolDamaged: given - ledger.total.stored - ledger.total.quarantined])
    }
  }

  @Test("A slow historian holds sources back; the queue never grows beyond its bound")
  func holdsBack() async throws {
    let historian = Moody()
    await historian.become(.slow)
    let store = SampleStore(
      historian, spool: nil, settings: SampleStore.Settings(queueSamples: 50, drainedAtOnce: 1))
    try await withThrowingTaskGroup(of: StoreOutcome.self) { group in
      let batches = try (0..<30).map { try batch((0..<10).map { sample($0, at: Double($0)) }, source: "s\($0)") }
      for batch in batches { group.addTask { await store.store(batch) } }
      while await store.counters.received < 300 { await Task.yield() }
      #expect(await store.counters.heldBack >= 20)
      await historian.become(.well)
      for try await outcome in group {
        if case .stored = outcome { continue }
        Issue.record("\(outcome)")
      }
    }
    let counters = await store.counters
    #expect(counters.imbalance == 0 && counters.inQueue == 0)
  }
}
