import Foundation
public import Historian
public import Plant

extension PlantWatch {
  /// Opens a watch: alarms go on from where they were, what waits in the state folder waits on.
  ///
  /// While the historian is away, alarms go on from what the state folder holds of them, and samples wait in the spool;
  /// ``run(clock:)`` tries to meet it.
  /// - Parameters:
  ///   - historian: open for writing.
  ///   - folder: where samples and records wait while the historian is away; made where it is missing. Without, samples
  ///     are dropped then, and counted.
  ///   - listener: hears of everything from the beginning.
  ///   - now: our clock.
  /// - Throws: when the folder cannot be used, or the historian for a reason that waiting does not cure; without a
  ///   folder also when it is away.
  public static func start(
    _ plant: PlantDescription, _ historian: any Historian, folder: String?, settings: WatchSettings = WatchSettings(),
    listener: (any WatchListener)? = nil, now: @escaping @Sendable () -> Instant
  ) async throws(HistorianFailure) -> (watch: PlantWatch, found: WatchStart) {
    let audience = WatchAudience()
    if let listener { audience.add(listener) }
    if let folder { try make(folder) }
    let gate = HistorianGate(historian)
    let store = try SampleStore(
      gate, spoolFolder: folder.map { $0 + "/spool" }, spoolBytes: settings.spoolBytes,
      settings: SampleStore.Settings(queueSamples: settings.queueSamples)
    ) { audience.tell(.store($0)) }
    let records = try RecordStore(
      gate, file: folder.map { $0 + "/records" }, bound: settings.recordBound)
    let inSpool = await store.counters.inSpool
    let watch = PlantWatch(
      plant, historian, gate, store, records, settings, audience, folder: folder, inSpool: inSpool, now: now)
    let known = Set(plant.alarms.map(\.id))
    var memory: AlarmBoard.Memory
    var caughtUp = 0
    var absence: HistorianFailure?
    do throws(HistorianFailure) {
      memory = try WatchRecords.memory(try await watch.meet())
      await watch.goOn(from: memory)
    } catch {
      // Without a folder nothing could wait for it.
      guard error.kind == .away, let folder else { throw error }
      absence = error
      memory = AlarmFile.kept(in: folder) ?? AlarmBoard.Memory(states: [:], firstOut: [:])
      await watch.goOn(from: memory)
    }
    if absence == nil { caughtUp = try await watch.catchUp(memory) }
    let ledger = await watch.ledgerBefore
    let found = WatchStart(
      ledger: ledger, absence: absence, inSpool: inSpool, alarms: memory.states.keys.count { known.contains($0) },
      caughtUp: caughtUp, findings: ledger.map { WatchSummary.imbalances($0) } ?? [])
    return (watch, found)
  }

  /// Lets alarms see the samples that were stored after they were last written down.
  /// - Returns: the steps they made.
  private func catchUp(_ memory: AlarmBoard.Memory) async throws(HistorianFailure) -> Int {
    await enter(0)
    defer { leave(0) }
    var since: [SignalIndex: Instant] = [:]
    let oldest = now().advanced(by: -settings.lookBack)
    for rule in plant.alarms {
      guard let seen = memory.states[rule.id]?.now else { continue }
      for signal in [rule.signal, rule.suppression?.signal].compactMap({ $0 }) {
        since[signal] = max(oldest, min(since[signal] ?? .latest, seen))
      }
    }
    var missed: [Sample] = []
    for (signal, time) in since {
      var cursor: SampleCursor?
      repeat {
        let page = try await historian.samples(
          of: plant[signal].id, in: time..<Instant.latest, after: cursor, limit: 10_000)
        missed += page.samples.map { $0.moved(to: signal) }
        cursor = page.next
      } while cursor != nil
    }
    missed.sort { ($0.time, $0.signal, $0.sequence) < ($1.time, $1.signal, $1.sequence) }
    var steps: [AlarmTransition] = []
    for sample in missed where sample.time > since[sample.signal] ?? .latest {
      steps += judge(past: sample, stored: nil)
    }
    await publish(steps)
    return steps.count
  }

  private static func make(_ folder: String) throws(HistorianFailure) {
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw HistorianFailure(
        .refused, at: folder, doing: "making the folder of the watch", found: error.localizedDescription,
        remedy: "name a folder that can be written to")
    }
  }
}

extension Sample {
  /// The same sample in the list of another plant.
  fileprivate func moved(to place: SignalIndex) -> Sample {
    guard let value else {
      return Sample(place, at: time, received: received, missing: quality.reason ?? .unusable, sequence: sequence)
    }
    return Sample(place, at: time, received: received, value: value, quality: quality, sequence: sequence)
  }
}
