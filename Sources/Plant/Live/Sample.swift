/// One value of one signal at one time, or the word that there is none and why.
public struct Sample: Hashable, Sendable {
  /// The signal, by its place in the plant's list.
  public let signal: SignalIndex
  /// When the value was true, by the clock of the source; ``received`` where the source has no clock.
  public let time: Instant
  /// Tells apart samples to which the source gave the same time, in their order from 0. Signal, time and this make a
  /// sample the same sample wherever it turns up again.
  public let sequence: UInt16
  /// When the value arrived here, by our clock.
  public let received: Instant
  /// The value; `nil` when the quality is bad and none is known.
  public let value: SampleValue?
  public let quality: SampleQuality

  /// A sample with a value.
  public init(
    _ signal: SignalIndex, at time: Instant, received: Instant, value: SampleValue, quality: SampleQuality = .good,
    sequence: UInt16 = 0
  ) {
    self.signal = signal
    self.time = time
    self.sequence = sequence
    self.received = received
    self.value = value
    self.quality = quality
  }

  /// The word that a value is missing; its quality is bad.
  public init(
    _ signal: SignalIndex, at time: Instant, received: Instant, missing reason: SampleReason, sequence: UInt16 = 0
  ) {
    self.signal = signal
    self.time = time
    self.sequence = sequence
    self.received = received
    value = nil
    quality = .bad(reason)
  }
}

/// The place of a signal in the list of its plant, counted from 0.
///
/// Samples carry it because a number is cheaper to keep, compare and look up than a name. It has a meaning only beside
/// the list it belongs to: what is stored for longer than a process lives is stored by ``SignalID``.
public struct SignalIndex: RawRepresentable, Hashable, Sendable, Comparable {
  public let rawValue: UInt32

  /// The place `rawValue`, counted from 0.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Earlier in the list is less.
  public static func < (lhs: SignalIndex, rhs: SignalIndex) -> Bool { lhs.rawValue < rhs.rawValue }
}
