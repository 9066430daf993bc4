import Synchronization

/// Token buckets: each caller may make `rate` requests per second and save up `burst` of them.
///
/// Holds at most ``bucketMaximum`` callers; when more appear, full buckets are forgotten first, which changes nothing
/// for who comes back.
package final class RateLimiter: Sendable {
  /// What a caller has left.
  package struct Decision: Sendable {
    package let isAllowed: Bool
    /// Whole requests left.
    package let remaining: Int
    /// Until the next request is allowed, and until the bucket is full again [s].
    package let wait: Double
    package let reset: Double
  }

  private struct Bucket {
    var tokens: Double
    var time: Double
  }

  /// Most callers remembered.
  package static let bucketMaximum = 100_000

  /// Requests per second in the long run.
  package let rate: Double
  /// Requests at once.
  package let burst: Double
  private let buckets = Mutex<[String: Bucket]>([:])

  package init(rate: Double, burst: Double) {
    self.rate = rate
    self.burst = burst
  }

  /// Takes a token of the caller's bucket.
  ///
  /// - Parameters:
  ///   - caller: who asks.
  ///   - now: any time that only grows [s].
  package func take(_ caller: String, at now: Double) -> Decision {
    buckets.withLock { buckets in
      if buckets.count >= Self.bucketMaximum, buckets[caller] == nil { forget(&buckets, at: now) }
      var bucket = buckets[caller] ?? Bucket(tokens: burst, time: now)
      bucket.tokens = min(burst, bucket.tokens + max(0, now - bucket.time) * rate)
      bucket.time = now
      let isAllowed = bucket.tokens >= 1
      if isAllowed { bucket.tokens -= 1 }
      buckets[caller] = bucket
      return Decision(
        isAllowed: isAllowed, remaining: Int(bucket.tokens), wait: isAllowed ? 0 : (1 - bucket.tokens) / rate,
        reset: (burst - bucket.tokens) / rate)
    }
  }

  private func forget(_ buckets: inout [String: Bucket], at now: Double) {
    buckets = buckets.filter { $0.value.tokens + (now - $0.value.time) * rate < burst }
    // All in debt at once: start anew rather than grow.
    if buckets.count >= Self.bucketMaximum { buckets = [:] }
  }
}
