import Plant
import Testing

@Suite struct `Times` {
  @Test(
    arguments: [
      ("2026-03-01T08:15:00+01:00", "2026-03-01T07:15:00Z"), ("2026-03-01 07:15:00.250Z", "2026-03-01T07:15:00.25Z"),
      ("2024-02-29", "2024-02-29T00:00:00Z"), ("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.5Z"),
      ("0001-01-01", "0001-01-01T00:00:00Z"), ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"),
      ("2026-03-01T07:15Z", "2026-03-01T07:15:00Z"), ("2026-03-01T07:15:00,1234567Z", "2026-03-01T07:15:00.123456Z"),
      ("2026-03-01T07:15:00 -0530", "2026-03-01T12:45:00Z"),
    ])
  func `are read and written in one form`(_ text: String, _ expected: String) throws {
    let instant = try #require(Instant(text))
    #expect(instant.description == expected)
    #expect(Instant(instant.description) == instant)
  }

  @Test(
    arguments: [
      "", "2026", "2026-02-29", "2026-13-01", "2026-03-01T24:00:00Z", "2026-03-01T07:15:00", "2026-03-01T07:15:60Z",
      "2026-03-01T07:15:00+99:00", "2026-03-01T07:15:00Zx", "0000-01-01", "+2026-03-01", "2026-3-1",
      "2026-03-01T07:15:00.Z", "0001-01-01T00:00:00+01:00", "2026-03-01T0७:15:00Z",
    ])
  func `that do not exist or lack their zone are refused`(_ text: String) { #expect(Instant(text) == nil) }

  @Test func `agree with the calendar on every day of 800 years`() throws {
    var day = try #require(Instant("1600-01-01")).microseconds
    for year in 1600..<2400 {
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      for (month, days) in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
        for date in 1...days {
          let time = try #require(LocalTime(year: year, month: month + 1, day: date))
          try #require(time.microseconds == day)
          day += 86_400_000_000
        }
      }
    }
  }

  @Test func `on a local clock are skipped once and shown twice when the clocks change`() throws {
    let clock = LocalClock(name: "test") { time in
      let hour = time.microseconds / 3_600_000_000
      return hour == 2 ? [] : hour == 5 ? [7200, 3600] : [3600]
    }
    func instants(_ hour: Int) throws -> [Instant] {
      clock.instants(try #require(LocalTime(year: 1970, month: 1, day: 1, hour: hour)))
    }
    #expect(try instants(1).map(\.description) == ["1970-01-01T00:00:00Z"])
    #expect(try instants(2).isEmpty)
    #expect(try instants(5).map(\.description) == ["1970-01-01T03:00:00Z", "1970-01-01T04:00:00Z"])
  }
}
