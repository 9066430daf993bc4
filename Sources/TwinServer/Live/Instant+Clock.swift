import Plant

extension Instant {
  /// The instant that a clock shows [s since 1970]; the earliest where it shows no time.
  init(clock seconds: Double) { self = Instant(secondsSince1970: seconds) ?? .earliest }
}
