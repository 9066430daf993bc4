/// How coarse a roll-up is.
public enum RollUpLevel: String, Hashable, Sendable, CaseIterable, Comparable {
  case second = "1s"
  case minute = "1min"
  case hour = "1h"

  /// Length of a window [µs].
  public var microseconds: Int64 {
    switch self {
    case .second: 1_000_000
    case .minute: 60_000_000
    case .hour: 3_600_000_000
    }
  }

  /// The start of the window that holds a time [µs since 1970-01-01 UTC]; windows begin with the hour of UTC.
  public func start(of time: Int64) -> Int64 {
    let rest = time % microseconds
    return time - (rest < 0 ? rest + microseconds : rest)
  }

  /// Finer is less.
  public static func < (lhs: RollUpLevel, rhs: RollUpLevel) -> Bool { lhs.microseconds < rhs.microseconds }
}
