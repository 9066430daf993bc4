import Plant

/// Copies all that one historian holds into another one that is empty, and compares both.
public struct HistorianMove: Sendable {
  /// One signal, as both historians have it.
  public struct Signal: Hashable, Sendable {
    public let id: String
    public let samples: Int
    /// CRC32C of its samples in order, in the source and in the target.
    public let checksums: [UInt32]
    /// Whether the roll-ups of an hour agree in all counts.
    public let hasSameRollUps: Bool

    public var isSame: Bool { checksums.first == checksums.last && hasSameRollUps }
  }

  public internal(set) var signals: [Signal] = []
  public internal(set) var records = 0
  public internal(set) var artifacts = 0

  /// Samples of all signals.
  public var samples: Int { signals.reduce(0) { $0 + $1.samples } }
  /// Signals that differ; none after a copy that succeeded.
  public var differing: [Signal] { signals.filter { !$0.isSame } }

  /// What a move is about.
  public enum Stage: String, Hashable, Sendable {
    /// Samples go from the source to the target.
    case copying
    /// Samples are read again on both sides, and their checksums compared.
    case comparing
  }

  /// Samples that are read and written at a time.
  private static let page = 50_000
  private static let always = Instant.earliest..<Instant.latest

  /// Copies `source` into `target`.
  /// - Parameter progress: is told the stage and how many samples of it are done, and may end the move by throwing.
  /// - Throws: a failure of kind `.request` when the target holds anything.
  public init(
    from source: any Historian, to target: any Historian,
    progress: @Sendable (Stage, Int) throws(HistorianFailure) -> Void = { _, _ in }
  ) async throws(HistorianFailure) {
    let present = try await target.signals()
    let book = try await target.ledger()
    guard present.isEmpty, book.accounts.isEmpty else {
      throw HistorianFailure(
        .request, at: target.place, doing: "copying from \(source.place)", found: "a historian that is not empty",
        remedy: "make a new one")
    }
    let oldest = try await source.oldestSamples()
    let rule = try await source.retention()
    try await target.setRetention(rule)
    let known = try await source.signals()
    try await target.describe(known)
    var done = 0
    for signal in known {
      try await Self.copySamples(of: signal.id, from: source, to: target) { count throws(HistorianFailure) in
        done += count
        try progress(.copying, done)
      }
      if let oldest { try await Self.copyWindows(of: signal.id, before: oldest, from: source, to: target) }
    }
    try await copyRecords(from: source, to: target)
    let ledger = try await source.ledger()
    try await target.restore(ledger, oldest: oldest)
    try await target.flush()
    var compared = 0
    for signal in known {
      let here = try await Self.checksum(of: signal.id, in: source)
      let there = try await Self.checksum(of: signal.id, in: target)
      compared += here.samples
      try progress(.comparing, compared)
      let hours = try await Self.hours(of: signal.id, in: source)
      let copies = try await Self.hours(of: signal.id, in: target)
      signals.append(
        Signal(
          id: signal.id.rawValue, samples: here.samples, checksums: [here.checksum, there.checksum],
          hasSameRollUps: hours == copies))
    }
  }

  private static func copySamples(
    of signal: SignalID, from source: any Historian, to target: any Historian,
    _ progress: (Int) throws(HistorianFailure) -> Void
  ) async throws(HistorianFailure) {
    var cursor: SampleCursor?
    while true {
      let found = try await source.samples(of: signal, in: always, after: cursor, limit: page)
      if !found.samples.isEmpty {
        var batch = SampleBatch(source: "", signals: [signal], samples: found.samples)
        batch.isAccounted = false
        _ = try await target.append(batch)
        try progress(found.samples.count)
      }
      guard let next = found.next else { return }
      cursor = next
    }
  }

  private static func copyWindows(
    of signal: SignalID, before oldest: Instant, from source: any Historian, to target: any Historian
  ) async throws(HistorianFailure) {
    guard oldest > .earliest else { return }
    for level in RollUpLevel.allCases {
      var start: Int64?
      while true {
        let found = try await source.rollUps(
          of: signal, level, in: .earliest..<oldest, after: start, limit: page)
        try await target.restore(found.windows, level, of: signal)
        guard let next = found.next else { break }
        start = next
      }
    }
  }

  private mutating func copyRecords(
    from source: any Historian, to target: any Historian
  ) async throws(HistorianFailure) {
    for kind in HistorianRecord.Kind.allCases {
      var query = RecordQuery(kind, in: Self.always)
      while true {
        let found = try await source.records(query, limit: 1_000)
        if found.isEmpty { break }
        try await target.record(found)
        records += found.count
        query.after = found.last
      }
    }
    let kept = try await source.artifacts()
    for artifact in kept {
      guard let bytes = try await source.artifact(artifact.digest) else { continue }
      _ = try await target.keep(bytes, kind: artifact.kind, created: artifact.created)
      artifacts += 1
    }
  }

  private static func checksum(
    of signal: SignalID, in historian: any Historian
  ) async throws(HistorianFailure) -> (samples: Int, checksum: UInt32) {
    var check = CRC32C()
    var cursor: SampleCursor?
    var count = 0
    while true {
      let found = try await historian.samples(of: signal, in: always, after: cursor, limit: page)
      SampleCodec.encode(found.samples.map { StoredSample($0) }).withUnsafeBytes { check.update($0) }
      count += found.samples.count
      guard let next = found.next else { return (count, check.value) }
      cursor = next
    }
  }

  /// Counts of every hour: start, good, uncertain, bad, numbers.
  private static func hours(
    of signal: SignalID, in historian: any Historian
  ) async throws(HistorianFailure) -> [[Int64]] {
    var hours: [[Int64]] = []
    var start: Int64?
    while true {
      let found = try await historian.rollUps(of: signal, .hour, in: always, after: start, limit: page)
      hours += found.windows.map { [$0.start, Int64($0.good), Int64($0.uncertain), Int64($0.bad), Int64($0.numbers)] }
      guard let next = found.next else { return hours }
      start = next
    }
  }
}
