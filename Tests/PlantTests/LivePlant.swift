import Plant
import Testing

/// Pieces of a plant for tests; times are seconds after a fixed instant.
enum LivePlant {
  static let start: Int64 = 1_770_000_000_000_000

  static func time(_ seconds: Double) -> Instant {
    Instant(microseconds: start + Int64((seconds * 1e6).rounded())) ?? .earliest
  }

  static func signal(
    _ id: String = "press.p", type: SignalType = .number, limits: SignalLimits = SignalLimits()
  ) throws -> SignalDescription {
    SignalDescription(
      id: try #require(SignalID(rawValue: id)), machine: "press", type: type,
      quantity: type == .number ? .pressure : nil,
      unit: type == .number ? LogUnit("bar", of: SignalQuantity.pressure.dimension) : nil, limits: limits,
      address: .none)
  }

  static let place = SignalIndex(rawValue: 0)

  /// A sample of the first signal.
  static func sample(
    _ value: Double, at seconds: Double, received: Double? = nil, quality: SampleQuality = .good
  ) -> Sample {
    Sample(
      place, at: time(seconds), received: time(received ?? seconds), value: .number(value), quality: quality)
  }
}
