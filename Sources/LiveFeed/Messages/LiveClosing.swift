/// Why the service ends a connection. The raw value is the word in messages.
public enum LiveClosingReason: String, Hashable, Sendable, CaseIterable {
  /// The service is going down or being restarted: come back and resume.
  case draining
  /// The client took events more slowly than they came: come back and resume.
  case tooSlow = "too_slow"
  /// The key was revoked, has expired, or may hear the topics no more.
  case unauthorized
  /// The client sent more messages than it may.
  case flooding
  /// The client did not answer pings.
  case silent

  /// The code of the WebSocket's close frame (RFC 6455, 7.4).
  public var code: UInt16 {
    switch self {
    case .draining: 1012
    case .tooSlow: 4008
    case .unauthorized: 4001
    case .flooding: 4029
    case .silent: 4000
    }
  }
}

/// The last message to a client.
public struct LiveClosing: LiveDescribed, Hashable {
  public var reason: LiveClosingReason
  /// The numbering the marks belong to.
  public var epoch: String
  /// Where the client may resume.
  public var marks: [LiveMark]
  /// How long to wait before coming back [s].
  public var retryAfter: Double?

  public static let summary = "The last message to a client: why, and where it may resume."
  public static let members: [LiveMember<LiveClosing>] = [
    .constant("type", "closing", "What the message is."),
    .word("reason", "Why the service ends the connection.", \.reason),
    .text("epoch", "The numbering the marks belong to.", \.epoch),
    .list("marks", "Where the client may resume.", \.marks),
    .number("retry_after_s", "How long to wait before coming back [s].", \.retryAfter),
  ]
}
