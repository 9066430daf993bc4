/// Judges the samples of one signal, in the order in which they arrive. A state machine without a clock.
///
/// A sample that does not pass leaves no trace in what the next one is judged by, but for counting repetitions.
public struct SignalCheck: Sendable {
  /// The most samples remembered to tell a late one from a repeated one.
  static let memoryMaximum = 256
  /// Late samples in a row, rising in time, that prove that the clock of the source was set back.
  static let lateRunMaximum = 10
  /// Samples in a row that would be true in one other unit before the unit is blamed.
  static let unitRunMinimum = 5
  /// How far our own clock may step back before the order of samples is begun anew [µs].
  static let clockStep: Int64 = 1_000_000

  /// A sample that passed.
  struct Accepted: Sendable {
    let time: Instant
    let value: SampleValue
  }

  let signal: SignalDescription
  let acceptsUncertain: Bool
  /// The samples that passed within the signal's lateness of the newest, oldest first; never empty once one passed.
  private var recent: [Accepted] = []
  /// When the newest sample of any quality arrived.
  private var received: Instant?
  /// The value that has not changed, and since when.
  private var flat: (value: Double, since: Instant)?
  /// The late samples in a row: how many, and the time of the last.
  private var lateRun: (count: Int, last: Instant)?
  /// The samples in a row that fit one other unit.
  private var unitRun: (symbol: String, count: Int)?

  /// A check that has seen nothing.
  public init(_ signal: SignalDescription, acceptsUncertain: Bool = false) {
    self.signal = signal
    self.acceptsUncertain = acceptsUncertain
  }

  /// When the newest sample that passed was true.
  public var newest: Instant? { recent.last?.time }

  /// Judges the next sample.
  public mutating func judge(_ sample: Sample) -> Judgment {
    let wasSetBack = received.map { $0.microseconds - sample.received.microseconds > Self.clockStep } ?? false
    if wasSetBack { restart() }
    received = max(received ?? sample.received, sample.received)
    var judgment = verdict(on: sample)
    judgment.clockWasSetBack = judgment.clockWasSetBack || wasSetBack
    return judgment
  }

  private mutating func restart() {
    recent = []
    flat = nil
    lateRun = nil
    received = nil
  }

  private mutating func verdict(on sample: Sample) -> Judgment {
    if let reason = untrusted(sample) { return Judgment(.quarantined(reason)) }
    guard let value = sample.value else { return Judgment(.quarantined(QuarantineReason(.sourceBad))) }
    if let limit = signal.limits.skew {
      let skew = sample.time.seconds(since: sample.received)
      if skew.magnitude > limit { return Judgment(.quarantined(QuarantineReason(.skew, found: skew, limit: limit))) }
    }
    guard let newest = recent.last else { return first(value, sample) }
    if sample.time > newest.time { return next(value, sample, after: newest) }
    return late(value, sample, newest: newest)
  }

  /// What the source itself says, and whether the value is of the right kind.
  private func untrusted(_ sample: Sample) -> QuarantineReason? {
    if case .bad(let reason) = sample.quality { return QuarantineReason(.sourceBad, source: reason) }
    if case .uncertain(let reason) = sample.quality, !acceptsUncertain {
      return QuarantineReason(.sourceUncertain, source: reason)
    }
    guard let value = sample.value else { return nil }
    if value.type != signal.type {
      return QuarantineReason(.type, detail: "a \(value.type.rawValue) instead of a \(signal.type.rawValue)")
    }
    if case .number(let number) = value, !number.isFinite {
      return QuarantineReason(.type, detail: "a number that is not finite")
    }
    return nil
  }

  // MARK: In order

  private mutating func first(_ value: SampleValue, _ sample: Sample) -> Judgment {
    if let reason = impossible(value) { return Judgment(.quarantined(reason)) }
    accept(value, at: sample.time)
    return Judgment(.passed(isLate: false))
  }

  private mutating func next(_ value: SampleValue, _ sample: Sample, after newest: Accepted) -> Judgment {
    if let reason = impossible(value) ?? rate(value, at: sample.time, after: newest) {
      return Judgment(.quarantined(reason))
    }
    lateRun = nil
    let span = sample.time.seconds(since: newest.time)
    let gap = signal.limits.gap.flatMap { span > $0 ? SampleGap(from: newest.time, to: sample.time) : nil }
    // Nothing is known of a gap: it does not prove that the value stood still.
    if gap != nil { flat = nil }
    if let reason = standstill(value, at: sample.time) {
      var judgment = Judgment(.quarantined(reason))
      judgment.gap = gap
      return judgment
    }
    accept(value, at: sample.time)
    var judgment = Judgment(.passed(isLate: false))
    judgment.gap = gap
    return judgment
  }

