/// What became of a sample.
public enum Verdict: Hashable, Sendable {
  /// It may be stored and used. A late one is older than the newest that passed before it.
  case passed(isLate: Bool)
  /// The same value for the same time as before: it may be forgotten, but is counted.
  case duplicate
  /// It must not be used until somebody has looked at it.
  case quarantined(QuarantineReason)

  /// Why the sample is in quarantine; `nil` when it is not.
  public var reason: QuarantineReason? {
    if case .quarantined(let reason) = self { reason } else { nil }
  }

  /// True where the sample may be stored and used.
  public var isPassed: Bool {
    if case .passed = self { true } else { false }
  }
}

/// The verdict on a sample, and what it says about the samples before it.
public struct Judgment: Hashable, Sendable {
  public var verdict: Verdict
  /// The time without a usable value that this sample ends, if it was longer than may be.
  public var gap: SampleGap?
  /// A clock was set back: the order of samples has begun anew.
  public var clockWasSetBack = false

  /// A verdict that says nothing about what was before.
  public init(_ verdict: Verdict) { self.verdict = verdict }
}

/// A time without a usable value.
public struct SampleGap: Hashable, Sendable {
  /// When the last sample before the gap was true.
  public var from: Instant
  /// When the first sample after it was true.
  public var to: Instant

  /// A gap between two samples.
  public init(from: Instant, to: Instant) {
    self.from = from
    self.to = to
  }

  /// Its length [s].
  public var length: Double { to.seconds(since: from) }
}
