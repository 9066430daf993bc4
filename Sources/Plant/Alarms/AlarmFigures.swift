/// How good an alarm system is to those who must live with it: the measures of ANSI/ISA-18.2 and EEMUA 191, taken from
/// the steps of its alarms.
public struct AlarmFigures: Hashable, Sendable {
  /// Times from raise to acknowledgment.
  public struct Waits: Hashable, Sendable {
    /// Half of them are not longer [s].
    public var median: Double
    /// 95 % of them are not longer [s].
    public var most: Double

    /// Waits by their median and the one that 95 % do not exceed [s].
    public init(median: Double, most: Double) {
      self.median = median
      self.most = most
    }
  }

  /// An alarm and how often it was raised.
  public struct Count: Hashable, Sendable {
    public let alarm: String
    public let count: Int
  }

  /// Alarms in ten minutes from which on it is a flood (EEMUA 191: more than ten).
  public static let floodThreshold = 10
  /// An alarm that stands longer is stale (ISA-18.2: 24 h).
  public static let staleAge = 86_400.0
  /// A slice of time in which alarms are counted [s].
  public static let slice = 600.0

  /// Alarms raised.
  public var raised = 0
  /// Alarms raised per hour.
  public var rate = 0.0
  /// The most in one slice of ten minutes.
  public var peak = 0
  /// Slices with a flood, as a share of all.
  public var floodShare = 0.0
  /// The alarms raised most often, at most ten, the most frequent first.
  public var mostFrequent: [Count] = []
  /// The part of all raises that ``mostFrequent`` make up.
  public var mostFrequentShare = 0.0
  /// Alarms that were held because they chattered.
  public var chattering = 0
  /// Alarms that stood longer than a day at the end of the time.
  public var stale = 0
  /// Alarms shown at the end of the time.
  public var standing = 0
  /// Raises by priority, in the order of ``AlarmPriority/allCases``.
  public var byPriority: [Int] = []
  /// `nil` when nothing was acknowledged.
  public var acknowledgment: Waits?

  /// The figures of the steps between `start` and `end`.
  /// - Parameter priorities: by the identifier of the rule; an unknown one counts as medium.
  public init(
    _ transitions: [AlarmTransition], from start: Instant, to end: Instant, priorities: [String: AlarmPriority] = [:]
  ) {
    let seconds = end.seconds(since: start)
    let steps = transitions.filter { $0.time >= start && $0.time < end }.sorted { $0.time < $1.time }
    var counts: [String: Int] = [:]
    var slices = Array(repeating: 0, count: max(1, Int((seconds / Self.slice).rounded(.up))))
    var open: [String: Instant] = [:]
    var standing: [String: Instant] = [:]
    var waits: [Double] = []
    byPriority = AlarmPriority.allCases.map { _ in 0 }
    for step in steps {
      switch step.cause {
      case .raised:
        raised += 1
        counts[step.alarm, default: 0] += 1
        slices[min(slices.count - 1, Int(step.time.seconds(since: start) / Self.slice))] += 1
        byPriority[(priorities[step.alarm] ?? .medium).rank] += 1
        open[step.alarm] = step.time
      case .acknowledged:
        if let since = open.removeValue(forKey: step.alarm) { waits.append(step.time.seconds(since: since)) }
      case .chattering: chattering += 1
      default: break
      }
      standing[step.alarm] = step.to.isAnnunciated ? standing[step.alarm] ?? step.time : nil
    }
    rate = seconds > 0 ? Double(raised) / seconds * 3600 : 0
    peak = slices.max() ?? 0
    floodShare = Double(slices.count { $0 > Self.floodThreshold }) / Double(slices.count)
    mostFrequent = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(10)
      .map { Count(alarm: $0.key, count: $0.value) }
    mostFrequentShare = raised > 0 ? Double(mostFrequent.reduce(0) { $0 + $1.count }) / Double(raised) : 0
    self.standing = standing.count
    stale = standing.values.count { end.seconds(since: $0) > Self.staleAge }
    waits.sort()
    if !waits.isEmpty {
      // Nearest rank: the smallest wait that so many are not longer than.
      func rank(_ percent: Int) -> Double { waits[(waits.count * percent + 99) / 100 - 1] }
      acknowledgment = Waits(median: rank(50), most: rank(95))
    }
  }
}
