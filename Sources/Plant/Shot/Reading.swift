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
  /// What was stated, in the order it came. There is so little that looking through all is faster than hashing.
  @usableFromInline var stated: [(key: Key, reading: Reading)] = []

  /// Nothing recorded.
  @inlinable
  public init() {}

  /// Nothing recorded yet of what is to come.
  /// - Parameter count: about how much that is.
  @inlinable
  public init(expecting count: Int) { stated.reserveCapacity(count) }

  @inlinable
  public subscript(key: Key) -> Reading {
    get {
      for entry in stated where entry.key == key { return entry.reading }
      return .missing(.notRecorded)
    }
    set {
      let place = stated.firstIndex { $0.key == key }
      if case .missing(.notRecorded) = newValue {
        if let place { stated.remove(at: place) }
      } else if let place {
        stated[place].reading = newValue
      } else {
        stated.append((key, newValue))
      }
    }
  }

  /// Number of what was stated.
  @inlinable
  public var count: Int { stated.count }

  /// What was stated, in the order of the vocabulary.
  public var all: [(key: Key, reading: Reading)] {
    Key.allCases.compactMap { key in stated.first { $0.key == key } }
  }

  /// The same readings, in whatever order they were stated.
  public static func == (left: Self, right: Self) -> Bool {
    left.stated.count == right.stated.count && left.all.elementsEqual(right.all) { $0 == $1 }
  }

  public func hash(into hasher: inout Hasher) {
    for (key, reading) in all {
      hasher.combine(key)
      hasher.combine(reading)
    }
  }
}
