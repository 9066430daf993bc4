/// A number of a log, or the reason why there is none.
public enum Reading: Hashable, Sendable {
  /// The value [SI], finite.
  case value(Double)
  case missing(MissingReason)

  /// The value [SI], if there is one.
  public var value: Double? {
    if case .value(let value) = self { value } else { nil }
  }

  /// Why there is no value; `nil` when there is one.
  public var missingReason: MissingReason? {
    if case .missing(let reason) = self { reason } else { nil }
  }
}

/// Why a log has no value.
public enum MissingReason: String, Hashable, Sendable, CaseIterable {
  /// No source has a field for it.
  case notRecorded = "not_recorded"
  /// The field is there and empty.
  case empty
  /// The field holds something that is no number.
  case unreadable
  /// The number cannot be true.
  case impossible
  /// The unit is none of this dimension.
  case unitUnknown = "unit_unknown"
  /// The source and the mapping state different units.
  case unitConflict = "unit_conflict"
}

/// Readings by what they are readings of; what nobody stated is ``MissingReason/notRecorded``.
public struct Readings<Key: Hashable & Sendable & CaseIterable>: Hashable, Sendable {
  private var stated: [Key: Reading] = [:]

  /// Nothing recorded.
  public init() {}

  public subscript(key: Key) -> Reading {
    get { stated[key] ?? .missing(.notRecorded) }
    set { stated[key] = newValue == .missing(.notRecorded) ? nil : newValue }
  }

  /// What was stated, in the order of the vocabulary.
  public var all: [(key: Key, reading: Reading)] {
    Key.allCases.compactMap { key in stated[key].map { (key, $0) } }
  }
}
