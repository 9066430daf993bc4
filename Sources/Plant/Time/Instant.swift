/// A point in time: microseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// Years 1 … 9999, so that every instant has a text of one form.
public struct Instant: Hashable, Sendable {
  /// Microseconds since 1970-01-01T00:00:00Z.
  public let microseconds: Int64

  /// 0001-01-01T00:00:00Z.
  public static let earliest = Instant(unchecked: -62_135_596_800_000_000)
  /// 9999-12-31T23:59:59.999999Z.
  public static let latest = Instant(unchecked: 253_402_300_799_999_999)

  /// `nil` outside of the years 1 … 9999.
  public init?(microseconds: Int64) {
    guard (Self.earliest.microseconds...Self.latest.microseconds).contains(microseconds) else { return nil }
    self.microseconds = microseconds
  }

  /// The instant `seconds` after 1970-01-01T00:00:00Z, rounded to microseconds; `nil` outside of the years 1 … 9999.
  public init?(secondsSince1970 seconds: Double) {
    let scaled = (seconds * 1e6).rounded()
    guard scaled.magnitude < 9e18 else { return nil }
    self.init(microseconds: Int64(scaled))
  }

  private init(unchecked microseconds: Int64) { self.microseconds = microseconds }

  /// Seconds from `earlier` to this instant.
  public func seconds(since earlier: Instant) -> Double {
    Double(microseconds - earlier.microseconds) / 1e6
  }

  /// The day in UTC: `"2026-03-01"`.
  public var day: String { String(description.prefix(10)) }
}

extension Instant: Comparable {
  /// Earlier is less.
  public static func < (lhs: Instant, rhs: Instant) -> Bool { lhs.microseconds < rhs.microseconds }
}

extension Instant: CustomStringConvertible {
  /// ISO 8601 in UTC, with as many decimals as needed: `"2026-03-01T07:15:00.25Z"`.
  public var description: String { LocalTime(microseconds: microseconds).description + "Z" }
}

extension Instant {
  /// Reads a text with its zone, or a day, which means its start in UTC: `2026-03-01T08:15:00+01:00`, `2026-03-01`.
  public init?(_ text: String) {
    switch TimeText(text) {
    case .instant(let instant): self = instant
    case .day(let time):
      guard let instant = Instant(microseconds: time.microseconds) else { return nil }
      self = instant
    case .local, .none: return nil
    }
  }
}
