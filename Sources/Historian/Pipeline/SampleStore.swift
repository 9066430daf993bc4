import Databases

/// The stage of the pipeline behind validation: brings batches to a historian in order, and to the disk while that is
/// away. What it returns for a batch is true when it returns, so that rules come after storage.
///
/// Back-pressure is the absence of room: ``store(_:)`` suspends until the batch has its turn. A source that polls then
/// polls later; nothing is dropped for want of room in memory.
public actor SampleStore {
  /// Bounds.
  public struct Settings: Hashable, Sendable {
    /// Samples in the queue at most; a single larger batch is let through alone.
    public var queueSamples: Int
    /// Batches taken from the spool before others have their turn again.
    public var drainedAtOnce: Int
    /// Waits between trials while the historian is away [s]: the first, and the longest.
    public var retry: ClosedRange<Double>

    /// Bounds; by default 200,000 samples, 32 batches, and 0.2 … 10 s.
    public init(queueSamples: Int = 200_000, drainedAtOnce: Int = 32, retry: ClosedRange<Double> = 0.2...10) {
      self.queueSamples = max(1, queueSamples)
      self.drainedAtOnce = max(1, drainedAtOnce)
      self.retry = retry
    }
  }

  /// How long after a trial that failed the next one is due.
  public enum Drained: Hashable, Sendable {
    /// Nothing waits in the spool.
    case empty
    /// More waits.
    case more
    /// The historian is away.
    case away
  }

  private let historian: any SampleSink
  private let spool: DiskSpool?
  private let settings: Settings
  private let report: @Sendable (SampleStoreEvent) -> Void
  private let executor = QueueExecutor("sample store")
  private var turnstile: Turnstile
  private var numbers = SampleStoreCounters()
  private var isAway = false
  private var isClosing = false
  private var level = SpoolLevel.normal
  /// Samples that were given up and are not on the books of the historian yet, by source.
  private var unbooked: [String: [DropReason: Int]] = [:]

  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// A stage in front of a historian.
  /// - Parameters:
  ///   - spoolFolder: where batches wait while the historian is away; without, such batches are dropped and counted.
  ///   - spoolBytes: bound of the spool.
  ///   - report: called for what somebody should know, in order; must return soon.
  /// - Throws: when the spool cannot be opened.
  public init(
    _ historian: any SampleSink, spoolFolder: String? = nil, spoolBytes: Int = 1 << 30, settings: Settings = Settings(),
    report: @escaping @Sendable (SampleStoreEvent) -> Void = { _ in }
  ) throws(HistorianFailure) {
    var spool: DiskSpool?
    if let spoolFolder { spool = try DiskSpool(spoolFolder, limits: DiskSpool.Limits(bytes: spoolBytes)) }
    self.init(historian, spool: spool, settings: settings, report: report)
  }

  /// A stage with a spool that is open already.
  package init(
    _ historian: any SampleSink, spool: sending DiskSpool?, settings: Settings = Settings(),
    report: @escaping @Sendable (SampleStoreEvent) -> Void = { _ in }
  ) {
    self.historian = historian
    numbers.inSpool = spool?.waiting ?? 0
    numbers.received = numbers.inSpool
    self.spool = spool
    self.settings = settings
    self.report = report
    turnstile = Turnstile(bound: settings.queueSamples)
  }

  /// Counts so far. What a former process left in the spool counts as received.
  public var counters: SampleStoreCounters {
    var counters = numbers
    counters.inSpool = spool?.waiting ?? 0
    counters.spoolBytes = spool?.bytes ?? 0
    return counters
  }

  /// Samples that were given up and are not on the books of the historian, by source: after ``close()`` somebody has to
  /// remember them.
  public var givenUp: [String: [DropReason: Int]] { unbooked }

  /// Takes samples that were given up off this store's hands: somebody else sees to it that they come onto the books.
  public func forgetGivenUp() { unbooked = [:] }

  /// Stores a batch, or puts it into the spool behind those that wait there.
  public func store(_ batch: SampleBatch) async -> StoreOutcome {
    let weight = batch.received
    numbers.received += weight
    numbers.inQueue += weight
    numbers.inQueueMaximum = max(numbers.inQueueMaximum, numbers.inQueue)
    await enter(weight)
    let outcome = await place(batch)
    numbers.inQueue -= weight
    turnstile.leave(weight)
    return outcome
  }

  /// Brings batches from the spool to the historian, as many as are taken at once.
  public func drain() async -> Drained {
    guard let spool else { return .empty }
    await enter(0)
    defer { turnstile.leave(0) }
    for _ in 0..<settings.drainedAtOnce {
      do {
        guard let (record, lost) = try spool.first() else { return .empty }
        if lost > 0 { try await book(lost: lost, before: record) }
        if let record { try await deliver(record) }
        try spool.remove(record)
        noteLevel()
      } catch {
        note(error)
        return .away
      }
    }
    return .more
  }

  /// Drains the spool whenever something waits in it, until the task is canceled.
  public func run(clock: some Clock<Duration>) async {
    var pause = settings.retry.lowerBound
    while !Task.isCancelled {
      switch await drain() {
      case .more:
        pause = settings.retry.lowerBound
        continue
      case .empty: pause = settings.retry.lowerBound
      case .away: pause = min(2 * pause, settings.retry.upperBound)
      }
      do { try await clock.sleep(for: .seconds(pause)) } catch { return }
    }
  }

  /// Ends the work: batches that come later are dropped and counted, the books of the historian are brought up to
  /// date, and what is in its memory gets its lasting form.
  /// - Returns: the counts at the end; balanced unless samples were lost without a word.
  public func close() async -> SampleStoreCounters {
    await enter(0)
    defer { turnstile.leave(0) }
    isClosing = true
    for (source, dropped) in unbooked where spool?.isEmpty ?? true {
      var batch = SampleBatch(source: source, signals: [], samples: [])
      batch.dropped = dropped
      do {
        _ = try await historian.append(batch)
        unbooked[source] = nil
      } catch {
        note(error)
        break
      }
    }
    do { try await historian.flush() } catch { note(error) }
    return counters
  }

  // MARK: Inside

  private func enter(_ weight: Int) async {
    if turnstile.enter(weight) { return }
    if turnstile.isFull(for: weight) { numbers.heldBack += 1 }
    await withCheckedContinuation { turnstile.wait(weight, $0) }
  }

  /// Stores or spools; has the turn.
  private func place(_ batch: SampleBatch) async -> StoreOutcome {
    if isClosing { return give(up: batch, [:], .shutdown) }
    var batch = batch
    let extra = unbooked[batch.source] ?? [:]
    batch.dropped.merge(extra, uniquingKeysWith: +)
    do {
      let number = try spool?.number()
      batch.delivery = spool.flatMap { spool in
        number.map { SampleBatch.Delivery(spool: spool.identity, number: $0) }
      }
      if let spool, let number, !spool.isEmpty { return put(batch, extra, into: spool, number) }
      do {
        let receipt = try await historian.append(batch)
        unbooked[batch.source] = nil
        take(receipt, batch, withoutDropped: extra)
        noteBack()
        return .stored(receipt)
      } catch {
        note(error)
        if let spool, let number { return put(batch, extra, into: spool, number) }
        return give(up: batch, extra, error.isTransient ? .shutdown : .refused)
      }
    } catch {
      note(error)
      return give(up: batch, extra, .spoolFailed)
    }
  }

  private func put(
    _ batch: SampleBatch, _ extra: [DropReason: Int], into spool: DiskSpool, _ number: UInt64
  ) -> StoreOutcome {
    do {
      try spool.append(batch, number: number)
      unbooked[batch.source] = nil
      numbers.spooled += batch.received
      // What was dropped before is on its way to the books, and counted as waiting until it is there.
      for (reason, count) in extra { numbers.dropped[reason, default: 0] -= count }
      noteLevel()
      return .spooled
    } catch {
      noteLevel()
      return give(up: batch, extra, error.kind == .full && spool.level == .full ? .spoolFull : .spoolFailed)
    }
  }

  /// Drops the samples of a batch; what had been dropped before stays so.
  private func give(
    up batch: SampleBatch, _ extra: [DropReason: Int], _ reason: DropReason
  ) -> StoreOutcome {
    let before = extra.values.reduce(0, +)
    let lost = batch.received - before
    numbers.dropped[reason, default: 0] += lost
    unbooked[batch.source, default: [:]][reason, default: 0] += lost
    report(.lost(samples: lost, reason))
    return .dropped(reason)
  }

  private func deliver(_ record: SpoolRecord) async throws(HistorianFailure) {
    var batch = record.batch
    batch.delivery = spool.map { SampleBatch.Delivery(spool: $0.identity, number: record.number) }
    let receipt = try await historian.append(batch)
    noteBack()
    numbers.drained += batch.received
    if receipt.isRepetition {
      numbers.repeated += batch.received
      // The former process had brought it there, and its books say how much of it was new.
      numbers.stored += batch.samples.count
      numbers.quarantined += batch.quarantined
      numbers.deduplicated += batch.deduplicated
      numbers.dropped.merge(batch.dropped, uniquingKeysWith: +)
    } else {
      take(receipt, batch, withoutDropped: [:])
    }
  }

  /// Puts samples that the spool no longer has on the books of the historian.
  private func book(lost: Int, before record: SpoolRecord?) async throws(HistorianFailure) {
    guard let spool else { return }
    var batch = SampleBatch(source: "spool", signals: [], samples: [])
    batch.dropped = [.spoolDamaged: lost]
    // The number just before that of the next record: booked once, whatever happens in between.
    let number: UInt64
    if let record { number = record.number - 1 } else { number = try spool.number() }
    batch.delivery = SampleBatch.Delivery(spool: spool.identity, number: number)
    let receipt = try await historian.append(batch)
    if !receipt.isRepetition { report(.lost(samples: lost, .spoolDamaged)) }
    numbers.dropped[.spoolDamaged, default: 0] += lost
    spool.skip(lost)
  }

  private func take(_ receipt: AppendReceipt, _ batch: SampleBatch, withoutDropped extra: [DropReason: Int]) {
    let account = receipt.account(of: batch)
    numbers.stored += account.stored
    numbers.quarantined += account.quarantined
    numbers.deduplicated += account.deduplicated
    numbers.dropped.merge(account.dropped, uniquingKeysWith: +)
    for (reason, count) in extra { numbers.dropped[reason, default: 0] -= count }
  }

  private func note(_ failure: HistorianFailure) {
    numbers.failures += 1
    if !isAway { report(.away(failure)) }
    isAway = true
  }

  private func noteBack() {
    if isAway { report(.back) }
    isAway = false
  }

  private func noteLevel() {
    guard let now = spool?.level, now != level else { return }
    level = now
    report(.spool(now))
  }
}
