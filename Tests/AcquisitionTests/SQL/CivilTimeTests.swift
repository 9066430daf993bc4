import Databases
import Testing

@Suite("Dates and microseconds")
struct CivilTimeTests {
  @Test(
    "A date and its count of microseconds say the same",
    arguments: [
      ("1970-01-01 00:00:00.000000", 0), ("1969-12-31 23:59:59.999999", -1),
      ("2000-02-29 12:34:56.789012", 951_827_696_789_012), ("2026-11-22 05:40:00.000000", 1_795_326_000_000_000),
      ("0001-01-01 00:00:00.000000", -62_135_596_800_000_000),
    ] as [(String, Int64)])
  func agrees(_ text: String, _ microseconds: Int64) {
    let time = CivilTime(microseconds: microseconds)
    #expect(time.text == text)
    #expect(time.microseconds == microseconds)
  }

  @Test("Every day of 400 years comes back")
  func comesBack() {
    for day in stride(from: Int64(-146_097), through: 146_097, by: 1) {
      let microseconds = day * 86_400_000_000
      #expect(CivilTime(microseconds: microseconds).microseconds == microseconds)
    }
  }
}
