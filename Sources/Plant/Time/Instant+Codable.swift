extension Instant: Codable {
  /// Reads microseconds since 1970; refuses what lies outside of the years 1 … 9999.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let microseconds = try container.decode(Int64.self)
    guard let instant = Instant(microseconds: microseconds) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(microseconds) µs; expected a time in the years 1 … 9999")
    }
    self = instant
  }

  /// Writes microseconds since 1970.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(microseconds)
  }

  /// The instant so many seconds later; held within the years 1 … 9999.
  public func advanced(by seconds: Double) -> Instant {
    let scaled = (seconds * 1e6).rounded()
    guard scaled.magnitude < 1e18 else { return seconds > 0 ? .latest : .earliest }
    let (sum, overflow) = microseconds.addingReportingOverflow(Int64(scaled))
    if let instant = overflow ? nil : Instant(microseconds: sum) { return instant }
    return seconds > 0 ? .latest : .earliest
  }
}
