import Plant

/// Makes samples of what files and tables say.
struct SampleReading: Sendable {
  private let plant: PlantDescription
  private let clock: LocalClock?
  private let timeUnit: String?

  /// - Parameters:
  ///   - clock: the clock of times without zone; `nil` when none is known.
  ///   - timeUnit: unit of times that are numbers since 1970: `s`, `ms` or `us`.
  init(_ plant: PlantDescription, clock: LocalClock?, timeUnit: String?) {
    self.plant = plant
    self.clock = clock
    self.timeUnit = timeUnit
  }

  /// The sample of a row; `nil` when its time cannot be read or its value is of another kind than the signal.
  ///
  /// A row without a value is a sample without one. Numbers are in the unit of the source, and scaled.
  /// - Parameter received: when it arrived; the time of the sample itself where `nil`.
  func sample(
    _ index: SignalIndex, time: RawValue, value: RawValue, quality: RawValue?, received: Instant?
  ) -> Sample? {
    guard let at = instant(time) else { return nil }
    let arrived = received ?? at
    let level = quality.map { Self.level($0) } ?? 0
    guard let level else { return nil }
    if value == .null || value == .text("") {
      return Sample(index, at: at, received: arrived, missing: .unusable)
    }
    guard let value = self.value(value, of: plant[index]) else { return nil }
    let quality: SampleQuality = level == 0 ? .good : level == 1 ? .uncertain(.doubted) : .bad(.unusable)
    return Sample(index, at: at, received: arrived, value: value, quality: quality)
  }

  /// A time as it is written; `nil` when it cannot be known.
  func instant(_ time: RawValue) -> Instant? { StartReading(time, unit: timeUnit, clock: clock).instant }

  /// A value of the source as one of the signal.
  func value(_ raw: RawValue, of signal: SignalDescription) -> SampleValue? {
    switch (signal.type, raw) {
    case (.number, .number(let number)): signal.value(ofSource: number).map { .number($0) }
    case (.number, .text(let text)):
      PlainNumber.read(text).flatMap { signal.value(ofSource: $0) }.map { .number($0) }
    case (.whole, .number(let number)): Int64(exactly: number).map { .whole($0) }
    case (.whole, .text(let text)): Int64(text).map { .whole($0) }
    case (.flag, .number(let number)): number == 0 || number == 1 ? .flag(number == 1) : nil
    case (.flag, .text(let text)): Self.flag(text).map { .flag($0) }
    case (.text, .text(let text)): .text(text)
    case (.text, .number(let number)): .text(Int64(exactly: number).map { String($0) } ?? String(number))
    case (_, .null): nil
    }
  }

  private static func flag(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "true", "on", "1", "t": true
    case "false", "off", "0", "f": false
    default: nil
    }
  }

  /// 0 good, 1 uncertain, 2 bad.
  static func level(_ raw: RawValue) -> Int? {
    switch raw {
    case .null, .text(""): 0
    case .number(let number): number == 0 ? 0 : number == 1 ? 1 : number == 2 ? 2 : nil
    case .text(let text): ["good": 0, "0": 0, "uncertain": 1, "1": 1, "bad": 2, "2": 2][text.lowercased()]
    }
  }
}
