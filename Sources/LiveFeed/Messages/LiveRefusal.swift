/// Why a client was not obeyed.
public struct LiveRefusal: Error, LiveDescribed, Hashable {
  /// The sort of reason. The raw value is the word in messages.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// The message is no JSON, or not one of the messages.
    case malformed
    /// A member of the message is not valid.
    case invalid
    /// The topic's items have another version.
    case version
    /// The client may not hear it.
    case forbidden
    /// There are as many clients as may be.
    case full
  }

  public var kind: Kind
  /// Where in the message; a JSON pointer.
  public var pointer: String
  public var found: String
  public var expected: String

  /// A refusal that says where, what was found and what was expected.
  public init(_ kind: Kind, at pointer: String, found: String, expected: String) {
    self.kind = kind
    self.pointer = pointer
    self.found = found
    self.expected = expected
  }

  public static let summary = "A message of the client was not obeyed; the connection goes on."
  public static let members: [LiveMember<LiveRefusal>] = [
    .constant("type", "refused", "What the message is."),
    .word("code", "The sort of reason.", \.kind),
    .text("pointer", "Where in the message; a JSON pointer.", \.pointer),
    .text("found", "What was found.", \.found),
    .text("expected", "What was expected.", \.expected),
  ]
}
