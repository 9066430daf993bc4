public import Plant

/// Samples of one signal that broke one rule one after the other, with what somebody decided about them.
///
/// An entry holds at most ``sampleMaximum`` samples with a value; the next begins another entry. Samples without a
/// value are counted only: there is nothing in them that could be released.
public struct QuarantineEntry: Hashable, Sendable, Codable {
  /// Samples of one entry.
  public static let sampleMaximum = 64

  /// What has become of an entry. The raw value is the word in files and reports.
  public enum State: String, Hashable, Sendable, CaseIterable, Codable {
    /// Nobody has decided.
    case waiting
    /// The samples were true after all: they are stored as they came.
    case released
    /// The samples were wrong, and what is right is stored, marked as put in by hand.
    case fixed
    /// The samples stay out for ever.
    case rejected
  }

  /// A sample as it came.
  public struct Held: Hashable, Sendable, Codable {
    public var time: Instant
    public var sequence: UInt16
    public var received: Instant
    /// A number [SI], a whole number, or 0 and 1 for a flag; `nil` for a text.
    public var number: Double?
    /// A text.
    public var text: String?
    public var type: SignalType
    /// Level and reason of the quality, as ``SampleQuality`` numbers them.
    public var level: UInt8
    public var reason: UInt8
    /// The number that broke the rule and the limit it broke; units as in ``QuarantineReason``.
    public var found: Double?
    public var limit: Double?
  }

  /// Its name: signal, the time it began [µs since 1970], rule.
  public let id: String
  public let signal: String
  public let machine: String
  /// Whose account the samples are on.
  public let source: String
  public let rule: ValidationRule
  /// More words about the reason: the unit that would fit, the identity that is broken, what the source said.
  public let detail: String?
  /// When the first and the newest sample arrived.
  public let first: Instant
  public internal(set) var last: Instant
  /// All its samples, those without a value included.
  public internal(set) var count: Int
  /// Those with a value.
  public internal(set) var samples: [Held]
  public internal(set) var state: State
  /// Who decided, when, and in what words.
  public internal(set) var actor: String?
  public internal(set) var decided: Instant?
  public internal(set) var note: String?
  /// Samples that the decision brought into the historian.
  public internal(set) var stored: Int
  /// What was changed about the samples that were fixed.
  public internal(set) var fix: QuarantineFix?

  init(id: String, _ sample: Sample, _ reason: QuarantineReason, source: String, signal: SignalDescription) {
    self.id = id
    self.signal = signal.id.rawValue
    machine = signal.machine
    self.source = source
    rule = reason.rule
    detail = reason.detail ?? reason.source?.code
    first = sample.received
    last = sample.received
    count = 0
    samples = []
    state = .waiting
    stored = 0
  }

  /// Another one after every sample that came and after a decision.
  public var version: String {
    "\(state.rawValue).\(count).\(decided?.microseconds ?? 0)"
  }

  /// Whether one more sample with a value has room.
  var isFull: Bool { samples.count >= Self.sampleMaximum }

  mutating func add(_ sample: Sample, _ reason: QuarantineReason) {
    last = max(last, sample.received)
    count += 1
    guard let value = sample.value else { return }
    var held = Held(
      time: sample.time, sequence: sample.sequence, received: sample.received, number: value.number, text: nil,
      type: value.type, level: sample.quality.level, reason: sample.quality.reason?.rawValue ?? 0,
      found: reason.found, limit: reason.limit)
    if case .text(let text) = value { held.text = text }
    // JSON has no numbers that are none.
    if held.number?.isFinite == false { held.number = nil }
    if held.found?.isFinite == false { held.found = nil }
    samples.append(held)
  }
}

/// What is right in place of what a source sent: the value itself, or its number · factor + offset [SI].
public struct QuarantineFix: Hashable, Sendable, Codable {
  /// Stands for every sample of the entry [SI].
  public var value: Double?
  public var factor: Double
  /// Added behind the factor [SI].
  public var offset: Double

  /// A fix; by default nothing changes.
  public init(value: Double? = nil, factor: Double = 1, offset: Double = 0) {
    self.value = value
    self.factor = factor
    self.offset = offset
  }

  /// The right number for one that came.
  func callAsFunction(_ number: Double) -> Double { value ?? number * factor + offset }
}

extension QuarantineEntry.Held {
  /// The sample as it came, or with its value put right; `nil` where there is no value to store.
  func sample(_ place: SignalIndex, _ fix: QuarantineFix?) -> Sample? {
    let value: SampleValue
    switch (type, number, text) {
    case (.text, _, let text?) where fix == nil: value = .text(text)
    case (.number, let number?, _):
      let right = fix?(number) ?? number
      guard right.isFinite else { return nil }
      value = .number(right)
    case (.whole, let number?, _):
      guard let whole = Int64(exactly: (fix?(number) ?? number).rounded()) else { return nil }
      value = .whole(whole)
    case (.flag, let number?, _): value = .flag((fix?(number) ?? number) != 0)
    default: return nil
    }
    let quality = fix == nil ? SampleQuality(level: level, reason: reason) ?? .good : .uncertain(.substituted)
    return Sample(place, at: time, received: received, value: value, quality: quality, sequence: sequence)
  }
}
