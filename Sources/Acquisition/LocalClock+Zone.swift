import Foundation
public import Plant

extension LocalClock {
  /// The clock of a zone: `UTC`, `+01:00`, or a name of the system's zone data base such as `Europe/Berlin`; `nil` for
  /// any other name.
  public init?(zone name: String) {
    if let offset = TimeText.offset(name) {
      self = .fixed(secondsAheadOfUTC: offset, name: name)
      return
    }
    // Abbreviations such as CST mean several zones; a name with a slash means one.
    guard name.contains("/"), let zone = TimeZone(identifier: name) else { return nil }
    self.init(name: name) { time in
      let shown = Double(time.microseconds) / 1e6
      // No zone is further than 15 hours from UTC, so these two days hold every instant that shows the time.
      let candidates = Set(
        [-86_400.0, 0, 86_400].map { shift in
          zone.secondsFromGMT(for: Date(timeIntervalSince1970: shown + shift))
        })
      return candidates.filter { zone.secondsFromGMT(for: Date(timeIntervalSince1970: shown - Double($0))) == $0 }
        .sorted()
    }
  }
}
