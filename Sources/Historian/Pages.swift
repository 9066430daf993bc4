public import Plant

/// Where a page of samples ended.
public struct SampleCursor: Hashable, Sendable, CustomStringConvertible {
  package let key: SampleKey

  package init(_ key: SampleKey) {
    self.key = key
  }

  /// Reads `description`; `nil` when it is none.
  public init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let time = Int64(parts[0]), let sequence = UInt16(parts[1]) else { return nil }
    key = SampleKey(time: time, sequence: sequence)
  }

  /// Time of the last sample [µs] and its sequence: `"1767225600000000.0"`.
  public var description: String { "\(key.time).\(key.sequence)" }
}

/// Samples of one signal, the earliest first.
public struct SamplePage: Hashable, Sendable {
  /// Their places are all 0.
  public let samples: [Sample]
  /// Where the next page begins; `nil` when there is none.
  public let next: SampleCursor?

  package init(samples: [Sample], next: SampleCursor?) {
    self.samples = samples
    self.next = next
  }
}

/// Roll-ups of one signal, the earliest first.
public struct RollUpPage: Hashable, Sendable {
  public let windows: [RollUp]
  /// Start of the last window, to ask for those after it [µs since 1970-01-01 UTC]; `nil` when there are no more.
  public let next: Int64?

  package init(windows: [RollUp], next: Int64?) {
    self.windows = windows
    self.next = next
  }
}

/// A signal that the historian knows.
public struct StoredSignal: Hashable, Sendable {
  public let id: SignalID
  /// Unit of its numbers in words for people; samples are SI. `nil` when nobody said.
  public var unit: String?
  /// What people call it.
  public var name: String?

  /// A signal.
  public init(id: SignalID, unit: String? = nil, name: String? = nil) {
    self.id = id
    self.unit = unit
    self.name = name
  }
}
