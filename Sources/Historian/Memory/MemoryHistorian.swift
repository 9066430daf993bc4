import Integrators
public import Plant

/// Remembers as long as the process lives: for tests, trials, and as the measure of the other historians.
public actor MemoryHistorian: Historian {
  public nonisolated let place = "memory"
  private var series: [SignalID: MemorySeries] = [:]
  private var words: [SignalID: StoredSignal] = [:]
  private var kept: [String: (artifact: Artifact, bytes: [UInt8])] = [:]
  private var recorded: [HistorianRecord.Kind: [String: HistorianRecord]] = [:]
  private var book = SampleLedger()
  private var deliveries: [UInt64: UInt64] = [:]
  private var rule = Retention.standard
  private var oldest = Int64.min

  /// An empty historian.
  public init() {}

  public func append(_ batch: SampleBatch) throws(HistorianFailure) -> AppendReceipt {
    var receipt = AppendReceipt()
    if let delivery = batch.delivery {
      if let last = deliveries[delivery.spool], last >= delivery.number {
        receipt.isRepetition = true
        return receipt
      }
      deliveries[delivery.spool] = delivery.number
    }
    for sample in batch.samples {
      if let reason = Admission.refusal(sample, signals: batch.signals.count, oldest: oldest) {
        receipt.dropped[reason, default: 0] += 1
        continue
      }
      let id = batch.signals[Int(sample.signal.rawValue)]
      if words[id] == nil { words[id] = StoredSignal(id: id) }
      if series[id, default: MemorySeries()].insert(StoredSample(sample)) {
        receipt.stored += 1
      } else {
        receipt.deduplicated += 1
      }
    }
    if batch.isAccounted { book[batch.source].add(receipt.account(of: batch)) }
    return receipt
  }

  public func samples(
    of signal: SignalID, in range: Range<Instant>, after cursor: SampleCursor?, limit: Int
  ) throws(HistorianFailure) -> SamplePage {
    let limit = max(0, limit)
    var found = series[signal]?.samples(from: range.lowerBound.microseconds, to: range.upperBound.microseconds) ?? []
    if let cursor { found = found.drop { $0.key <= cursor.key } }
    let page = found.prefix(limit)
    let samples = page.compactMap { $0.sample(of: SignalIndex(rawValue: 0)) }
    return SamplePage(samples: samples, next: page.count < found.count ? page.last.map { SampleCursor($0.key) } : nil)
  }

  public func rollUps(
    of signal: SignalID, _ level: RollUpLevel, in range: Range<Instant>, after start: Int64?, limit: Int
  ) throws(HistorianFailure) -> RollUpPage {
    let lower = max(range.lowerBound.microseconds, start.map { $0 + 1 } ?? .min)
    let found = series[signal]?.rollUps(level, from: lower, to: range.upperBound.microseconds) ?? []
    let page = Array(found.prefix(max(0, limit)))
    return RollUpPage(windows: page, next: page.count < found.count ? page.last?.start : nil)
  }

  public func signals() -> [StoredSignal] {
    words.values.sorted { $0.id < $1.id }
  }

  public func describe(_ signals: [StoredSignal]) {
    for signal in signals { words[signal.id] = signal }
  }

  public func record(_ records: [HistorianRecord]) {
    for record in records {
      if let former = recorded[record.kind]?[record.id], former.time > record.time { continue }
      recorded[record.kind, default: [:]][record.id] = record
    }
  }

  public func records(_ query: RecordQuery, limit: Int) -> [HistorianRecord] {
    let found = (recorded[query.kind] ?? [:]).values.filter { record in
      query.range.contains(record.time) && (query.machine ?? record.machine) == record.machine
        && (query.state ?? record.state) == record.state
        && query.after.map { ($0.time, $0.id) < (record.time, record.id) } ?? true
    }
    return Array(found.sorted { ($0.time, $0.id) < ($1.time, $1.id) }.prefix(max(0, limit)))
  }

  public func keep(_ bytes: [UInt8], kind: String, created: Instant) -> String {
    let digest = SHA256Digest(bytes).description
    if kept[digest] == nil {
      kept[digest] = (Artifact(digest: digest, kind: kind, size: bytes.count, created: created), bytes)
    }
    return digest
  }

  public func artifact(_ digest: String) -> [UInt8]? { kept[digest]?.bytes }

  public func artifacts() -> [Artifact] { kept.values.map(\.artifact).sorted { $0.digest < $1.digest } }

  public func ledger() -> SampleLedger { book }

  public func lastDelivery(of spool: UInt64) -> UInt64? { deliveries[spool] }

  public func retention() -> Retention { rule }

  public func setRetention(_ retention: Retention) { rule = retention }

  public func retain(now: Instant) -> RetentionOutcome {
    var outcome = RetentionOutcome()
    if let start = Retention.start(rule.samples, now: now.microseconds), start > oldest {
      oldest = start
      let keepsSeconds = rule.second != rule.samples
      for id in series.keys {
        outcome.samples += series[id]?.dropSamples(before: start, keepingSeconds: keepsSeconds) ?? 0
      }
    }
    for level in RollUpLevel.allCases {
      guard let start = Retention.start(rule.days(level), now: now.microseconds) else { continue }
      for id in series.keys { outcome.windows += series[id]?.dropWindows(level, before: start) ?? 0 }
    }
    if let start = Retention.start(rule.records, now: now.microseconds) {
      for kind in recorded.keys {
        let past = recorded[kind]?.filter { $0.value.isPast && $0.value.time.microseconds < start } ?? [:]
        outcome.records += past.count
        for id in past.keys { recorded[kind]?[id] = nil }
      }
    }
    outcome.oldest = oldest == .min ? nil : Instant(microseconds: oldest)
    return outcome
  }

  public func restore(_ windows: [RollUp], _ level: RollUpLevel, of signal: SignalID) {
    if words[signal] == nil { words[signal] = StoredSignal(id: signal) }
    series[signal, default: MemorySeries()].merge(windows, level)
  }

  public func restore(_ ledger: SampleLedger, oldest: Instant?) {
    book.add(ledger)
    if let oldest { self.oldest = max(self.oldest, oldest.microseconds) }
  }

  public func oldestSamples() -> Instant? { oldest == .min ? nil : Instant(microseconds: oldest) }

  public func flush() {}

  public func close() {}
}
