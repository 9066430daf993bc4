import Quantities

/// What a sample is judged by. The raw value is the code in files, counters and the review queue.
public enum ValidationRule: String, Hashable, Sendable, CaseIterable, Codable {
  /// The source has no value, or says that the one it sends is unusable.
  case sourceBad = "source_bad"
  /// The source doubts its value.
  case sourceUncertain = "source_uncertain"
  /// A value of another kind than the signal has, or a number that is none.
  case type
  /// The clock of the source is too far from ours.
  case skew
  /// Another value for a time that has one already.
  case duplicate
  /// Older than the newest sample by more than may be.
  case late
  /// Outside of what can be true.
  case range
  /// Outside of what can be true, again and again, but within it if the number were in another unit.
  case unit
  /// A faster change than can be true.
  case rate
  /// No change for longer than can be true.
  case flat
  /// In conflict with other signals and the physics between them.
  case physics

  /// Place in ``allCases``, for counters.
  var place: Int {
    switch self {
    case .sourceBad: 0
    case .sourceUncertain: 1
    case .type: 2
    case .skew: 3
    case .duplicate: 4
    case .late: 5
    case .range: 6
    case .unit: 7
    case .rate: 8
    case .flat: 9
    case .physics: 10
    }
  }
}

/// Why a sample is in quarantine.
public struct QuarantineReason: Hashable, Sendable {
  public var rule: ValidationRule
  /// The number that broke the rule: a value [SI], a rate [SI/s], a time [s], a deviation from physics [SI].
  public var found: Double?
  /// The limit it broke, in the same unit.
  public var limit: Double?
  /// What the source said, where the source is the reason.
  public var source: SampleReason?
  /// More words: the unit that would fit, the identity that is broken.
  public var detail: String?

  /// A reason; what is not given plays no part in it.
  public init(
    _ rule: ValidationRule, found: Double? = nil, limit: Double? = nil, source: SampleReason? = nil,
    detail: String? = nil
  ) {
    self.rule = rule
    self.found = found
    self.limit = limit
    self.source = source
    self.detail = detail
  }

  /// The reason in words, with the numbers in the signal's unit: `"range: 260 bar, limit 250 bar"`.
  public func words(for signal: SignalDescription) -> String {
    func text(_ number: Double) -> String {
      switch rule {
      case .skew, .late, .flat, .duplicate: TimeSpanDimension.text(ofSI: number)
      case .range, .unit: signal.text(number)
      case .rate: "\(signal.text(change: number))/s"
      default: "\(number)"
      }
    }
    var parts: [String] = []
    if let source { parts.append(source.code) }
    if let found { parts.append(text(found)) }
    if let limit { parts.append("limit \(text(limit))") }
    if let detail { parts.append(detail) }
    return parts.isEmpty ? rule.rawValue : "\(rule.rawValue): \(parts.joined(separator: ", "))"
  }
}
