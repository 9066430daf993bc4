/// Instants as CSV has them: ISO 8601 in UTC, `2026-03-01T07:15:00.25Z`.
enum TimestampText {
  private static let day: Int64 = 86_400_000_000

  /// The text of microseconds since 1970; plain digits outside of the years 1 … 9999.
  static func text(_ microseconds: Int64) -> String {
    guard (-62_135_596_800_000_000...253_402_300_799_999_999).contains(microseconds) else { return "\(microseconds)" }
    let ofDay = (microseconds % day + day) % day
    let (year, month, date) = civil((microseconds - ofDay) / day)
    let seconds = ofDay / 1_000_000
    var text = "\(digits(year, 4))-\(digits(month, 2))-\(digits(date, 2))T"
    text += "\(digits(seconds / 3600, 2)):\(digits(seconds / 60 % 60, 2)):\(digits(seconds % 60, 2))"
    let fraction = ofDay % 1_000_000
    guard fraction > 0 else { return text + "Z" }
    var decimals = digits(fraction, 6)
    while decimals.hasSuffix("0") { decimals.removeLast() }
    return "\(text).\(decimals)Z"
  }

  /// Microseconds since 1970 of a text in this very form, with at most six decimals; `nil` otherwise.
  static func microseconds(_ text: String) -> Int64? {
    let bytes = Array(text.utf8)
    guard (20...27).contains(bytes.count), bytes.last == UInt8(ascii: "Z") else { return nil }
    for (place, mark) in [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":")] where bytes[place] != mark.utf8.first {
      return nil
    }
    func number(_ range: Range<Int>) -> Int64? {
      var value: Int64 = 0
      for byte in bytes[range] {
        guard (48...57).contains(byte) else { return nil }
        value = value * 10 + Int64(byte - 48)
      }
      return value
    }
    guard let year = number(0..<4), let month = number(5..<7), let date = number(8..<10), let hour = number(11..<13),
      let minute = number(14..<16), let second = number(17..<19), hour < 24, minute < 60, second < 60
    else { return nil }
    let days = dayNumber(year, month, date)
    guard year >= 1, (1...12).contains(month), civil(days) == (year, month, date) else { return nil }
    var fraction: Int64 = 0
    if bytes.count > 20 {
      guard bytes[19] == UInt8(ascii: "."), bytes.count > 21, let decimals = number(20..<bytes.count - 1) else {
        return nil
      }
      fraction = (bytes.count..<27).reduce(decimals) { value, _ in value * 10 }
    }
    return days * day + (hour * 3600 + minute * 60 + second) * 1_000_000 + fraction
  }

  private static func digits(_ number: Int64, _ count: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
  }

  /// Days since 1970-01-01 in the Gregorian calendar, for years from 1; years start in March here.
  private static func dayNumber(_ year: Int64, _ month: Int64, _ date: Int64) -> Int64 {
    let shifted = month > 2 ? year : year - 1
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + date - 1
    return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
  }

  /// The day of a day number, for years from 1.
  private static func civil(_ number: Int64) -> (Int64, Int64, Int64) {
    let days = number + 719_468
    let era = days / 146_097
    let ofEra = days % 146_097
    let year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * year + year / 4 - year / 100)
    let month = (5 * ofYear + 2) / 153
    return (
      year + era * 400 + (month > 9 ? 1 : 0), month < 10 ? month + 3 : month - 9, ofYear - (153 * month + 2) / 5 + 1
    )
  }
}
