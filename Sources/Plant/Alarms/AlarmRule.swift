/// When a signal is an alarm, and what an operator should know about it (ANSI/ISA-18.2, IEC 62682).
public struct AlarmRule: Hashable, Sendable {
  /// Its name in the plant file.
  public let id: String
  public var name: String
  public var signal: SignalIndex
  public var condition: AlarmCondition
  public var priority: AlarmPriority
  /// How long the condition must last before the alarm is raised [s].
  public var onDelay: Double
  /// How long the condition must be gone before the alarm counts as returned [s].
  public var offDelay: Double
  /// The alarm stays until somebody resets it, even after the condition is gone.
  public var isLatched: Bool
  /// What to assume while the signal has no usable value.
  public var whenUnknown: UnknownPolicy
  /// How much chattering is too much; `nil` takes any.
  public var flapGuard: FlapGuard?
  /// Alarms of one group point at the one that came first.
  public var group: String?
  /// While this holds the alarm is suppressed by design: a machine at rest has no low pressure.
  public var suppression: AlarmSuppression?
  /// What happens if nobody acts; may be empty.
  public var consequence: String
  /// What to do; may be empty.
  public var response: String

  /// What to assume while there is no usable value.
  public enum UnknownPolicy: String, Hashable, Sendable, CaseIterable {
    /// The condition stays as it was: an unplugged sensor neither raises nor clears.
    case keep
    /// The condition counts as met.
    case raise
    /// The condition counts as gone.
    case clear
  }

  /// A rule without delays that keeps its state while nothing is known.
  public init(
    id: String, name: String? = nil, signal: SignalIndex, condition: AlarmCondition,
    priority: AlarmPriority = .medium, onDelay: Double = 0, offDelay: Double = 0, isLatched: Bool = false,
    whenUnknown: UnknownPolicy = .keep, flapGuard: FlapGuard? = nil, group: String? = nil,
    suppression: AlarmSuppression? = nil, consequence: String = "", response: String = ""
  ) {
    self.id = id
    self.name = name ?? id
    self.signal = signal
    self.condition = condition
    self.priority = priority
    self.onDelay = onDelay
    self.offDelay = offDelay
    self.isLatched = isLatched
    self.whenUnknown = whenUnknown
    self.flapGuard = flapGuard
    self.group = group
    self.suppression = suppression
    self.consequence = consequence
    self.response = response
  }
}

/// How soon an operator must act. The raw value is the word in plant files.
public enum AlarmPriority: String, Hashable, Sendable, CaseIterable, Comparable, Codable {
  case low
  case medium
  case high
  case critical

  /// Place in ``allCases``.
  public var rank: Int {
    switch self {
    case .low: 0
    case .medium: 1
    case .high: 2
    case .critical: 3
    }
  }

  /// Less urgent is less.
  public static func < (lhs: AlarmPriority, rhs: AlarmPriority) -> Bool { lhs.rank < rhs.rank }
}

/// What of a signal's value is an alarm, with the hysteresis that ends it.
public enum AlarmCondition: Hashable, Sendable {
  /// More than the limit [SI]; gone at or below limit - hysteresis.
  case above(Double, hysteresis: Double)
  /// Less than the limit [SI]; gone at or above limit + hysteresis.
  case below(Double, hysteresis: Double)
  /// Outside of the range [SI]; gone within the range shrunk by the hysteresis on both sides.
  case outside(ClosedRange<Double>, hysteresis: Double)
  /// Equal to a whole number, or to a flag as 0 or 1.
  case equals(Double)
  /// No usable value: the signal is silent, or its samples are in quarantine.
  case unusable

  /// Whether the condition is met by a value, given whether it was met before.
  public func isMet(by value: Double, before: Bool) -> Bool {
    switch self {
    case .above(let limit, let hysteresis): value > (before ? limit - hysteresis : limit)
    case .below(let limit, let hysteresis): value < (before ? limit + hysteresis : limit)
    case .outside(let range, let hysteresis):
      before
        ? value < range.lowerBound + hysteresis || value > range.upperBound - hysteresis
        : value < range.lowerBound || value > range.upperBound
    case .equals(let code): value == code
    case .unusable: false
    }
  }

  /// The limit a value breaks or would break first [SI]; `nil` where there is none.
  public func limit(for value: Double) -> Double? {
    switch self {
    case .above(let limit, _), .below(let limit, _): limit
    case .outside(let range, _):
      value - range.lowerBound < range.upperBound - value ? range.lowerBound : range.upperBound
    case .equals(let code): code
    case .unusable: nil
    }
  }
}

/// How often an alarm may come before it counts as chattering; it is then held until it has been quiet.
public struct FlapGuard: Hashable, Sendable {
  /// Raises within ``window`` that make the alarm chatter.
  public var count: Int
  /// The time in which they are counted [s].
  public var window: Double
  /// How long the condition must be steady before the alarm is let go [s].
  public var quiet: Double

  /// By default three raises within a minute, then a minute of quiet.
  public init(count: Int = 3, window: Double = 60, quiet: Double = 60) {
    self.count = count
    self.window = window
    self.quiet = quiet
  }
}

/// The state of a signal in which an alarm has no meaning.
public struct AlarmSuppression: Hashable, Sendable {
  public var signal: SignalIndex
  public var condition: AlarmCondition

  /// Suppresses while `condition` is met by `signal`.
  public init(signal: SignalIndex, condition: AlarmCondition) {
    self.signal = signal
    self.condition = condition
  }
}
