/// What a clock on a wall shows: day and time of day without a zone.
public struct LocalTime: Hashable, Sendable, Comparable {
  /// Microseconds since 1970-01-01T00:00:00 on the same clock.
  public let microseconds: Int64

  /// A time of the years 1 … 9999; the caller has checked.
  init(microseconds: Int64) { self.microseconds = microseconds }

  /// `nil` for a day or a time of day that does not exist, such as 30 February or 24:00.
  public init?(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, microsecond: Int = 0) {
    guard (1...9999).contains(year), (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day),
      (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second),
      (0...999_999).contains(microsecond)
    else { return nil }
    let days = Self.dayNumber(year: year, month: month, day: day)
    let seconds = days * 86_400 + hour * 3600 + minute * 60 + second
    microseconds = Int64(seconds) * 1_000_000 + Int64(microsecond)
  }

  /// Earlier on the same clock is less.
  public static func < (lhs: LocalTime, rhs: LocalTime) -> Bool { lhs.microseconds < rhs.microseconds }

  /// The instant at which a clock `offset` seconds ahead of UTC shows this time; `nil` beyond the years 1 … 9999.
  public func instant(secondsAheadOfUTC offset: Int) -> Instant? {
    Instant(microseconds: microseconds - Int64(offset) * 1_000_000)
  }

  private static func days(in month: Int, of year: Int) -> Int {
    if month == 2 { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28 }
    return [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  /// Days since 1970-01-01 in the Gregorian calendar; years start in March here, so that leap days come last.
  private static func dayNumber(year: Int, month: Int, day: Int) -> Int {
    let shifted = month > 2 ? year : year - 1
    let era = shifted / 400
    let yearOfEra = shifted % 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

extension LocalTime: CustomStringConvertible {
  /// `"2026-03-01T07:15:00.25"`, with as many decimals as needed.
  public var description: String {
    let seconds = Int(microseconds.floored(1_000_000))
    let fraction = Int(microseconds) - seconds * 1_000_000
    let days = Int(Int64(seconds).floored(86_400))
    let rest = seconds - days * 86_400
    let shifted = days + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    let date = "\(year.padded(4))-\(month.padded(2))-\((dayOfYear - (153 * shiftedMonth + 2) / 5 + 1).padded(2))"
    let time = "\((rest / 3600).padded(2)):\((rest / 60 % 60).padded(2)):\((rest % 60).padded(2))"
    guard fraction > 0 else { return "\(date)T\(time)" }
    var decimals = fraction.padded(6)
    while decimals.hasSuffix("0") { decimals.removeLast() }
    return "\(date)T\(time).\(decimals)"
  }
}

extension Int64 {
  /// The quotient rounded down, also for negative numbers.
  fileprivate func floored(_ divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}

extension Int {
  fileprivate func padded(_ count: Int) -> String {
    let digits = String(self)
    return String(repeating: "0", count: Swift.max(0, count - digits.count)) + digits
  }
}
