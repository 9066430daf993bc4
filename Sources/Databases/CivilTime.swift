/// Date and time of the Gregorian calendar without a zone, and its count of microseconds.
package struct CivilTime: Hashable, Sendable {
  package var year: Int
  package var month: Int
  package var day: Int
  package var hour = 0
  package var minute = 0
  package var second = 0
  package var microsecond = 0

  package init(year: Int, month: Int, day: Int) {
    (self.year, self.month, self.day) = (year, month, day)
  }

  /// The date and time a number of microseconds after 1970-01-01 00:00.
  package init(microseconds: Int64) {
    let perDay: Int64 = 86_400_000_000
    let days = Self.quotient(microseconds, perDay)
    var rest = Int(microseconds - days * perDay)
    // The calendar repeats every 400 years; counted from a March 1, the leap day is the last of a year.
    let sinceMarch = Int(days) + 719_468
    let era = Self.quotient(sinceMarch, 146_097)
    let dayOfEra = sinceMarch - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    microsecond = rest % 1_000_000
    rest /= 1_000_000
    (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60)
  }

  /// Microseconds since 1970-01-01 00:00, negative before.
  package var microseconds: Int64 {
    let marchYear = month <= 2 ? year - 1 : year
    let era = Self.quotient(marchYear, 400)
    let yearOfEra = marchYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    let days = era * 146_097 + dayOfEra - 719_468
    return Int64((days * 24 + hour) * 3_600 + minute * 60 + second) * 1_000_000 + Int64(microsecond)
  }

  /// `2026-01-31 08:15:00.250000`.
  package var text: String {
    "\(Self.padded(year, 4))-\(Self.padded(month))-\(Self.padded(day)) "
      + "\(Self.padded(hour)):\(Self.padded(minute)):\(Self.padded(second)).\(Self.padded(microsecond, 6))"
  }

  /// Division that rounds down, also for negative numbers.
  private static func quotient<Number: BinaryInteger>(_ number: Number, _ divisor: Number) -> Number {
    number >= 0 ? number / divisor : (number + 1) / divisor - 1
  }

  private static func padded(_ number: Int, _ width: Int = 2) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
