/// When a part may leave the mold: the times at which every criterion holds at once.
public struct DemoldWindow: Hashable, Sendable {
  /// One condition and the times at which it holds.
  public struct Criterion: Hashable, Sendable {
    /// What must hold, in words with units: `"conversion ≥ 85 %"`.
    public var label: String
    /// Maximal intervals in which it holds [s]; exact crossing times.
    public var satisfied: [ClosedRange<Double>]

    public init(label: String, satisfied: [ClosedRange<Double>]) {
      self.label = label
      self.satisfied = satisfied
    }
  }

  public var criteria: [Criterion]
  /// Maximal intervals in which all criteria hold [s].
  public var intervals: [ClosedRange<Double>]
  /// End of the simulated time [s]; an interval that reaches it may continue.
  public var horizon: Double

  public init(criteria: [Criterion], intervals: [ClosedRange<Double>], horizon: Double) {
    self.criteria = criteria
    self.intervals = intervals
    self.horizon = horizon
  }

  /// The window used: the first interval in which all criteria hold.
  public var window: ClosedRange<Double>? { intervals.first }

  /// The time to demold [s]: when the window opens plus a tenth of its length, at most 15 s, as a margin.
  public var recommended: Double? {
    window.map { $0.lowerBound + min(0.1 * ($0.upperBound - $0.lowerBound), 15) }
  }

  /// The criteria that never hold; when all hold at some time but never together, empty.
  public var neverSatisfied: [Criterion] { criteria.filter(\.satisfied.isEmpty) }
}
