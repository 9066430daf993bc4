public import Plant

/// What a source delivered at one go, after validation.
public struct SampleBatch: Hashable, Sendable {
  /// Names the batch for ever, so that delivering it twice counts once.
  package struct Delivery: Hashable, Sendable {
    /// The spool that numbers its batches.
    package let spool: UInt64
    /// Grows from batch to batch.
    package let number: UInt64

    package init(spool: UInt64, number: UInt64) {
      self.spool = spool
      self.number = number
    }
  }

  /// Whose account the samples are on.
  public var source: String
  /// The list that the samples' places mean.
  public var signals: [SignalID]
  public var samples: [Sample]
  /// Samples of the same delivery that validation kept back.
  public var quarantined: Int
  /// Samples of the same delivery that were seen before.
  public var deduplicated: Int
  /// Samples of the same delivery that were given up.
  public var dropped: [DropReason: Int]
  package var delivery: Delivery?
  /// False for samples that another historian has accounted for.
  package var isAccounted = true

  /// A batch.
  public init(
    source: String, signals: [SignalID], samples: [Sample], quarantined: Int = 0, deduplicated: Int = 0,
    dropped: [DropReason: Int] = [:]
  ) {
    self.source = source
    self.signals = signals
    self.samples = samples
    self.quarantined = quarantined
    self.deduplicated = deduplicated
    self.dropped = dropped
  }

  /// The same with samples that no historian could keep among the dropped.
  var screened: SampleBatch {
    var batch = self
    batch.samples = []
    batch.samples.reserveCapacity(samples.count)
    for sample in samples {
      if let reason = Admission.refusal(sample, signals: signals.count, oldest: .min) {
        batch.dropped[reason, default: 0] += 1
      } else {
        batch.samples.append(sample)
      }
    }
    return batch
  }

  /// Samples that the source delivered: all that the ledger must account for.
  public var received: Int { samples.count + quarantined + deduplicated + dropped.values.reduce(0, +) }
}

/// What became of a batch.
public struct AppendReceipt: Hashable, Sendable {
  public internal(set) var stored = 0
  /// The same sample had been stored before, or stands twice in the batch.
  public internal(set) var deduplicated = 0
  public internal(set) var dropped: [DropReason: Int] = [:]
  /// True when this very batch had been appended before; nothing was changed or counted then.
  public internal(set) var isRepetition = false

  /// Nothing yet.
  public init() {}

  /// The account of the whole batch.
  func account(of batch: SampleBatch) -> SampleLedger.Account {
    var account = SampleLedger.Account()
    account.received = batch.received
    account.stored = stored
    account.quarantined = batch.quarantined
    account.deduplicated = deduplicated + batch.deduplicated
    account.dropped = dropped.merging(batch.dropped, uniquingKeysWith: +)
    return account
  }
}
