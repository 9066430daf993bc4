/// What a log says about when a shot began.
public struct StartReading: Hashable, Sendable {
  /// What is wrong with the time.
  public enum Problem: Hashable, Sendable {
    case missing
    case unreadable
    /// A time without zone where none is known.
    case zoneMissing
    /// The clocks skipped this time.
    case skipped
    /// The clocks showed this time twice; the earlier instant is taken.
    case ambiguous
  }

  /// The instant; `nil` when it cannot be known.
  public let instant: Instant?
  public let problem: Problem?

  /// Reads a time: a text with or without zone, a day (its start), or a number since 1970 in `s`, `ms` or `us`.
  /// - Parameter clock: the clock of times without zone; `nil` when none is known.
  public init(_ value: RawValue, unit: String? = nil, clock: LocalClock?) {
    func fail(_ problem: Problem) -> (Instant?, Problem?) { (nil, problem) }
    let result: (instant: Instant?, problem: Problem?)
    switch value {
    case .null: result = fail(.missing)
    case .number(let number): result = Self.epoch(number, unit)
    case .text(let text):
      switch TimeText(text) {
      case .instant(let instant): result = (instant, nil)
      case .local(let time), .day(let time):
        guard let clock else {
          result = fail(.zoneMissing)
          break
        }
        let instants = clock.instants(time)
        result = (instants.first, instants.isEmpty ? .skipped : instants.count > 1 ? .ambiguous : nil)
      case .none:
        if unit != nil, let number = PlainNumber.read(text) {
          result = Self.epoch(number, unit)
        } else {
          result = fail(text.isEmpty ? .missing : .unreadable)
        }
      }
    }
    instant = result.instant
    problem = result.problem
  }

  private static func epoch(_ number: Double, _ unit: String?) -> (Instant?, Problem?) {
    let scales = ["s": 1.0, "ms": 1e-3, "us": 1e-6]
    guard let scale = unit.flatMap({ scales[$0] }), let instant = Instant(secondsSince1970: number * scale) else {
      return (nil, .unreadable)
    }
    return (instant, nil)
  }
}
