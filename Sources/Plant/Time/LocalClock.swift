/// How the clock that wrote times without a zone relates to UTC.
///
/// Rules of named zones come from outside, because they live in a data base of the system.
public struct LocalClock: Sendable {
  /// As the user wrote it: `UTC`, `+01:00`, `Europe/Berlin`.
  public let name: String
  private let offsets: @Sendable (LocalTime) -> [Int]

  /// A clock by its rule: seconds ahead of UTC at a local time; none where clocks skip it, two where they show it
  /// twice.
  public init(name: String, offsets: @escaping @Sendable (LocalTime) -> [Int]) {
    self.name = name
    self.offsets = offsets
  }

  /// A clock that is always `seconds` ahead of UTC.
  public static func fixed(secondsAheadOfUTC seconds: Int, name: String) -> LocalClock {
    LocalClock(name: name) { _ in [seconds] }
  }

  /// Coordinated universal time.
  public static let utc = fixed(secondsAheadOfUTC: 0, name: "UTC")

  /// The instants at which this clock shows `time`, the earliest first: none, one or two.
  public func instants(_ time: LocalTime) -> [Instant] {
    offsets(time).compactMap { time.instant(secondsAheadOfUTC: $0) }.sorted()
  }
}
