public import Historian
import Plant

/// What somebody decides about samples in quarantine.
public enum ReviewDecision: Hashable, Sendable, Codable {
  /// They were true: they are stored as they came.
  case release
  /// They stay out for ever.
  case reject
  /// They are stored with what is right, marked as put in by hand.
  case fix(QuarantineFix)
}

/// Why a decision about samples in quarantine was not carried out.
public struct ReviewRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  /// The entry of the review queue.
  public let entry: String
  public let found: String
  public let expected: String
  public let remedy: String
  /// Whether the entry is another than the one that was looked at.
  public internal(set) var isStale = false
  /// Whether there is no such entry.
  public internal(set) var isMissing = false

  public var description: String { "quarantine \(entry): found \(found); expected \(expected); \(remedy)" }
}

extension PlantWatch {
  /// Decides about an entry of the review queue. Samples that are released or fixed are stored with the times they came
  /// with, and seen by alarm rules where those have seen nothing newer of the signal; on the ledger they move from
  /// quarantined to stored.
  /// - Parameters:
  ///   - actor: who decides.
  ///   - note: why, in words.
  ///   - version: the ``QuarantineEntry/version`` that was looked at; any where `nil`.
  /// - Returns: the entry as it is now.
  public func decide(
    _ id: String, _ decision: ReviewDecision, by actor: String, note: String? = nil, seen version: String? = nil
  ) async throws(ReviewRefusal) -> QuarantineEntry {
    await enter(0)
    defer { leave(0) }
    desk.end(named: id)
    await writeReviews()
    var entry = try await waitingEntry(id, version)
    switch decision {
    case .reject: entry.state = .rejected
    case .release:
      entry.stored = try await replay(entry, nil)
      entry.state = .released
    case .fix(let fix):
      entry.stored = try await replay(entry, fix)
      entry.state = .fixed
      entry.fix = fix
    }
    entry.actor = actor
    entry.decided = now()
    entry.note = note
    desk.decided(stored: entry.stored)
    await write(reviews: [entry])
    return entry
  }

  private func waitingEntry(_ id: String, _ version: String?) async throws(ReviewRefusal) -> QuarantineEntry {
    func refuse(_ found: String, _ expected: String, _ remedy: String = "look at `quarantine list`") -> ReviewRefusal {
      ReviewRefusal(entry: id, found: found, expected: expected, remedy: remedy)
    }
    let entry: QuarantineEntry?
    do throws(HistorianFailure) {
      entry = try await QuarantineEntry.find(id, in: historian)
    } catch {
      throw refuse(error.found, "a historian that answers", error.remedy)
    }
    guard let entry else {
      var refusal = refuse("no such entry", "an entry of the review queue")
      refusal.isMissing = true
      throw refusal
    }
    if let version, version != entry.version {
      var refusal = refuse(entry.version, version)
      refusal.isStale = true
      throw refusal
    }
    guard entry.state == .waiting else {
      throw refuse("\(entry.state.rawValue) by \(entry.actor ?? "nobody")", "an entry that waits for a decision")
    }
    return entry
  }

  /// Stores the samples of an entry and lets alarm rules see them.
  /// - Returns: how many the historian did not have.
  private func replay(_ entry: QuarantineEntry, _ fix: QuarantineFix?) async throws(ReviewRefusal) -> Int {
    func refuse(_ found: String, _ expected: String, _ remedy: String) -> ReviewRefusal {
      ReviewRefusal(entry: entry.id, found: found, expected: expected, remedy: remedy)
    }
    guard let id = SignalID(rawValue: entry.signal), let place = plant.index(of: id) else {
      throw refuse("the signal \(entry.signal)", "a signal of the plant \(plant.id)", "reject it")
    }
    let samples = entry.samples.compactMap { $0.sample(place, fix) }
    guard !samples.isEmpty, samples.count == entry.samples.count else {
      throw refuse(
        samples.isEmpty ? "no sample with a value" : "values that this cannot be done with", "values to store",
        "reject it")
    }
    guard entry.rule != .duplicate else {
      throw refuse("a second value for a time that has one", "samples of another time", "reject it")
    }
    var fresh: [Sample] = []
    do throws(HistorianFailure) {
      for sample in samples where try await !isStored(sample, of: id) { fresh.append(sample) }
      var batch = SampleBatch(source: entry.source, signals: plant.signals.map(\.id), samples: fresh)
      // They were received and quarantined once; now they are stored instead.
      batch.quarantined = -fresh.count
      if !fresh.isEmpty { _ = try await historian.append(batch) }
    } catch {
      throw refuse(error.found, "a historian that answers", error.remedy)
    }
    let stored = now()
    if !fresh.isEmpty {
      tell(.accepted(AcceptedSamples(source: entry.source, samples: fresh, validated: stored, stored: stored)))
    }
    var steps: [AlarmTransition] = []
    for sample in fresh.sorted(by: { $0.time < $1.time }) { steps += judge(past: sample, stored: stored) }
    await publish(steps)
    return fresh.count
  }

  /// Whether the historian has a sample of this time and sequence: a decision that was cut short can be made again.
  private func isStored(_ sample: Sample, of id: SignalID) async throws(HistorianFailure) -> Bool {
    let end = Instant(microseconds: sample.time.microseconds + 1) ?? .latest
    let page = try await historian.samples(of: id, in: sample.time..<end, after: nil, limit: 1_000)
    return page.samples.contains { $0.sequence == sample.sequence }
  }
}

extension QuarantineEntry {
  /// The entry of this name; `nil` when the historian has none.
  public static func find(
    _ id: String, in historian: any Historian
  ) async throws(HistorianFailure) -> QuarantineEntry? {
    // The name says when the entry began.
    let digits = id.split(separator: "@").last?.prefix { $0.isNumber } ?? ""
    guard let start = Int64(digits).flatMap({ Instant(microseconds: $0) }),
      let end = Instant(microseconds: start.microseconds + 1)
    else { return nil }
    let records = try await WatchRecords.all(RecordQuery(.quarantine, in: start..<end), of: historian)
    return try records.first { $0.id == id }.map { record throws(HistorianFailure) in try WatchRecords.entry(record) }
  }
}
