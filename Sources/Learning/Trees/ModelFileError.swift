/// Why a model file is not used.
public struct ModelFileError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Kind: String, Hashable, Sendable {
    /// Not a document, or not one of a model: truncated, inconsistent, out of range.
    case malformed
    /// A sound model of a kind that this engine does not evaluate.
    case unsupported
  }

  public let kind: Kind
  /// Where: `byte 217`, or the path of a member.
  public let place: String
  public let found: String
  public let expected: String

  public init(kind: Kind, place: String, found: String, expected: String) {
    self.kind = kind
    self.place = place
    self.found = found
    self.expected = expected
  }

  public var description: String { "\(place): found \(found), expected \(expected)" }
}
