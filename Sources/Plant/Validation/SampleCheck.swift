/// Judges all samples of a plant: each signal by its own limits, then signals against each other.
///
/// Nothing that is quarantined passes, and every sample is counted exactly once:
/// received = passed + duplicates + quarantined.
public struct SampleCheck: Sendable {
  private var checks: [SignalCheck]
  private var physics: PhysicsCheck
  /// What became of the samples of each signal so far.
  public private(set) var counts: [ValidationCounts]
  /// The signals that have been found silent and not been heard of since.
  private var silent: Set<SignalIndex> = []
  private let gaps: [Double?]
  /// When the newest sample of each signal that passed was true.
  private var heard: [Instant?]

  /// A check for a plant that has seen nothing.
  /// - Parameter acceptsUncertain: let values pass that their source doubts.
  public init(_ plant: PlantDescription, acceptsUncertain: Bool = false) {
    checks = plant.signals.map { SignalCheck($0, acceptsUncertain: acceptsUncertain) }
    physics = PhysicsCheck(plant.identities)
    counts = plant.signals.map { _ in ValidationCounts() }
    gaps = plant.signals.map(\.limits.gap)
    heard = plant.signals.map { _ in nil }
  }

  /// Judges the next sample; its signal must be one of the plant's.
  public mutating func judge(_ sample: Sample) -> Judgment {
    let place = Int(sample.signal.rawValue)
    precondition(checks.indices.contains(place), "a sample of a signal that the plant does not have")
    var judgment = checks[place].judge(sample)
    if case .passed(isLate: false) = judgment.verdict, let number = sample.value?.number,
      let reason = physics.judge(sample.signal, number, at: sample.time)
    {
      judgment.verdict = .quarantined(reason)
    }
    // A clock that was set back must not make a signal look heard of for the time it repeats.
    if judgment.clockWasSetBack { heard[place] = heard[place].map { min($0, sample.received) } }
    if judgment.verdict.isPassed {
      silent.remove(sample.signal)
      heard[place] = max(heard[place] ?? sample.time, sample.time)
    }
    counts[place].add(judgment)
    return judgment
  }

  /// The signals from which nothing usable has come for longer than their gap at `now`, each told once until it is
  /// heard of again. A signal that never spoke counts from `start`.
  public mutating func newlySilent(at now: Instant, since start: Instant) -> [SignalIndex] {
    var found: [SignalIndex] = []
    for (place, gap) in gaps.enumerated() {
      let signal = SignalIndex(rawValue: UInt32(place))
      guard let gap, now.seconds(since: max(heard[place] ?? start, start)) > gap else { continue }
      if silent.insert(signal).inserted { found.append(signal) }
    }
    return found
  }

  /// The identities that do not hold at the moment.
  public var brokenIdentities: [PhysicalIdentity] { physics.broken }

  /// The counts of all signals together.
  public var total: ValidationCounts { counts.reduce(into: ValidationCounts()) { $0.add($1) } }
}

/// What became of samples.
public struct ValidationCounts: Hashable, Sendable {
  public private(set) var received = 0
  public private(set) var passed = 0
  /// Those among the passed that were older than one before them.
  public private(set) var late = 0
  public private(set) var duplicates = 0
  /// Times without a usable value that were longer than may be.
  public private(set) var gaps = 0
  /// How often a clock was found set back.
  public private(set) var clockSteps = 0
  private var byRule = Array(repeating: 0, count: ValidationRule.allCases.count)

  /// Nothing received.
  public init() {}

  /// The samples that a rule has quarantined.
  public subscript(rule: ValidationRule) -> Int { byRule[rule.place] }

  /// The samples in quarantine.
  public var quarantined: Int { byRule.reduce(0, +) }

  /// Nothing was lost and nothing counted twice.
  public var isBalanced: Bool { received == passed + duplicates + quarantined }

  mutating func add(_ judgment: Judgment) {
    received += 1
    switch judgment.verdict {
    case .passed(let isLate):
      passed += 1
      if isLate { late += 1 }
    case .duplicate: duplicates += 1
    case .quarantined(let reason): byRule[reason.rule.place] += 1
    }
    if judgment.gap != nil { gaps += 1 }
    if judgment.clockWasSetBack { clockSteps += 1 }
  }

  mutating func add(_ other: ValidationCounts) {
    received += other.received
    passed += other.passed
    late += other.late
    duplicates += other.duplicates
    gaps += other.gaps
    clockSteps += other.clockSteps
    for place in byRule.indices { byRule[place] += other.byRule[place] }
  }
}
