public import Plant

/// Takes batches of samples and accounts for them.
public protocol SampleSink: Sendable {
  /// Stores a batch and accounts for it; both last when this returns.
  func append(_ batch: SampleBatch) async throws(HistorianFailure) -> AppendReceipt
  /// Puts what is in memory into its lasting form; queries answer the same before and after.
  func flush() async throws(HistorianFailure)
}

/// Keeps records of what happened.
public protocol RecordSink: Sendable {
  /// Keeps records. One of the same kind and identity replaces the former unless that is of a later time.
  func record(_ records: [HistorianRecord]) async throws(HistorianFailure)
}

/// Remembers samples, what happened, and artifacts.
///
/// Every conformance passes one suite; that suite, not this comment, is the contract:
/// - A batch is stored whole or not at all, together with its entry in the ledger.
/// - A sample is known by signal, time and sequence. The first one stays; whoever replays, nothing is stored twice.
/// - Samples may come late and in any order. Roll-ups see them as soon as queries do.
/// - Samples older than the oldest day that ``Retention`` left are dropped as `expired`, and counted.
/// - At most one process writes to a historian; others may read.
public protocol Historian: SampleSink, RecordSink {
  /// The historian in words, without password: "SQLite plant.db".
  var place: String { get }

  /// Samples of a signal, the earliest first, at most `limit` of them; none of a signal that is not known.
  func samples(
    of signal: SignalID, in range: Range<Instant>, after cursor: SampleCursor?, limit: Int
  ) async throws(HistorianFailure) -> SamplePage
  /// Windows that begin in `range` and hold samples, the earliest first, at most `limit` of them.
  /// - Parameter start: only windows after this one [µs since 1970-01-01 UTC].
  func rollUps(
    of signal: SignalID, _ level: RollUpLevel, in range: Range<Instant>, after start: Int64?, limit: Int
  ) async throws(HistorianFailure) -> RollUpPage

  /// All signals, by name.
  func signals() async throws(HistorianFailure) -> [StoredSignal]
  /// Makes signals known, or changes their words.
  func describe(_ signals: [StoredSignal]) async throws(HistorianFailure)

  /// Records by time and identity, at most `limit` of them.
  func records(_ query: RecordQuery, limit: Int) async throws(HistorianFailure) -> [HistorianRecord]

  /// Keeps bytes by their digest, which it returns; the same bytes are kept once.
  func keep(_ bytes: [UInt8], kind: String, created: Instant) async throws(HistorianFailure) -> String
  /// The bytes of a digest; `nil` when there are none.
  /// - Throws: a failure of kind `.damaged` when they are no longer what was kept.
  func artifact(_ digest: String) async throws(HistorianFailure) -> [UInt8]?
  /// All artifacts, by digest.
  func artifacts() async throws(HistorianFailure) -> [Artifact]

  /// Where every sample went that was ever appended.
  func ledger() async throws(HistorianFailure) -> SampleLedger
  /// The last batch of a spool that was appended; `nil` when there is none.
  func lastDelivery(of spool: UInt64) async throws(HistorianFailure) -> UInt64?

  /// How long samples and roll-ups are kept.
  func retention() async throws(HistorianFailure) -> Retention
  /// Sets how long samples and roll-ups are kept; nothing is dropped yet.
  func setRetention(_ retention: Retention) async throws(HistorianFailure)
  /// Drops what is older than it is kept.
  func retain(now: Instant) async throws(HistorianFailure) -> RetentionOutcome

  /// Start of the oldest day of samples that may still be stored; `nil` when any may.
  func oldestSamples() async throws(HistorianFailure) -> Instant?

  /// Takes windows from another historian whose samples are gone.
  func restore(_ windows: [RollUp], _ level: RollUpLevel, of signal: SignalID) async throws(HistorianFailure)
  /// Adds the ledger of another historian, whose samples from `oldest` on were copied.
  func restore(_ ledger: SampleLedger, oldest: Instant?) async throws(HistorianFailure)

  /// Ends the work in order; nothing but this may be called afterwards.
  func close() async
}

/// What retention dropped.
public struct RetentionOutcome: Hashable, Sendable {
  /// Samples that are gone.
  public internal(set) var samples = 0
  /// Windows that are gone.
  public internal(set) var windows = 0
  /// Records that are gone.
  public internal(set) var records = 0
  /// Start of the oldest day of samples that may still be stored; `nil` when any may.
  public internal(set) var oldest: Instant?

  /// Nothing yet.
  public init() {}
}

/// Which samples of a batch can be stored at all: the same rules on every historian.
enum Admission {
  /// The reason to drop a sample before it is looked up, or `nil`.
  static func refusal(_ sample: Sample, signals: Int, oldest: Int64) -> DropReason? {
    if Int(sample.signal.rawValue) >= signals { return .unknownSignal }
    if sample.time.microseconds < oldest { return .expired }
    switch sample.value {
    case .number(let number) where !number.isFinite: return .notFinite
    case .text(let text) where text.utf8.count > SampleCodec.longestText: return .tooLong
    default: return nil
    }
  }
}
