/// How long to wait before trying again: longer after each failure, and never in step with others.
///
/// Waits grow by the factor 2 from the first to the longest; each is drawn between half of it and all of it, so that
/// many clients that lost the same server do not come back at the same moment.
public struct BackOff: Sendable {
  private let bounds: ClosedRange<Double>
  private var next: Double
  /// Failures since the last success.
  public private(set) var failures = 0

  /// Waits within `bounds` [s].
  public init(_ bounds: ClosedRange<Double>) {
    self.bounds = bounds
    next = bounds.lowerBound
  }

  /// Takes note of a failure and says how long to wait [s].
  public mutating func wait(using source: inout some RandomNumberGenerator) -> Double {
    failures += 1
    let longest = next
    next = min(next * 2, bounds.upperBound)
    return Double.random(in: longest / 2...longest, using: &source)
  }

  /// Takes note of a success: the next failure waits for the first time again.
  public mutating func reset() {
    failures = 0
    next = bounds.lowerBound
  }
}
