/// How long samples, their roll-ups, and records of the past are kept [days]; `nil` is for ever.
///
/// Whole days of UTC are dropped. A day of samples that is dropped leaves its roll-ups of a second behind, where those
/// are kept longer; roll-ups of a minute and of an hour are there from the start.
public struct Retention: Hashable, Sendable {
  public let samples: Int?
  public let second: Int?
  public let minute: Int?
  public let hour: Int?
  /// Steps of alarms, and entries of the review queue that were decided upon.
  public let records: Int?

  /// A year of samples, two of minutes, hours for ever, records five years; no seconds once the samples are gone.
  public static let standard = Retention(unchecked: 366, 366, 732, nil, 1_830)
  /// Nothing is ever dropped.
  public static let forever = Retention(unchecked: nil, nil, nil, nil, nil)

  private init(unchecked samples: Int?, _ second: Int?, _ minute: Int?, _ hour: Int?, _ records: Int?) {
    (self.samples, self.second, self.minute, self.hour, self.records) = (samples, second, minute, hour, records)
  }

  /// `nil` unless each is at least a day and what is coarser is kept at least as long.
  public init?(samples: Int?, second: Int?, minute: Int?, hour: Int?, records: Int? = nil) {
    let days = [samples, second, minute, hour].map { $0 ?? .max }
    guard days.allSatisfy({ $0 >= 1 }), zip(days, days.dropFirst()).allSatisfy({ $0 <= $1 }), records ?? 1 >= 1
    else { return nil }
    self.init(unchecked: samples, second, minute, hour, records)
  }

  /// `"366 366 732 - 1830"`: how it is stored.
  package var text: String {
    [samples, second, minute, hour, records].map { $0.map { "\($0)" } ?? "-" }.joined(separator: " ")
  }

  /// Reads ``text``; without the last word records are kept for ever.
  package init?(text: String) {
    let words = text.split(separator: " ").map(String.init)
    guard words.count == 4 || words.count == 5, words.allSatisfy({ $0 == "-" || Int($0) != nil }) else { return nil }
    let days = words.map { Int($0) }
    self.init(
      samples: days[0], second: days[1], minute: days[2], hour: days[3], records: days.count > 4 ? days[4] : nil)
  }

  /// How long roll-ups of a level are kept [days].
  public func days(_ level: RollUpLevel) -> Int? {
    switch level {
    case .second: second
    case .minute: minute
    case .hour: hour
    }
  }

  /// The start of the oldest day that is kept [µs since 1970-01-01 UTC]; `nil` when all are.
  package static func start(_ days: Int?, now: Int64) -> Int64? {
    days.map { Day.start(of: now) - Int64($0 - 1) * Day.microseconds }
  }
}

/// A day of UTC.
package enum Day {
  /// Its length [µs].
  package static let microseconds: Int64 = 86_400_000_000

  /// The start of the day that holds a time [µs since 1970-01-01 UTC].
  package static func start(of time: Int64) -> Int64 {
    let rest = time % microseconds
    return time - (rest < 0 ? rest + microseconds : rest)
  }
}
