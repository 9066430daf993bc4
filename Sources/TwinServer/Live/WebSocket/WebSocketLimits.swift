/// How much one WebSocket may ask for.
package struct WebSocketLimits: Sendable {
  /// Longest frame, and longest message however many frames it comes in [bytes].
  package var messageMaximum: Int
  /// Messages and control frames a client may send in a second, on average.
  package var rate: Double
  /// Messages and control frames a client may send at once.
  package var burst: Double
  /// How long a client may be silent before its connection counts as dead [s]. Pongs are words too.
  package var silence: Double
  /// How long the client may take to answer a close frame, and after that to hear the last words and hang up [s].
  package var farewell: Double

  package init(messageMaximum: Int, rate: Double, burst: Double, silence: Double, farewell: Double) {
    self.messageMaximum = messageMaximum
    self.rate = rate
    self.burst = burst
    self.silence = silence
    self.farewell = farewell
  }

  /// 64 KiB a message, 20 messages a second and 60 at once, 40 s of silence, 5 s to say goodbye.
  package static let live = WebSocketLimits(messageMaximum: 1 << 16, rate: 20, burst: 60, silence: 40, farewell: 5)
}

/// Counts what a client sends against what it may.
struct MessageAllowance: Sendable {
  private let rate: Double
  private let burst: Double
  private var left: Double
  private var last: ContinuousClock.Instant?

  init(_ limits: WebSocketLimits) {
    rate = limits.rate
    burst = limits.burst
    left = limits.burst
  }

  /// Whether one more may come at a time.
  mutating func take(at now: ContinuousClock.Instant) -> Bool {
    if let last { left = min(burst, left + rate * ((now - last) / .seconds(1))) }
    last = now
    guard left >= 1 else { return false }
    left -= 1
    return true
  }
}