  private mutating func accept(_ value: SampleValue, at time: Instant) {
    recent.append(Accepted(time: time, value: value))
    let horizon = Int64((signal.limits.lateness * 1e6).rounded(.up))
    var count = 0
    // The newest stays, whatever its age; in most calls there is nothing or one sample to remove.
    while count < recent.count - 1,
      time.microseconds - recent[count].time.microseconds > horizon || recent.count - count > Self.memoryMaximum
    { count += 1 }
    if count > 0 { recent.removeFirst(count) }
    guard let number = value.number, signal.limits.flatTime != nil else { return }
    if let anchor = flat, (number - anchor.value).magnitude <= signal.limits.flatBand { return }
    flat = (number, time)
  }

  // MARK: Rules

  private mutating func impossible(_ value: SampleValue) -> QuarantineReason? {
    guard let range = signal.limits.range, let number = value.number else { return nil }
    guard !range.contains(number) else {
      unitRun = nil
      return nil
    }
    let limit = number < range.lowerBound ? range.lowerBound : range.upperBound
    guard let symbol = otherUnit(of: number, in: range) else {
      unitRun = nil
      return QuarantineReason(.range, found: number, limit: limit)
    }
    let count = unitRun.map { $0.symbol == symbol ? $0.count + 1 : 1 } ?? 1
    unitRun = (symbol, min(count, Self.unitRunMinimum))
    guard count >= Self.unitRunMinimum else { return QuarantineReason(.range, found: number, limit: limit) }
    return QuarantineReason(.unit, found: number, limit: limit, detail: "it would fit as a number in \(symbol)")
  }

  /// The first other unit in which the number as shown would be within range.
  private func otherUnit(of value: Double, in range: ClosedRange<Double>) -> String? {
    guard let quantity = signal.quantity, let unit = signal.unit else { return nil }
    let shown = signal.shown(value)
    return LogUnit.symbols(of: quantity.dimension).first { symbol in
      guard let other = LogUnit(symbol, of: quantity.dimension) else { return false }
      return !(other.scale == unit.scale && other.offset == unit.offset) && range.contains(other.si(shown))
    }
  }

  private func rate(_ value: SampleValue, at time: Instant, after newest: Accepted) -> QuarantineReason? {
    guard let limit = signal.limits.rate, let number = value.number, let before = newest.value.number else {
      return nil
    }
    let rate = (number - before) / time.seconds(since: newest.time)
    return rate.magnitude > limit ? QuarantineReason(.rate, found: rate.magnitude, limit: limit) : nil
  }

  private func standstill(_ value: SampleValue, at time: Instant) -> QuarantineReason? {
    guard let limit = signal.limits.flatTime, let number = value.number, let flat,
      (number - flat.value).magnitude <= signal.limits.flatBand
    else { return nil }
    let span = time.seconds(since: flat.since)
    return span > limit ? QuarantineReason(.flat, found: span, limit: limit) : nil
  }

  // MARK: Out of order

  private mutating func late(_ value: SampleValue, _ sample: Sample, newest: Accepted) -> Judgment {
    let age = newest.time.seconds(since: sample.time)
    let place = recent.firstIndex { $0.time >= sample.time } ?? recent.count
    if place < recent.count, recent[place].time == sample.time {
      if recent[place].value == value { return Judgment(.duplicate) }
      return Judgment(.quarantined(QuarantineReason(.duplicate, found: age, detail: "another value for one time")))
    }
    // Before the oldest that is remembered, a repeated sample could not be told from a new one.
    let isForgotten = place == 0 && recent.count >= Self.memoryMaximum
    if age <= signal.limits.lateness, !isForgotten {
      if let reason = impossible(value) { return Judgment(.quarantined(reason)) }
      recent.insert(Accepted(time: sample.time, value: value), at: place)
      if recent.count > Self.memoryMaximum { recent.removeFirst() }
      return Judgment(.passed(isLate: true))
    }
    let run = lateRun.map { sample.time > $0.last ? $0.count + 1 : 1 } ?? 1
    if run >= Self.lateRunMaximum {
      let arrival = received
      restart()
      received = arrival
      var judgment = first(value, sample)
      judgment.clockWasSetBack = true
      return judgment
    }
    lateRun = (run, sample.time)
    return Judgment(.quarantined(QuarantineReason(.late, found: age, limit: signal.limits.lateness)))
  }
}
