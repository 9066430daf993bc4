/// What a text says about time: ISO 8601, with a blank allowed for the `T`.
public enum TimeText: Hashable, Sendable {
  /// A time with its zone: `2026-03-01T08:15:00+01:00`, `2026-03-01 07:15:00Z`.
  case instant(Instant)
  /// A time without zone: `2026-03-01 08:15:00`.
  case local(LocalTime)
  /// A day alone: `2026-03-01`.
  case day(LocalTime)

  /// `nil` when the text is no time; digits below a microsecond are cut off.
  public init?(_ text: String) {
    var scanner = Scanner(rest: text.utf8[...])
    guard let year = scanner.digits(4), scanner.take("-"), let month = scanner.digits(2), scanner.take("-"),
      let day = scanner.digits(2)
    else { return nil }
    if scanner.rest.isEmpty {
      guard let time = LocalTime(year: year, month: month, day: day) else { return nil }
      self = .day(time)
      return
    }
    guard scanner.take("T") || scanner.take(" "), let hour = scanner.digits(2), scanner.take(":"),
      let minute = scanner.digits(2)
    else { return nil }
    var second = 0
    var microsecond = 0
    if scanner.take(":") {
      guard let digits = scanner.digits(2) else { return nil }
      second = digits
      if scanner.take(".") || scanner.take(",") {
        guard let decimals = scanner.decimals() else { return nil }
        microsecond = decimals
      }
    }
    guard
      let time = LocalTime(
        year: year, month: month, day: day, hour: hour, minute: minute, second: second, microsecond: microsecond)
    else { return nil }
    if scanner.rest.isEmpty {
      self = .local(time)
      return
    }
    _ = scanner.take(" ")
    guard let offset = scanner.offset(), scanner.rest.isEmpty,
      let instant = time.instant(secondsAheadOfUTC: offset)
    else { return nil }
    self = .instant(instant)
  }

  /// Seconds ahead of UTC that a text such as `Z`, `UTC`, `+01:00` or `-0530` states.
  public static func offset(_ text: String) -> Int? {
    var scanner = Scanner(rest: text.utf8[...])
    if text == "UTC" { return 0 }
    guard let offset = scanner.offset(), scanner.rest.isEmpty else { return nil }
    return offset
  }

  private struct Scanner {
    var rest: Substring.UTF8View

    mutating func take(_ character: Unicode.Scalar) -> Bool {
      guard let first = rest.first, UInt32(first) == character.value else { return false }
      rest.removeFirst()
      return true
    }

    mutating func digits(_ count: Int) -> Int? {
      guard rest.count >= count else { return nil }
      var value = 0
      for byte in rest.prefix(count) {
        guard (48...57).contains(byte) else { return nil }
        value = value * 10 + Int(byte - 48)
      }
      rest = rest.dropFirst(count)
      return value
    }

    /// Decimals of a second as microseconds; at least one digit.
    mutating func decimals() -> Int? {
      var value = 0
      var count = 0
      while let byte = rest.first, (48...57).contains(byte) {
        if count < 6 { value = value * 10 + Int(byte - 48) }
        count += 1
        rest.removeFirst()
      }
      guard count > 0 else { return nil }
      for _ in 0..<max(0, 6 - count) { value *= 10 }
      return value
    }

    mutating func offset() -> Int? {
      if take("Z") { return 0 }
      let sign = take("+") ? 1 : take("-") ? -1 : 0
      guard sign != 0, let hours = digits(2), hours <= 15 else { return nil }
      var minutes = 0
      if !rest.isEmpty {
        _ = take(":")
        guard let digits = digits(2), digits <= 59 else { return nil }
        minutes = digits
      }
      return sign * (hours * 3600 + minutes * 60)
    }
  }
}
