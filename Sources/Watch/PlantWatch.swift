public import Historian
public import Plant

/// Takes what sources deliver through validation, historian and alarm rules, in order and bounded.
///
/// One delivery at a time is in work; ``take(_:from:)`` returns when it has been judged, stored, judged by alarm rules,
/// and told. A source that polls then polls later: back-pressure is the absence of room. Samples in quarantine reach
/// neither the store nor a rule; a signal in quarantine counts as not known.
public actor PlantWatch {
  public nonisolated let plant: PlantDescription
  public nonisolated let historian: any Historian
  let settings: WatchSettings
  let now: @Sendable () -> Instant
  let store: SampleStore
  let records: RecordStore
  let gate: HistorianGate
  private let signals: [SignalID]
  private var check: SampleCheck
  private var bands: DeadBands
  var board: AlarmBoard
  var desk: ReviewDesk
  private var turnstile: Turnstile
  private let audience: WatchAudience
  /// The machine of each alarm.
  let machines: [String: String]
  /// Steps of each alarm since the watch began.
  var stepCounts: [String: Int] = [:]
  private var numbers: WatchCounts
  /// When the newest sample of each signal that alarm rules have seen was true.
  private var newestJudged: [Instant?]
  /// Steps that are written down without the time they were published.
  private var unpublished: [AlarmTransition] = []
  let start: Instant
  private var saved: Instant
  private var told: Instant
  /// Time of the newest record of an alarm's state.
  private var written: Instant
  private var nextSaved = 0
  /// Whether alarms have moved since their states were kept beside the spool.
  private var hasMoved = false
  let folder: String?
  private let alarmFile: AlarmFile?
  /// The ledger when the historian was met; `nil` before.
  private var before: SampleLedger?
  /// Samples in the spool at the start.
  private let inSpoolBefore: Int
  /// The last that was told of a historian that is not met yet.
  private var absence = ""

  init(
    _ plant: PlantDescription, _ historian: any Historian, _ gate: HistorianGate, _ store: SampleStore,
    _ records: RecordStore, _ settings: WatchSettings, _ audience: WatchAudience, folder: String?, inSpool: Int,
    now: @escaping @Sendable () -> Instant
  ) {
    self.gate = gate
    self.plant = plant
    self.historian = historian
    self.store = store
    self.records = records
    self.settings = settings
    board = AlarmBoard(plant.alarms)
    self.audience = audience
    machines = Dictionary(plant.alarms.map { ($0.id, plant[$0.signal].machine) }) { first, _ in first }
    self.folder = folder
    alarmFile = folder.map { AlarmFile(in: $0) }
    self.now = now
    inSpoolBefore = inSpool
    signals = plant.signals.map(\.id)
    check = SampleCheck(plant)
    bands = DeadBands(plant)
    desk = ReviewDesk(bound: settings.reviewEntries, waiting: 0)
    turnstile = Turnstile(bound: settings.queueSamples)
    newestJudged = plant.signals.map { _ in nil }
    var numbers = WatchCounts()
    numbers.queue.bound = settings.queueSamples
    self.numbers = numbers
    let start = now()
    written = start
    self.start = start
    saved = start
    told = start
  }

  /// Adds somebody who hears of everything from now on.
  public nonisolated func add(_ listener: any WatchListener) { audience.add(listener) }

  /// Counts so far.
  public var counts: WatchCounts {
    get async {
      var counts = numbers
      counts.queue.waiting = turnstile.weight
      counts.store = await store.counters
      counts.records = await records.counters
      counts.review = desk.counts
      return counts
    }
  }

  /// The alarm rules with their states.
  public var alarms: [(rule: AlarmRule, state: AlarmState)] { board.alarms }

  /// States of alarms that are written down together.
  private static let savedAtOnce = 32

  // MARK: Samples

  /// Takes a delivery of a source; its samples must be of the plant's signals.
  public func take(_ samples: [Sample], from source: String) async {
    guard !samples.isEmpty else { return }
    await enter(samples.count)
    defer { leave(samples.count) }
    let judgments = samples.map { check.judge($0) }
    let validated = now()
    var batch = SampleBatch(source: source, signals: signals, samples: [])
    batch.samples.reserveCapacity(samples.count)
    var passed: [Sample] = []
    passed.reserveCapacity(samples.count)
    // Whether each sample is worth a row.
    var isKept = Array(repeating: false, count: samples.count)
    var count = numbers.sources[source] ?? WatchCounts.Source()
    count.received += samples.count
    for (place, (sample, judgment)) in zip(samples, judgments).enumerated() {
      switch judgment.verdict {
      case .passed(let isLate):
        passed.append(sample)
        if isLate { count.late += 1 }
        isKept[place] = isLate || bands.keeps(sample)
        if isKept[place] { batch.samples.append(sample) }
        desk.end(sample.signal)
      case .duplicate: batch.deduplicated += 1
      case .quarantined(let reason):
        batch.quarantined += 1
        desk.hold(sample, reason, source: source, signal: plant[sample.signal])
      }
    }
    let unchanged = passed.count - batch.samples.count
    if unchanged > 0 { batch.dropped[.deadBand] = unchanged }
    count.passed += passed.count
    count.unchanged += unchanged
    count.duplicates += batch.deduplicated
    count.quarantined += batch.quarantined
    numbers.sources[source] = count
    // What is kept for review is written down before the ledger says that it is in quarantine.
    await writeReviews()
    let outcome = await store.store(batch)
    var stored: Instant?
    switch outcome {
    case .stored, .spooled: stored = now()
    case .dropped:
      for sample in batch.samples { bands.forget(sample.signal) }
    }
    if !passed.isEmpty {
      tell(.accepted(AcceptedSamples(source: source, samples: passed, validated: validated, stored: stored)))
    }
    var steps: [AlarmTransition] = []
    for (place, (sample, judgment)) in zip(samples, judgments).enumerated() {
      switch judgment.verdict {
      case .passed(isLate: false):
        steps += judge(sample, validated: validated, stored: isKept[place] ? stored : nil)
      case .passed(isLate: true), .duplicate: continue
      case .quarantined(let reason): steps += doubt(sample, reason)
      }
    }
    await publish(steps)
  }

  /// Lets alarm rules see a sample that passed.
  private func judge(_ sample: Sample, validated: Instant?, stored: Instant?) -> [AlarmTransition] {
    newestJudged[Int(sample.signal.rawValue)] = sample.time
    return board.take(sample, validated: validated, stored: stored)
  }

  /// Lets alarm rules see a sample from the past, unless they have seen a newer one of its signal: what was true then
  /// says nothing about now.
  func judge(past sample: Sample, stored: Instant?) -> [AlarmTransition] {
    if let newest = newestJudged[Int(sample.signal.rawValue)], newest >= sample.time { return [] }
    return judge(sample, validated: stored, stored: stored)
  }

  /// The signal of a sample in quarantine is not known, unless the sample is only out of order.
  private func doubt(_ sample: Sample, _ reason: QuarantineReason) -> [AlarmTransition] {
    switch reason.rule {
    case .duplicate, .late: []
    default: board.lose(sample.signal, at: sample.received)
    }
  }

  // MARK: The historian

  /// The historian was met: its books are what this watch starts from.
  func met(_ ledger: SampleLedger, newestRecord: Instant?, waitingReviews: Int) {
    before = ledger
    written = max(written, newestRecord ?? written)
    desk.found(waiting: waitingReviews)
  }

  /// Alarms go on from where they were.
  func goOn(from memory: AlarmBoard.Memory) { board = AlarmBoard(plant.alarms, memory: memory) }

  /// The ledger when the historian was met; `nil` before.
  var ledgerBefore: SampleLedger? { before }

  /// Tells once why a historian is not met.
  func tellAbsence(_ failure: HistorianFailure) {
    guard absence != failure.found else { return }
    absence = failure.found
    tell(.store(.away(failure)))
  }

  // MARK: Time

  /// Lets time pass: signals fall silent, delays and shelves of alarms run out.
  public func tick() async {
    await enter(0)
    defer { leave(0) }
    let now = now()
    var steps: [AlarmTransition] = []
    for signal in check.newlySilent(at: now, since: start) { steps += board.lose(signal, at: now) }
    steps += board.advance(to: now)
    await publish(steps)
    if now.seconds(since: saved).magnitude >= settings.saving {
      saved = now
      await writeReviews()
      // States that wait would only crowd out steps: those are what the next watch needs, and states are kept beside.
      if await records.counters.waiting == 0 { await saveAlarms() }
      if hasMoved {
        hasMoved = false
        alarmFile?.keep(board.memory)
      }
      _ = await records.drain()
    }
    if now.seconds(since: told).magnitude >= 1 {
      told = now
      tell(.counts(await counts))
    }
  }

  /// Ticks until the task is canceled, and drains the spool whenever something waits in it.
  public func run(clock: some Clock<Duration>) async {
    await withTaskGroup { group in
      group.addTask { [store] in await store.run(clock: clock) }
      group.addTask { await self.meetLater(clock: clock) }
      group.addTask { await self.retain(clock: clock) }
      group.addTask { [settings] in
        while !Task.isCancelled {
          await self.tick()
          do { try await clock.sleep(for: .seconds(settings.tick)) } catch { return }
        }
      }
      await group.waitForAll()
    }
  }

  // MARK: Commands

  /// Ends the work in order; sources must have ended before.
  public func close() async -> WatchSummary {
    await enter(0)
    defer { leave(0) }
    desk.endAll()
    await writeReviews()
    await saveAlarms(.max)
    alarmFile?.keep(board.memory)
    await alarmFile?.finish()
    if !gate.isOpen {
      do throws(HistorianFailure) { try await meet() } catch { tellAbsence(error) }
    }
    while await store.drain() == .more {}
    // What is noted under a name comes onto the books once, whatever happens meanwhile.
    if await !store.givenUp.isEmpty, await remember(store.givenUp) { await store.forgetGivenUp() }
    _ = await store.close()
    _ = await records.drain()
    if gate.isOpen {
      // The next watch tries again.
      do throws(HistorianFailure) { try await recall() } catch { tellAbsence(error) }
    }
    let forgotten = await store.givenUp.values.reduce(0) { $0 + $1.values.reduce(0, +) }
    let after = gate.isOpen ? try? await historian.ledger() : nil
    return WatchSummary(
      before: before, after: after, counts: await counts, inSpoolBefore: inSpoolBefore, forgotten: forgotten)
  }

  // MARK: Inside

  func enter(_ weight: Int) async {
    let isFree = turnstile.enter(weight)
    if !isFree {
      if turnstile.isFull(for: weight) { numbers.queue.heldBack += 1 }
      await withCheckedContinuation { turnstile.wait(weight, $0) }
    }
    numbers.queue.maximum = max(numbers.queue.maximum, turnstile.weight)
  }

  func leave(_ weight: Int) { turnstile.leave(weight) }

  func tell(_ event: WatchEvent) { audience.tell(event) }

  /// Writes steps of alarms down, then tells them.
  @discardableResult
  func publish(_ steps: [AlarmTransition]) async -> [AlarmTransition] {
    guard !steps.isEmpty else { return [] }
    var steps = steps
    let judged = now()
    for place in steps.indices { steps[place].evidence?.stages.judged = judged }
    numbers.steps += steps.count
    for step in steps { stepCounts[step.alarm, default: 0] += 1 }
    hasMoved = true
    await write(unpublished + steps, alarms: Set(steps.map(\.alarm)).compactMap { board.alarm($0) })
    let published = now()
    for place in steps.indices { steps[place].evidence?.stages.published = published }
    unpublished = steps.filter { $0.evidence != nil }
    tell(.alarms(steps))
    return steps
  }

  /// Writes steps down, and how their alarms stand now.
  private func write(
    _ steps: [AlarmTransition], alarms: some Sequence<(rule: AlarmRule, state: AlarmState)>
  ) async {
    let firstOut = Dictionary(board.firstOut.map { ($0.value, $0.key) }) { first, _ in first }
    // A clock that was set back must not make what is kept look newer than what is.
    written = max(written, now())
    var found: [HistorianRecord] = []
    do throws(HistorianFailure) {
      for step in steps { found.append(try WatchRecords.record(step, machine: machines[step.alarm] ?? "")) }
      for (rule, state) in alarms {
        found.append(
          try WatchRecords.record(
            rule, state, firstOf: firstOut[rule.id], machine: machines[rule.id] ?? "", time: written))
      }
    } catch {
      tell(.store(.away(error)))
    }
    _ = await records.put(found)
  }

  /// Writes down what some alarms remember, so many at once that samples do not have to wait for them; each has its
  /// turn.
  private func saveAlarms(_ limit: Int = savedAtOnce) async {
    let count = board.count
    guard count > 0 else { return }
    let share = (0..<min(limit, count)).map { board.alarm(at: (nextSaved + $0) % count) }
    nextSaved = (nextSaved + share.count) % count
    let late = unpublished
    unpublished = []
    await write(late, alarms: share)
  }

  /// Writes down the entries of the review queue that have changed, and tells them.
  func writeReviews() async {
    let entries = desk.takeChanged()
    guard !entries.isEmpty else { return }
    await write(reviews: entries)
  }

  func write(reviews entries: [QuarantineEntry]) async {
    do throws(HistorianFailure) {
      var found: [HistorianRecord] = []
      for entry in entries { found.append(try WatchRecords.record(entry)) }
      _ = await records.put(found)
    } catch {
      tell(.store(.away(error)))
    }
    tell(.quarantined(entries))
  }
}
