package import Plant

/// What makes a sample of one signal the same sample again.
package struct SampleKey: Hashable, Sendable, Comparable {
  /// Time of the source [µs since 1970-01-01 UTC].
  package let time: Int64
  package let sequence: UInt16

  package init(time: Int64, sequence: UInt16) {
    self.time = time
    self.sequence = sequence
  }

  package static func < (lhs: SampleKey, rhs: SampleKey) -> Bool {
    lhs.time != rhs.time ? lhs.time < rhs.time : lhs.sequence < rhs.sequence
  }
}

/// A sample of a signal that is known from elsewhere.
package struct StoredSample: Hashable, Sendable {
  package let key: SampleKey
  /// When it arrived [µs since 1970-01-01 UTC].
  package let received: Int64
  package let value: SampleValue?
  package let quality: SampleQuality

  package init(key: SampleKey, received: Int64, value: SampleValue?, quality: SampleQuality) {
    self.key = key
    self.received = received
    self.value = value
    self.quality = quality
  }

  /// What a sample says apart from its signal.
  package init(_ sample: Sample) {
    key = SampleKey(time: sample.time.microseconds, sequence: sample.sequence)
    received = sample.received.microseconds
    value = sample.value
    quality = sample.quality
  }

  /// The sample as one of a signal; `nil` when its times are none.
  package func sample(of signal: SignalIndex) -> Sample? {
    guard let time = Instant(microseconds: key.time), let received = Instant(microseconds: received) else { return nil }
    if let value {
      return Sample(signal, at: time, received: received, value: value, quality: quality, sequence: key.sequence)
    }
    guard case .bad(let reason) = quality else { return nil }
    return Sample(signal, at: time, received: received, missing: reason, sequence: key.sequence)
  }
}
