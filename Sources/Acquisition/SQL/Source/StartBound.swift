import Databases
import Plant

/// The bounds of a range of starts as a column of the database holds them.
enum StartBound: Hashable, Sendable {
  /// The column holds points in time.
  case instant
  /// The column holds what a wall clock showed.
  case clock

  /// The value to compare the column with, so that `column >= value` means "at `instant` or later".
  func cell(_ instant: Instant, _ clock: LocalClock?) -> SQLCell {
    switch self {
    case .instant: .instant(instant.microseconds)
    case .clock: .clock(Self.first(atOrAfter: instant, clock ?? .utc))
    }
  }

  /// The first time that `clock` shows at `instant` or later, where of two passes of an hour only the first counts.
  private static func first(atOrAfter instant: Instant, _ clock: LocalClock) -> Int64 {
    let day: Int64 = 86_400_000_000
    var (below, above) = (instant.microseconds - day, instant.microseconds + day)
    while above - below > 1 {
      let middle = below + (above - below) / 2
      if let shown = meaning(middle, clock), shown >= instant { above = middle } else { below = middle }
    }
    return above
  }

  /// The instant at which a clock shows a time or, in an hour that it skips, the first after it; `nil` beyond the
  /// years 1 … 9999.
  private static func meaning(_ microseconds: Int64, _ clock: LocalClock) -> Instant? {
    let quarter: Int64 = 900_000_000
    for step in 0...12 {
      let shown = CivilTime(microseconds: microseconds + Int64(step) * quarter).local
      if let instant = shown.flatMap({ clock.instants($0).first }) { return instant }
    }
    return nil
  }
}
