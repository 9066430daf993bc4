/// One shot as the plant recorded it, cleaned: units are SI, what is missing says why.
public struct ShotRecord: Hashable, Sendable {
  /// Identifier of the shot in the plant, unique within one import.
  public var id: String
  /// The machine or line.
  public var machine: String?
  public var mold: String?
  /// The material system.
  public var system: String?
  /// When pouring began.
  public var start: Instant
  public var conditions: Readings<ShotCondition>
  /// In the order of the vocabulary, each signal at most once.
  public var series: [ShotSeries]
  public var quality: ShotQuality
  /// What else the log says, as written.
  public var metadata: [String: String]

  /// A shot; what is not given was not recorded.
  public init(
    id: String, machine: String? = nil, mold: String? = nil, system: String? = nil, start: Instant,
    conditions: Readings<ShotCondition> = Readings(), series: [ShotSeries] = [], quality: ShotQuality = ShotQuality(),
    metadata: [String: String] = [:]
  ) {
    self.id = id
    self.machine = machine
    self.mold = mold
    self.system = system
    self.start = start
    self.conditions = conditions
    self.series = series
    self.quality = quality
    self.metadata = metadata
  }

  /// The course of a signal, if it was recorded.
  public func course(of signal: ShotSignal) -> ShotSeries? { series.first { $0.signal == signal } }
}
