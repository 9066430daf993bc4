public import Historian

/// What a watch found when it began.
public struct WatchStart: Hashable, Sendable {
  /// The books of the historian; `nil` when it was away.
  public let ledger: SampleLedger?
  /// Why the historian was away; samples wait in the spool until it comes.
  public let absence: HistorianFailure?
  /// Samples that a former process left in the spool.
  public let inSpool: Int
  /// Alarms that went on from where they were.
  public let alarms: Int
  /// Steps that alarms made from samples that were stored and not judged.
  public let caughtUp: Int
  /// What is wrong with the books, in words; empty when nothing is.
  public let findings: [String]
}

/// How a watch ended.
public struct WatchSummary: Hashable, Sendable {
  /// The books when the historian was met, and at the end; `nil` when it was away.
  public let before: SampleLedger?
  public let after: SampleLedger?
  public let counts: WatchCounts
  /// Samples of a former watch that were in the spool at the start.
  public let inSpoolBefore: Int

  /// Samples that were given up and could be written down nowhere.
  public let forgotten: Int

  /// What does not add up, in words; empty when every sample is accounted for.
  public var findings: [String] {
    var findings: [String] = []
    let (total, store) = (counts.total, counts.store)
    for (source, count) in counts.sources.sorted(by: { $0.key < $1.key }) where !count.isBalanced {
      findings.append("\(source): received \(count.received) is not passed + duplicates + quarantined")
    }
    if store.imbalance != 0 { findings.append("\(store.imbalance) samples are on no account of the store") }
    if total.received + inSpoolBefore != store.received {
      findings.append("\(total.received) samples were judged, \(store.received - inSpoolBefore) given to the store")
    }
    if forgotten > 0 { findings.append("\(forgotten) samples were given up, and no disk took the note of it") }
    guard let before, let after else { return findings }
    findings += Self.imbalances(after)
    let booked = after.total.received - before.total.received
    let given = total.received + inSpoolBefore
    // While samples wait, for those delivered twice, and for those that were given up while there were no books to
    // write it into, the books may be behind, but never ahead.
    let givenUp = [DropReason.spoolFull, .spoolFailed, .shutdown, .refused].map { store.dropped[$0] ?? 0 }
    let behind = store.repeated + store.inSpool + givenUp.reduce(0, +)
    if !(given - behind...given).contains(booked) {
      findings.append("\(given) samples were received, \(booked) are on the books")
    }
    return findings
  }

  static func imbalances(_ ledger: SampleLedger) -> [String] {
    ledger.imbalances.map { "the account of \($0.source) misses \($0.missing) samples" }
  }
}
